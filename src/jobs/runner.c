#include "runner.h"

#include "arena.h"
#include "clock.h"
#include "context.h"
#include "db.h"
#include "log.h"
#include "metrics.h"
#include "text.h"

#include <poll.h>
#include <string.h>
#include <sys/time.h>

/* Of a log line: those every run has, and those only a job has. */
enum { RUN_FIELDS = 5, JOB_FIELDS = 3 };

enum { PROBLEM_MAXIMUM = 500, SETTLE_TRIES = 4, SETTLE_PAUSE = 250, LEASE_SHARE_MILLISECONDS = 900 };

struct job {
    const struct job_kind *kind;
    const char *id;
    const char *subject_id;
    int64_t attempt;
    const char *run_at;       /* as it was taken: another value means that the job was added again */
    const char *locked_until; /* ours only while it stands in the row */
};

/* How a run ended. */
struct job_result {
    enum status status;
    const char *problem; /* run_problem() */
    int64_t retry_after; /* seconds; 0: the usual pause */
};

void run_deadline(int64_t milliseconds) {
    struct itimerval timer = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000},
    };
    setitimer(ITIMER_REAL, &timer, NULL);
}

const char *run_problem(const struct context *context, enum status status) {
    if (status == STATUS_OK)
        return NULL;
    const char *why = context->detail;
    if (why == NULL && context->field_error_count > 0)
        why = arena_format(context->arena, "%s %s", context->field_errors[0].field, context->field_errors[0].detail);
    if (why == NULL || !text_is_utf8(why, strlen(why)))
        why = status_title(status);
    char *problem = arena_format(context->arena, "%s: %s", status_code(status), why);
    size_t length = strlen(problem);
    if (length > PROBLEM_MAXIMUM)
        for (length = PROBLEM_MAXIMUM; ((unsigned char)problem[length] & 0xc0) == 0x80; length--)
            ;
    problem[length] = '\0';
    return problem;
}

void run_log(struct context *context, const struct run_record *record) {
    metrics_add(METRIC_JOBS, arena_format(context->arena, "kind=\"%s\",outcome=\"%s\"", record->kind, record->outcome),
                1);
    const struct log_field fields[] = {
        LOG_TEXT("kind", record->kind),
        LOG_TEXT("outcome", record->outcome),
        LOG_NUMBER("microseconds", clock_monotonic() - record->start),
        LOG_NUMBER("statements", db_take_query_count(context->db)),
        LOG_TEXT("problem", record->problem),
        LOG_TEXT("job_id", context->request_id),
        LOG_TEXT("subject_id", record->subject_id),
        LOG_NUMBER("attempt", record->attempt),
    };
    log_event(record->problem == NULL ? LOG_INFO : LOG_WARNING, record->event, fields,
              record->subject_id == NULL ? RUN_FIELDS : RUN_FIELDS + JOB_FIELDS);
}

static const struct job_kind *find_kind(const struct job_kind *kinds, const char *name) {
    while (!text_equal(kinds->kind, name))
        kinds++;
    return kinds;
}

/* The table's kinds and leases as two PostgreSQL arrays. */
static void kind_arrays(struct arena *arena, const struct job_kind *kinds, const char *ret_arrays[2]) {
    size_t count = 0;
    while (kinds[count].kind != NULL)
        count++;
    const char **names = arena_array(arena, count, sizeof *names);
    const char **leases = arena_array(arena, count, sizeof *leases);
    for (size_t i = 0; i < count; i++) {
        names[i] = kinds[i].kind;
        leases[i] = text_from_integer(arena, kinds[i].lease_seconds);
    }
    ret_arrays[0] = db_array(arena, names, count);
    ret_arrays[1] = db_array(arena, leases, count);
}

