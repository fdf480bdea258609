#include "schedule.h"

#include "arena.h"
#include "clock.h"
#include "context.h"
#include "db.h"
#include "runner.h"
#include "text.h"

static const char *name_array(struct arena *arena, const struct schedule_kind *kinds) {
    size_t count = 0;
    while (kinds[count].name != NULL)
        count++;
    const char **names = arena_array(arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = kinds[i].name;
    return db_array(arena, names, count);
}

/* The row called `name`, or the last one. */
static const struct schedule_kind *find_kind(const struct schedule_kind *kinds, const char *name) {
    while (kinds->name != NULL && !text_equal(kinds->name, name))
        kinds++;
    return kinds;
}

/* Gives the locks back also when a former run could not. */
static enum status finish(struct context *context, const struct schedule_kind *kind, const char *problem) {
    db_queue(context, SQL_JOBS_FINISH_SCHEDULE, DB(kind->name, problem), NULL);
    db_queue(context, SQL_JOBS_UNLOCK_SCHEDULES, DB_NONE, NULL);
    return db_flush(context);
}

/* Calls the handler of a claimed schedule and settles it. ret_result is the handler's status. */
static enum status run_claimed(struct context *context, const struct schedule_kind *kind, enum status *ret_result) {
    struct run_record record = {"schedule", kind->name, "unsettled", NULL, 0, clock_monotonic(), NULL};
    db_take_query_count(context->db); /* what came before is not this run's */
    context_reset(context);
    enum status result = kind->handler(context);
    const char *detail = context->detail;
    record.problem = run_problem(context, result);
    run_deadline(0);
    context_reset(context);
    enum status status = finish(context, kind, record.problem);
    if (status == STATUS_UNAVAILABLE) /* the connection was lost meanwhile: once more on a new one */
        status = finish(context, kind, record.problem);
    if (status == STATUS_OK)
        record.outcome = result == STATUS_OK ? "done" : "failed";
    run_log(context, &record);
    context->detail = detail;
    *ret_result = result;
    return status;
}

enum status schedule_run_due(struct context *context, const struct schedule_kind *kinds, bool *ret_ran) {
    struct db_rows *rows;
    enum status result;
    enum status status = db_query(context, SQL_JOBS_CLAIM_DUE_SCHEDULE, DB(name_array(context->arena, kinds)), &rows);
    if (status != STATUS_OK)
        return status;
    bool free = db_count(rows) > 0 && text_equal(db_text(rows, 0, 1), "t");
    if (free) {
        run_deadline((int64_t)SCHEDULE_SECONDS * 1000);
        status = run_claimed(context, find_kind(kinds, db_text(rows, 0, 0)), &result);
    }
    if (status == STATUS_OK)
        *ret_ran = free;
    return status;
}

static enum status claim_by_name(struct context *context, const char *name) {
    struct db_rows *rows;
    db_queue(context, SQL_JOBS_LOCK_SCHEDULE, DB(name), NULL);
    db_queue(context, SQL_JOBS_CLAIM_SCHEDULE, DB(name), &rows);
    enum status status = db_flush(context);
    if (status == STATUS_UNAVAILABLE && context->detail == NULL)
        return context_refuse(context, status, "Schedule %s is still running elsewhere.", name);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 1)
        return STATUS_OK;
    status = db_query(context, SQL_JOBS_UNLOCK_SCHEDULES, DB_NONE, NULL);
    return status != STATUS_OK ? status
                               : context_refuse(context, STATUS_NOT_FOUND, "The database has no schedule %s.", name);
}

enum status schedule_run(struct context *context, const struct schedule_kind *kinds, const char *name) {
    const struct schedule_kind *kind = find_kind(kinds, name);
    enum status result = STATUS_OK;
    if (kind->name == NULL)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no schedule %s.", name);
    enum status status = claim_by_name(context, name);
    if (status == STATUS_OK)
        status = run_claimed(context, kind, &result);
    return result != STATUS_OK ? result : status;
}
