#include "operations/jobs_admin.h"

#include "arena.h"
#include "console/console_list.h"
#include "console/console_write.h"
#include "db.h"
#include "text.h"

enum { KIND_MAXIMUM = 64, REASON_MINIMUM = 3, REASON_MAXIMUM = 500 };

static const char *const job_states[] = {"WAITING", "RUNNING", "DEAD", NULL};

static const struct field jobs_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"state", FIELD_CHOICE, offsetof(struct console_query, status), .choices = job_states},
    {"kind", FIELD_TEXT, offsetof(struct console_query, kind), 0, 1, KIND_MAXIMUM, .description = "send_payout …"},
    {"subject", FIELD_ID, offsetof(struct console_query, user), .description = "The id of what it is about"},
};
const struct shape jobs_query_shape = SHAPE("JobsQuery", struct console_query, jobs_query_fields);

struct job {
    const char *id;
    const char *kind;
    const char *subject_id;
    const char *state;
    int64_t attempt;
    int64_t run_at;
    int64_t locked_until;
    int64_t dead_at;
    const char *problem;
    int64_t created_at;
};

static const struct field job_fields[] = {
    {"id", FIELD_ID, offsetof(struct job, id)},
    {"kind", FIELD_TEXT, offsetof(struct job, kind)},
    {"subject_id", FIELD_ID, offsetof(struct job, subject_id)},
    {"state", FIELD_CHOICE, offsetof(struct job, state), .choices = job_states},
    {"attempt", FIELD_INTEGER, offsetof(struct job, attempt)},
    {"run_at", FIELD_TIME, offsetof(struct job, run_at)},
    {"locked_until", FIELD_TIME, offsetof(struct job, locked_until), FIELD_NULLABLE,
     .description = "The end of the lease of whoever runs it"},
    {"dead_at", FIELD_TIME, offsetof(struct job, dead_at), FIELD_NULLABLE},
    {"problem", FIELD_TEXT, offsetof(struct job, problem), FIELD_NULLABLE},
    {"created_at", FIELD_TIME, offsetof(struct job, created_at)},
};
const struct shape job_shape = SHAPE("AdminJob", struct job, job_fields);

enum status jobs_handle_list(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_OPERATIONS_JOBS);
}

enum status jobs_handle_show(struct request *request, struct response *response) {
    struct job job;
    enum status status = console_read_one(request, SQL_OPERATIONS_JOB, &job_shape, &job);
    return status == STATUS_OK ? response_answer(request, response, &job) : status;
}

/* A finished job is deleted, so one that is not there may just have been done. */
enum status jobs_handle_retry(struct request *request, struct response *response) {
    struct context *context = request->context;
    const char *id = request_path_value(request, "id");
    struct job *before = arena_alloc(context->arena, sizeof *before);
    struct job after;
    struct db_rows *rows;
    enum status status = console_read_one(request, SQL_OPERATIONS_JOB, &job_shape, before);
    if (status == STATUS_OK)
        status = db_query(context, SQL_OPERATIONS_RETRY_JOB, DB(id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_CONFLICT, "The job runs just now.");
    if (status == STATUS_OK)
        status = console_read_one(request, SQL_OPERATIONS_JOB, &job_shape, &after);
    if (status != STATUS_OK)
        return status;
    console_audit(request, &(struct console_act){"job.retry", "job", id, &job_shape, before, &after});
    return response_answer(request, response, &after);
}

struct job_cancel_input {
    const char *reason;
};

static const struct field job_cancel_input_fields[] = {
    {"reason", FIELD_TEXT, offsetof(struct job_cancel_input, reason), FIELD_REQUIRED, REASON_MINIMUM, REASON_MAXIMUM,
     .description = "What it would have done is not done. For the audit log"},
};
const struct shape job_cancel_input_shape = SHAPE("JobCancelInput", struct job_cancel_input, job_cancel_input_fields);

enum status jobs_handle_cancel(struct request *request, struct response *response) {
    const struct job_cancel_input *input = request->body;
    struct context *context = request->context;
    const char *id = request_path_value(request, "id");
    struct job *before = arena_alloc(context->arena, sizeof *before);
    struct job after;
    struct db_rows *rows;
    enum status status = console_read_one(request, SQL_OPERATIONS_JOB, &job_shape, before);
    if (status == STATUS_OK)
        status = db_query(context, SQL_OPERATIONS_CANCEL_JOB, DB(id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_CONFLICT, "Only a dead job can be cancelled.");
    if (status != STATUS_OK)
        return status;
    after = *before;
    after.problem = arena_format(context->arena, "cancelled: %s", input->reason);
    response->location = "/admin/jobs?state=DEAD";
    console_audit(request, &(struct console_act){"job.cancel", "job", id, &job_shape, before, &after});
    return response_nothing(request, response);
}

/* --- schedules */

struct schedule_row {
    const char *name;
    int64_t period_seconds;
    int64_t next_run_at;
    int64_t last_run_at;
    const char *problem;
    bool overdue;
};

static const struct field schedule_row_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct schedule_row, name)},
    {"period_seconds", FIELD_INTEGER, offsetof(struct schedule_row, period_seconds)},
    {"next_run_at", FIELD_TIME, offsetof(struct schedule_row, next_run_at)},
    {"last_run_at", FIELD_TIME, offsetof(struct schedule_row, last_run_at), FIELD_NULLABLE},
    {"problem", FIELD_TEXT, offsetof(struct schedule_row, problem), FIELD_NULLABLE},
    {"overdue", FIELD_BOOLEAN, offsetof(struct schedule_row, overdue)},
};
static const struct shape schedule_row_shape = SHAPE("AdminSchedule", struct schedule_row, schedule_row_fields);

struct schedules {
    struct list schedules;
};

static const struct field schedules_fields[] = {
    {"schedules", FIELD_LIST, offsetof(struct schedules, schedules), .shape = &schedule_row_shape},
};
const struct shape schedules_shape = SHAPE("AdminSchedules", struct schedules, schedules_fields);

enum status schedules_handle_list(struct request *request, struct response *response) {
    struct schedules answer;
    struct db_rows *rows;
    enum status status = db_query(request->context, SQL_OPERATIONS_SCHEDULES, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    answer.schedules = db_read_list(request->context, rows, &schedule_row_shape);
    return response_answer(request, response, &answer);
}

enum status schedules_handle_run(struct request *request, struct response *response) {
    struct context *context = request->context;
    const char *name = request_path_value(request, "name");
    struct schedule_row *before = arena_alloc(context->arena, sizeof *before);
    struct schedule_row after;
    struct db_rows *rows;
    struct db_rows *rows_after;
    db_queue(context, SQL_OPERATIONS_SCHEDULE, DB(name), &rows);
    db_queue(context, SQL_SCHEDULES_RUN, DB(name), NULL);
    enum status status = db_query(context, SQL_OPERATIONS_SCHEDULE, DB(name), &rows_after);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such schedule.");
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &schedule_row_shape, before);
    db_read(rows_after, 0, &schedule_row_shape, &after);
    console_audit(request,
                  &(struct console_act){"schedule.run", "schedule", name, &schedule_row_shape, before, &after});
    return response_nothing(request, response);
}
