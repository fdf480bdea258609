#include "deposits/deposit_review.h"

#include "db.h"
#include "ledger/ledger.h"
#include "money.h"

static enum status refuse_decided(struct context *context) {
    return context_refuse(context, STATUS_CONFLICT, "The deposit does not wait for a person.");
}

enum status deposits_credit_reviewed(struct context *context, const char *id, int64_t micros, const char *reason) {
    struct db_rows *rows;
    if (micros <= 0 || micros % MONEY_CENT != 0)
        return context_field_error(context, "credit_usd", "not_whole_cents", "must be whole cents, and not zero");
    db_queue(context, SQL_DEPOSITS_LOCK_OWNER, DB(id), NULL);
    enum status status =
        db_query(context, SQL_DEPOSITS_CONFIRM_REVIEWED, DB(id, money_text(context->arena, micros), reason), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return refuse_decided(context);
    ledger_queue_entry(context, &(struct ledger_entry){
                                    .cause_type = "deposit",
                                    .cause_id = id,
                                    .description = "Top-up by card",
                                    .lines = {{"user_credit", db_text(rows, 0, 0), micros}, {"stripe", NULL, -micros}},
                                    .line_count = 2,
                                });
    return STATUS_OK;
}

enum status deposits_fail_reviewed(struct context *context, const char *id, const char *reason) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_DEPOSITS_FAIL_REVIEWED, DB(id, reason), &rows);
    return status == STATUS_OK && db_count(rows) == 0 ? refuse_decided(context) : status;
}
