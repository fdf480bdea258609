#include "console/console_list.h"

#include "arena.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "text.h"

#include <string.h>

static const struct field plain_query_fields[] = {LIST_QUERY_FIELDS(struct console_query)};
const struct shape console_plain_query_shape = SHAPE("ConsoleQuery", struct console_query, plain_query_fields);

static const void *member_of(const struct shape *shape, const char *name, const void *row) {
    return field_of(shape_find(shape, name, strlen(name)), row);
}

/* Where the page ends: its last row's time and id. */
static const char *next_cursor(struct context *context, const struct route *route, const struct page *page) {
    const struct shape *shape = route->answer;
    const char *last = (const char *)page->items.items + (page->items.count - 1) * shape->size;
    bool numbered = shape_find(shape, "id", 2)->kind == FIELD_INTEGER;
    const void *id = member_of(shape, "id", last);
    return cursor_encode(context, route->operation,
                         clock_text(context->arena, *(const int64_t *)member_of(shape, "created_at", last)),
                         numbered ? text_from_integer(context->arena, *(const int64_t *)id) : *(const char *const *)id);
}

enum status console_answer_list(struct request *request, struct response *response, enum sql_statement statement) {
    const struct console_query *query = request->query;
    struct context *context = request->context;
    int64_t limit = list_limit(&query->page);
    const char *place[CURSOR_PARTS];
    const char *since;
    const char *until;
    struct db_rows *rows;
    enum status status = cursor_decode(context, query->page.cursor, request->route->operation, place);
    if (status == STATUS_OK)
        status = list_take_day(context, "since", query->since, &since);
    if (status == STATUS_OK)
        status = list_take_day(context, "until", query->until, &until);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, statement,
                      DB(query->status, query->kind, query->user, since, until, place[0], place[1],
                         text_from_integer(context->arena, limit + 1)),
                      &rows);
    if (status != STATUS_OK)
        return status;
    struct page page = {.items = db_read_list(context, rows, request->route->answer)};
    if (page_has_more(&page, limit))
        page.next_cursor = next_cursor(context, request->route, &page);
    return response_page(request, response, &page);
}

enum status console_read_one(struct request *request, enum sql_statement statement, const struct shape *shape,
                             void *ret_value) {
    struct db_rows *rows;
    enum status status = db_query(request->context, statement, DB(request_path_value(request, "id")), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return STATUS_NOT_FOUND;
    db_read(rows, 0, shape, ret_value);
    return STATUS_OK;
}

void console_queue_rows(struct request *request, enum sql_statement statement, struct db_rows **ret_rows) {
    db_queue(request->context, statement, DB(request_path_value(request, "id")), ret_rows);
}