/* ret_job->id is NULL when nothing is due. */
static enum status take_job(struct context *context, const struct job_kind *kinds, struct job *ret_job) {
    struct db_rows *rows;
    const char *arrays[2];
    struct job job = {0};
    kind_arrays(context->arena, kinds, arrays);
    enum status status = db_query(context, SQL_JOBS_TAKE, arrays, &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) > 0) {
        job = (struct job){
            .kind = find_kind(kinds, db_text(rows, 0, 1)),
            .id = db_text(rows, 0, 0),
            .subject_id = db_text(rows, 0, 2),
            .run_at = db_text(rows, 0, 4),
            .locked_until = db_text(rows, 0, 5),
        };
        if (!text_parse_integer(db_text(rows, 0, 3), &job.attempt))
            return STATUS_INTERNAL;
    }
    *ret_job = job;
    return STATUS_OK;
}

static bool is_permanent(enum status status) {
    return status_http(status) >= 400 && status_http(status) <= 499;
}

static enum status settle_once(struct context *context, const struct job *job, const struct job_result *result,
                               const char **ret_outcome) {
    struct db_rows *rows[2] = {NULL, NULL};
    if (result->status == STATUS_OK) {
        db_queue(context, SQL_JOBS_FINISH, DB(job->id, job->locked_until, job->run_at), &rows[0]);
        db_queue(context, SQL_JOBS_AGAIN, DB(job->id, job->locked_until), &rows[1]);
    } else if (is_permanent(result->status) || job->attempt >= job->kind->attempts) {
        db_queue(context, SQL_JOBS_BURY, DB(job->id, job->locked_until, result->problem, job->run_at), &rows[0]);
    } else {
        const char *seconds = text_from_integer(context->arena, result->retry_after);
        db_queue(context, SQL_JOBS_RETRY,
                 DB(job->id, job->locked_until, result->problem, result->retry_after > 0 ? seconds : NULL), &rows[0]);
    }
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    *ret_outcome = "lost"; /* the lease ran out and somebody else has the job */
    for (int i = 0; i < 2; i++)
        if (rows[i] != NULL && db_count(rows[i]) > 0)
            *ret_outcome = db_text(rows[i], 0, 0);
    return STATUS_OK;
}

/* A database that was away for a moment must not cost a second run of work that is done. */
static enum status settle(struct context *context, const struct job *job, const struct job_result *result,
                          const char **ret_outcome) {
    enum status status = STATUS_OK;
    for (int i = 0; i < SETTLE_TRIES; i++) {
        if (i > 0)
            poll(NULL, 0, SETTLE_PAUSE << i);
        status = settle_once(context, job, result, ret_outcome);
        if (status == STATUS_OK)
            return status;
    }
    return status;
}

static enum status call_handler(struct context *context, const struct job *job) {
    if (job->attempt > job->kind->attempts)
        return context_refuse(context, STATUS_INTERNAL, "The worker did not survive the last attempt.");
    run_deadline((int64_t)job->kind->lease_seconds * LEASE_SHARE_MILLISECONDS);
    enum status status = job->kind->handler(context, job->subject_id);
    run_deadline(0);
    return status;
}

enum status job_run_next(struct context *context, const struct job_kind *kinds, bool *ret_ran) {
    struct job job;
    db_take_query_count(context->db); /* what came before is not this job's */
    enum status status = take_job(context, kinds, &job);
    if (status != STATUS_OK)
        return status;
    if (job.id == NULL) {
        *ret_ran = false;
        return STATUS_OK;
    }
    struct run_record record = {"job",       job.kind->kind,    "unsettled", job.subject_id,
                                job.attempt, clock_monotonic(), NULL};
    context_reset(context);
    context->request_id = job.id;
    struct job_result result = {.status = call_handler(context, &job)};
    result.problem = run_problem(context, result.status);
    result.retry_after = context->retry_after;
    record.problem = result.problem;
    context_reset(context);
    context->request_id = job.id;
    status = settle(context, &job, &result, &record.outcome);
    run_log(context, &record);
    if (status == STATUS_OK)
        *ret_ran = true;
    return status;
}
