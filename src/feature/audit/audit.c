#include "audit/audit.h"

#include "db.h"
#include "text.h"

enum { STATE_MAXIMUM = 8192 };

static const struct field audit_fault_fields[] = {
    {"id", FIELD_INTEGER, offsetof(struct audit_fault, id)},
    {"fault", FIELD_TEXT, offsetof(struct audit_fault, fault)},
};
const struct shape audit_fault_shape = SHAPE("AuditFault", struct audit_fault, audit_fault_fields);

const char *audit_state(struct arena *arena, const char *status, const char *reason) {
    struct text text = text_new(arena, STATE_MAXIMUM);
    text_append(&text, "{\"status\":");
    text_append_json(&text, status);
    if (reason != NULL) {
        text_append(&text, ",\"reason\":");
        text_append_json(&text, reason);
    }
    text_append(&text, "}");
    return text.data;
}

void audit_queue(struct context *context, const struct audit_entry *entry) {
    db_queue(context, SQL_AUDIT_RECORD,
             DB(entry->actor, entry->action, entry->subject_type, entry->subject_id, entry->before, entry->after,
                entry->remote_address == NULL ? context->remote_address : entry->remote_address, context->request_id),
             NULL);
}

enum status audit_check(struct context *context, struct list *ret_faults) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_AUDIT_FAULTS, DB_NONE, &rows);
    if (status == STATUS_OK)
        *ret_faults = db_read_list(context, rows, &audit_fault_shape);
    return status;
}
