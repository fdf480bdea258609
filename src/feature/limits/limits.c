#include "limits/limits.h"

#include "clock.h"
#include "db.h"
#include "money.h"

enum { DAY_SECONDS = 86400 };

enum status limits_take(struct context *context, const char *purpose, const char *owner_id, int64_t micros,
                        int64_t limit, const char *what) {
    struct db_rows *rows;
    enum status status =
        db_query(context, SQL_LIMITS_TAKE,
                 DB(purpose, owner_id, money_text(context->arena, micros), money_text(context->arena, limit)), &rows);
    if (status != STATUS_OK || db_count(rows) > 0)
        return status;
    context->retry_after = DAY_SECONDS - clock_now() / CLOCK_SECOND % DAY_SECONDS;
    return context_refuse(context, STATUS_DAILY_LIMIT, "%s are limited to %s USD a day%s; try again tomorrow (UTC).",
                          what, money_text(context->arena, limit), owner_id == NULL ? " for everybody together" : "");
}

void limits_queue_give_back(struct context *context, const char *purpose, const char *owner_id, int64_t micros,
                            int64_t taken_at) {
    struct arena *arena = context->arena;
    db_queue(context, SQL_LIMITS_GIVE_BACK,
             DB(purpose, owner_id, money_text(arena, micros), clock_text(arena, taken_at)), NULL);
}

enum status limits_used(struct context *context, const char *purpose, const char *owner_id, int64_t *ret_micros) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_LIMITS_USED, DB(purpose, owner_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0) {
        *ret_micros = 0;
        return STATUS_OK;
    }
    return money_parse(db_text(rows, 0, 0), ret_micros) ? STATUS_OK : STATUS_INTERNAL;
}
