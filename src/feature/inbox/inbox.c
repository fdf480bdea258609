#include "inbox/inbox.h"

#include "db.h"
#include "id.h"
#include "text.h"

void inbox_queue_store(struct context *context, const char *provider, const char *event_id, const char *body) {
    db_queue(context, SQL_INBOX_STORE, DB(id_new(context->arena), provider, event_id, body), NULL);
}

enum status inbox_store(struct context *context, const char *provider, const char *event_id, const char *body,
                        size_t length) {
    if (!text_is_utf8(body, length))
        return context_refuse(context, STATUS_MALFORMED, "The body is not UTF-8 text.");
    inbox_queue_store(context, provider, event_id, body);
    return STATUS_OK;
}

enum status inbox_open(struct context *context, const char *id, struct webhook_event *ret_event) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_INBOX_OPEN, DB(id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return STATUS_NOT_FOUND;
    *ret_event = (struct webhook_event){id, db_text(rows, 0, 0)};
    return STATUS_OK;
}

void inbox_queue_close(struct context *context, const char *id, const char *outcome) {
    db_queue(context, SQL_INBOX_CLOSE, DB(id, outcome == NULL ? "IGNORED" : "DONE", outcome), NULL);
}

enum status inbox_schedule_read(struct context *context) {
    return db_query(context, SQL_INBOX_READ, DB_NONE, NULL);
}

enum status inbox_schedule_forget(struct context *context) {
    return db_query(context, SQL_INBOX_FORGET, DB_NONE, NULL);
}
