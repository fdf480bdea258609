#include "inbox/inbox_admin.h"

#include "arena.h"
#include "console/console_list.h"
#include "console/console_write.h"
#include "db.h"
#include "queue.h"

enum { EVENT_MAXIMUM = 200 };

static const char *const webhook_providers[] = {"stripe", "solana", "shippo", "activity", NULL};
static const char *const webhook_statuses[] = {"RECEIVED", "QUEUED", "DONE", "IGNORED", NULL};

static const struct field webhooks_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"status", FIELD_CHOICE, offsetof(struct console_query, status), .choices = webhook_statuses},
    {"provider", FIELD_CHOICE, offsetof(struct console_query, kind), .choices = webhook_providers},
    {"event", FIELD_TEXT, offsetof(struct console_query, user), 0, 1, EVENT_MAXIMUM,
     .description = "The provider's name for it, whole"},
    CONSOLE_PERIOD_FIELDS,
};
const struct shape webhooks_query_shape = SHAPE("WebhooksQuery", struct console_query, webhooks_query_fields);

struct webhook {
    const char *id;
    const char *provider;
    const char *event_id;
    const char *status;
    const char *outcome;
    int64_t body_length;
    int64_t created_at;
    int64_t processed_at;
    const char *body;
    const char *indented; /* NULL: it is no JSON */
    const char *job_id;   /* NULL: none waits */
    const char *job_problem;
    bool job_dead;
};

#define WEBHOOK_ROW_FIELDS                                                                                             \
    {"id", FIELD_ID, offsetof(struct webhook, id)},                                                                    \
        {"provider", FIELD_CHOICE, offsetof(struct webhook, provider), .choices = webhook_providers},                  \
        {"event_id", FIELD_TEXT, offsetof(struct webhook, event_id)},                                                  \
        {"status", FIELD_CHOICE, offsetof(struct webhook, status), .choices = webhook_statuses},                       \
        {"outcome", FIELD_TEXT, offsetof(struct webhook, outcome), FIELD_NULLABLE},                                    \
        {"body_length", FIELD_INTEGER, offsetof(struct webhook, body_length), .description = "Characters"},            \
        {"created_at", FIELD_TIME, offsetof(struct webhook, created_at)}, {                                            \
        "processed_at", FIELD_TIME, offsetof(struct webhook, processed_at), FIELD_NULLABLE                             \
    }

static const struct field webhook_row_fields[] = {WEBHOOK_ROW_FIELDS};
const struct shape webhook_row_shape = SHAPE("WebhookRow", struct webhook, webhook_row_fields);

static const struct field webhook_fields[] = {
    WEBHOOK_ROW_FIELDS,
    {"body", FIELD_TEXT, offsetof(struct webhook, body), .description = "As it came; at most 200,000 characters"},
    {"indented", FIELD_TEXT, offsetof(struct webhook, indented), FIELD_NULLABLE,
     .description = "The same to be read, when it is JSON"},
    {"job_id", FIELD_ID, offsetof(struct webhook, job_id), FIELD_NULLABLE, .description = "The job that handles it"},
    {"job_problem", FIELD_TEXT, offsetof(struct webhook, job_problem), FIELD_NULLABLE},
    {"job_dead", FIELD_BOOLEAN, offsetof(struct webhook, job_dead)},
};
const struct shape webhook_shape = SHAPE("Webhook", struct webhook, webhook_fields);

enum status inbox_handle_admin_list(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_INBOX_CONSOLE_LIST);
}

enum status inbox_handle_admin_show(struct request *request, struct response *response) {
    struct webhook webhook;
    enum status status = console_read_one(request, SQL_INBOX_CONSOLE_SHOW, &webhook_shape, &webhook);
    return status == STATUS_OK ? response_answer(request, response, &webhook) : status;
}

/* Safe for the reason that a webhook may come twice: what it says is only where to look. */
enum status inbox_handle_again(struct request *request, struct response *response) {
    struct context *context = request->context;
    const char *id = request_path_value(request, "id");
    struct webhook *before = arena_alloc(context->arena, sizeof *before);
    struct webhook after;
    struct db_rows *rows;
    enum status status = console_read_one(request, SQL_INBOX_CONSOLE_SHOW, &webhook_shape, before);
    if (status == STATUS_OK)
        status = db_query(context, SQL_INBOX_AGAIN, DB(id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_CONFLICT,
                              "It has not been read yet, or nothing here handles webhooks of %s.", before->provider);
    job_add(context, db_text(rows, 0, 0), id);
    status = console_read_one(request, SQL_INBOX_CONSOLE_SHOW, &webhook_shape, &after);
    if (status != STATUS_OK)
        return status;
    console_audit(request,
                  &(struct console_act){"webhook.again", "webhook_event", id, &webhook_row_shape, before, &after});
    return response_answer(request, response, &after);
}
