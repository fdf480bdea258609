#include "audit/audit_admin.h"

#include "arena.h"
#include "audit/audit.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "list_query.h"
#include "text.h"

enum { FILTER_MAXIMUM = 100, DATE_LENGTH = 10 };

struct audit_query {
    struct list_query page;
    const char *actor;
    const char *action;
    const char *subject_type;
    const char *subject_id;
    const char *since;
    const char *until;
};

static const struct field audit_query_fields[] = {
    LIST_QUERY_FIELDS(struct audit_query),
    {"actor", FIELD_TEXT, offsetof(struct audit_query, actor), 0, 1, FILTER_MAXIMUM,
     .description = "An administrator's name or id, or gemctl"},
    {"action", FIELD_TEXT, offsetof(struct audit_query, action), 0, 1, FILTER_MAXIMUM,
     .description = "What actions begin with: user, user.freeze"},
    {"subject_type", FIELD_TEXT, offsetof(struct audit_query, subject_type), 0, 1, FILTER_MAXIMUM},
    {"subject_id", FIELD_TEXT, offsetof(struct audit_query, subject_id), 0, 1, FILTER_MAXIMUM},
    {"since", FIELD_TEXT, offsetof(struct audit_query, since), 0, DATE_LENGTH, DATE_LENGTH,
     .description = "The first day, as 2026-11-25 (UTC)"},
    {"until", FIELD_TEXT, offsetof(struct audit_query, until), 0, DATE_LENGTH, DATE_LENGTH,
     .description = "The day after the last, as 2026-11-26 (UTC)"},
};
const struct shape audit_query_shape = SHAPE("AuditQuery", struct audit_query, audit_query_fields);

struct audit_row {
    int64_t id;
    int64_t at;
    const char *actor;
    const char *actor_name;
    const char *action;
    const char *subject_type;
    const char *subject_id;
    const char *remote_address;
    const char *request_id;
    const char *before;
    const char *after;
    const char *hash;
    struct list changes; /* struct audit_change */
};

#define AUDIT_ROW_FIELDS                                                                                               \
    {"id", FIELD_INTEGER, offsetof(struct audit_row, id)}, {"at", FIELD_TIME, offsetof(struct audit_row, at)},         \
        {"actor", FIELD_TEXT, offsetof(struct audit_row, actor)},                                                      \
        {"actor_name", FIELD_TEXT, offsetof(struct audit_row, actor_name)},                                            \
        {"action", FIELD_TEXT, offsetof(struct audit_row, action)},                                                    \
        {"subject_type", FIELD_TEXT, offsetof(struct audit_row, subject_type)},                                        \
        {"subject_id", FIELD_TEXT, offsetof(struct audit_row, subject_id)},                                            \
        {"remote_address", FIELD_TEXT, offsetof(struct audit_row, remote_address)}, {                                  \
        "request_id", FIELD_TEXT, offsetof(struct audit_row, request_id)                                               \
    }

static const struct field audit_row_fields[] = {AUDIT_ROW_FIELDS};
const struct shape audit_row_shape = SHAPE("AuditRow", struct audit_row, audit_row_fields);

struct audit_change {
    const char *member;
    const char *before;
    const char *after;
    bool differs;
};

static const struct field audit_change_fields[] = {
    {"member", FIELD_TEXT, offsetof(struct audit_change, member)},
    {"before", FIELD_TEXT, offsetof(struct audit_change, before), FIELD_NULLABLE},
    {"after", FIELD_TEXT, offsetof(struct audit_change, after), FIELD_NULLABLE},
    {"differs", FIELD_BOOLEAN, offsetof(struct audit_change, differs)},
};
static const struct shape audit_change_shape = SHAPE("AuditChange", struct audit_change, audit_change_fields);

static const struct field audit_detail_fields[] = {
    AUDIT_ROW_FIELDS,
    {"before", FIELD_TEXT, offsetof(struct audit_row, before), FIELD_NULLABLE, .description = "JSON as text"},
    {"after", FIELD_TEXT, offsetof(struct audit_row, after), FIELD_NULLABLE, .description = "JSON as text"},
    {"hash", FIELD_HEX, offsetof(struct audit_row, hash), .maximum = 64,
     .description = "SHA-256 over the hash before and this row"},
    {"changes", FIELD_LIST, offsetof(struct audit_row, changes), .shape = &audit_change_shape},
};
const struct shape audit_detail_shape = SHAPE("AuditDetail", struct audit_row, audit_detail_fields);

struct audit_state {
    int64_t rows;
    const char *last_hash;
    bool intact;
    struct list faults; /* struct audit_fault */
};

static const struct field audit_state_fields[] = {
    {"rows", FIELD_INTEGER, offsetof(struct audit_state, rows)},
    {"last_hash", FIELD_TEXT, offsetof(struct audit_state, last_hash), FIELD_NULLABLE},
    {"intact", FIELD_BOOLEAN, offsetof(struct audit_state, intact)},
    {"faults", FIELD_LIST, offsetof(struct audit_state, faults), .shape = &audit_fault_shape},
};
const struct shape audit_state_shape = SHAPE("AuditState", struct audit_state, audit_state_fields);

enum status audit_handle_list(struct request *request, struct response *response) {
    static const char list_name[] = "audit";
    const struct audit_query *query = request->query;
    struct context *context = request->context;
    int64_t limit = list_limit(&query->page);
    const char *place[CURSOR_PARTS];
    const char *since;
    const char *until;
    struct db_rows *rows;
    enum status status = cursor_decode(context, query->page.cursor, list_name, place);
    if (status == STATUS_OK)
        status = list_take_day(context, "since", query->since, &since);
    if (status == STATUS_OK)
        status = list_take_day(context, "until", query->until, &until);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, SQL_AUDIT_LIST,
                      DB(query->actor, query->action, query->subject_type, query->subject_id, since, until, place[0],
                         text_from_integer(context->arena, limit + 1)),
                      &rows);
    if (status != STATUS_OK)
        return status;
    struct page page = {.items = db_read_list(context, rows, &audit_row_shape)};
    const struct audit_row *entries = page.items.items;
    if (page_has_more(&page, limit))
        page.next_cursor =
            cursor_encode(context, list_name, text_from_integer(context->arena, entries[limit - 1].id), "");
    return response_page(request, response, &page);
}

enum status audit_handle_show(struct request *request, struct response *response) {
    struct context *context = request->context;
    struct db_rows *rows;
    struct db_rows *changes;
    struct audit_row entry;
    int64_t number;
    if (!text_parse_integer(request_path_value(request, "number"), &number))
        return STATUS_NOT_FOUND;
    const char *id = text_from_integer(context->arena, number);
    db_queue(context, SQL_AUDIT_SHOW, DB(id), &rows);
    db_queue(context, SQL_AUDIT_CHANGES, DB(id), &changes);
    enum status status = db_flush(context);
    if (status == STATUS_OK && db_count(rows) == 0)
        return STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &audit_detail_shape, &entry);
    entry.changes = db_read_list(context, changes, &audit_change_shape);
    return response_answer(request, response, &entry);
}

enum status audit_handle_check(struct request *request, struct response *response) {
    struct context *context = request->context;
    struct audit_state state;
    struct db_rows *rows;
    struct list faults;
    db_queue(context, SQL_AUDIT_END, DB_NONE, &rows);
    enum status status = audit_check(context, &faults);
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &audit_state_shape, &state);
    state.faults = faults;
    state.intact = faults.count == 0;
    return response_answer(request, response, &state);
}
