#include "openapi_response.h"

#include "arena.h"
#include "openapi_json.h"
#include "openapi_schema.h"
#include "response.h"

#include <string.h>

enum { FIRST_REFUSAL = 400, LAST_REFUSAL = 599 };

/* Questions about a route, for the tables below. */
typedef bool route_question(const struct route *route);

static bool always(const struct route *route) {
    (void)route;
    return true;
}

static bool has_body(const struct route *route) {
    return route->body != NULL;
}

static bool has_cursor(const struct route *route) {
    static const char cursor[] = "cursor";
    return route->query != NULL && shape_find(route->query, cursor, strlen(cursor)) != NULL;
}

static bool has_path_values(const struct route *route) {
    return strchr(route->path, '{') != NULL;
}

static bool needs_session(const struct route *route) {
    return route->permission != PERMISSION_PUBLIC;
}

static bool needs_user(const struct route *route) {
    return needs_session(route) && route->permission != PERMISSION_ADMIN;
}

static bool needs_admin(const struct route *route) {
    return route->permission == PERMISSION_ADMIN;
}

static bool reads_as_admin(const struct route *route) {
    return needs_admin(route) && route->method == HTTP_GET;
}

bool openapi_is_versioned(const struct route *route) {
    return needs_admin(route) && (route->method == HTTP_PUT || route->method == HTTP_DELETE);
}

static bool changes_as_user(const struct route *route) {
    return needs_user(route) && route->method != HTTP_GET;
}

static bool is_limited(const struct route *route) {
    return route->rate != RATE_UNLIMITED;
}

static bool is_idempotent(const struct route *route) {
    return (route->flags & ROUTE_IDEMPOTENT) != 0;
}

bool openapi_is_revalidated(const struct route *route) {
    return route->cache_seconds > 0;
}

/* What the router itself refuses. Every route refuses a query parameter it does not know, so any may say invalid_input.
 */
struct refusal_row {
    enum status status;
    route_question *applies;
};

static const struct refusal_row router_refusals[] = {
    {STATUS_MALFORMED, has_body},
    {STATUS_INVALID_INPUT, always},
    {STATUS_INVALID_CURSOR, has_cursor},
    {STATUS_UNAUTHENTICATED, needs_session},
    {STATUS_FORBIDDEN, needs_admin},
    {STATUS_VERSION_CHANGED, openapi_is_versioned},
    {STATUS_VERSION_REQUIRED, openapi_is_versioned},
    {STATUS_ACCOUNT_FROZEN, changes_as_user},
    {STATUS_NOT_FOUND, has_path_values},
    {STATUS_REQUEST_IN_PROGRESS, is_idempotent},
    {STATUS_TOO_LARGE, has_body},
    {STATUS_UNSUPPORTED_MEDIA_TYPE, has_body},
    {STATUS_IDEMPOTENCY_KEY_REUSED, is_idempotent},
    {STATUS_TOO_MANY_REQUESTS, always}, /* also by nginx, for an address */
    {STATUS_INTERNAL, always},
    {STATUS_OVERFLOW, always},
    {STATUS_RETRY_TRANSACTION, always},
    {STATUS_UNAVAILABLE, always},
};

/* Headers of answers, and where they stand: with a success (`status` 0), or with a refusal of that HTTP status. */
struct header_row {
    const char *name;
    int status;
    route_question *applies;
    const char *type;
    const char *description;
};

static const char replayed_help[] = "\"true\" when this is the first answer again, under the same Idempotency-Key";
static const char limit_help[] = "Calls allowed in one minute";
static const char remaining_help[] = "Calls left in this minute";
static const char reset_help[] = "Seconds until the count starts again";
static const char retry_help[] = "Seconds to wait before asking again";

static const struct header_row header_rows[] = {
    {"Cache-Control", 0, openapi_is_revalidated, "string", "How long the answer may be kept"},
    {"ETag", 0, openapi_is_revalidated, "string", "The version of this answer, for If-None-Match"},
    {"ETag", 0, reads_as_admin, "string", "The version of this answer, for If-Match"},
    {"Idempotent-Replayed", 0, is_idempotent, "string", replayed_help},
    {"RateLimit-Limit", 0, is_limited, "integer", limit_help},
    {"RateLimit-Remaining", 0, is_limited, "integer", remaining_help},
    {"RateLimit-Reset", 0, is_limited, "integer", reset_help},
    {"RateLimit-Limit", 429, is_limited, "integer", limit_help},
    {"RateLimit-Remaining", 429, is_limited, "integer", remaining_help},
    {"RateLimit-Reset", 429, is_limited, "integer", reset_help},
    {"Retry-After", 429, always, "integer", retry_help},
    {"Retry-After", 503, always, "integer", retry_help},
    {"WWW-Authenticate", 401, always, "string", "Bearer"},
};

enum { HEADER_ROW_COUNT = sizeof header_rows / sizeof *header_rows };

static bool header_is_written(size_t row) {
    for (size_t i = 0; i < row; i++)
        if (text_equal(header_rows[i].name, header_rows[row].name))
            return true;
    return false;
}

void openapi_write_headers(struct text *text) {
    for (size_t i = 0; i < HEADER_ROW_COUNT; i++) {
        if (header_is_written(i))
            continue;
        json_key(text, header_rows[i].name);
        json_open(text, '{');
        json_member_text(text, "description", header_rows[i].description);
        json_key(text, "schema");
        json_open(text, '{');
        json_member_text(text, "type", header_rows[i].type);
        json_close(text, '}');
        json_close(text, '}');
    }
}

static void write_response_headers(struct text *text, const struct route *route, int status) {
    bool any = false;
    for (size_t i = 0; i < HEADER_ROW_COUNT; i++) {
        if (header_rows[i].status != status || !header_rows[i].applies(route))
            continue;
        if (!any) {
            json_key(text, "headers");
            json_open(text, '{');
        }
        any = true;
        json_key(text, header_rows[i].name);
        json_reference(text, "#/components/headers/", header_rows[i].name);
    }
    if (any)
        json_close(text, '}');
}

static void write_page_schema(struct text *text, const struct shape *item) {
    json_open(text, '{');
    json_member_text(text, "type", "object");
    json_key(text, "properties");
    json_open(text, '{');
    json_key(text, "items");
    json_open(text, '{');
    json_member_text(text, "type", "array");
    json_key(text, "items");
    schema_write_reference(text, item, SCHEMA_ANSWER);
    json_close(text, '}');
    json_member_literal(text, "next_cursor",
                        "{\"type\":[\"string\",\"null\"],"
                        "\"description\":\"Give it as cursor to get the next page; null on the last\"}");
    json_close(text, '}');
    json_member_literal(text, "required", "[\"items\",\"next_cursor\"]");
    json_member_literal(text, "additionalProperties", "false");
    json_close(text, '}');
}

/* "application/json", also with parameters, and "application/ld+json". */
static bool is_json_type(const char *content_type) {
    return content_type == NULL || strstr(content_type, "json") != NULL;
}

static void write_json_content(struct text *text, const struct route *route, const struct shape *answer) {
    bool named = route->content_type != NULL && is_json_type(route->content_type);
    json_key(text, named ? route->content_type : "application/json");
    json_open(text, '{');
    json_key(text, "schema");
    if (answer == NULL)
        json_literal(text, "{}");
    else if ((route->flags & ROUTE_PAGE) != 0)
        write_page_schema(text, answer);
    else
        schema_write_reference(text, answer, SCHEMA_ANSWER);
    json_close(text, '}');
}

static void write_success_content(struct text *text, const struct route *route, const struct shape *answer) {
    if (route->success == 204 || (answer == NULL && route->content_type == NULL))
        return;
    json_key(text, "content");
    json_open(text, '{');
    if (answer != NULL || is_json_type(route->content_type))
        write_json_content(text, route, answer);
    if (!is_json_type(route->content_type))
        json_member_literal(text, route->content_type, "{\"schema\":{\"type\":\"string\"}}");
    json_close(text, '}');
}

static const char *success_description(int status) {
    switch (status) {
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "Done, without a body";
    default:
        return "OK";
    }
}

static void write_success(struct text *text, const struct route *route, int http, const struct shape *answer) {
    json_key(text, text_from_integer(text->arena, http));
    json_open(text, '{');
    json_member_text(text, "description", success_description(http));
    write_response_headers(text, route, 0);
    write_success_content(text, route, answer);
    json_close(text, '}');
}

/* Which statuses a route may refuse with. */
static void collect_refusals(const struct route *route, bool refuses[STATUS_COUNT]) {
    for (size_t i = 0; i < sizeof router_refusals / sizeof *router_refusals; i++)
        if (router_refusals[i].applies(route))
            refuses[router_refusals[i].status] = true;
    for (size_t i = 0; i < ROUTE_REFUSALS_MAXIMUM && route->refusals[i] != STATUS_OK; i++)
        refuses[route->refusals[i]] = true;
}

/* Leaves only those of one HTTP status; how many are left. */
static int select_refusals(const bool refuses[STATUS_COUNT], int http, enum status ret_selected[STATUS_COUNT]) {
    int count = 0;
    for (int status = 0; status < STATUS_COUNT; status++)
        if (refuses[status] && status_http((enum status)status) == http)
            ret_selected[count++] = (enum status)status;
    return count;
}

static const char *join_titles(struct arena *arena, const enum status *statuses, int count) {
    const char *titles = status_title(statuses[0]);
    for (int i = 1; i < count; i++)
        titles = arena_format(arena, "%s. %s", titles, status_title(statuses[i]));
    return titles;
}

static void write_refusal_schema(struct text *text, int http, const enum status *statuses, int count) {
    json_literal(text, "{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},");
    json_open(text, '{');
    json_member_text(text, "type", "object");
    json_key(text, "properties");
    json_open(text, '{');
    json_key(text, "status");
    json_open(text, '{');
    json_member_number(text, "const", http);
    json_close(text, '}');
    json_key(text, "code");
    json_open(text, '{');
    json_key(text, "enum");
    json_open(text, '[');
    for (int i = 0; i < count; i++)
        json_text(text, status_code(statuses[i]));
    text_append(text, "]}}}]}");
}

static void write_refusal(struct text *text, const struct route *route, int http, const enum status *statuses,
                          int count) {
    json_key(text, text_from_integer(text->arena, http));
    json_open(text, '{');
    json_member_text(text, "description", join_titles(text->arena, statuses, count));
    write_response_headers(text, route, http);
    json_key(text, "content");
    json_open(text, '{');
    json_key(text, "application/problem+json");
    json_open(text, '{');
    json_key(text, "schema");
    write_refusal_schema(text, http, statuses, count);
    json_close(text, '}');
    json_close(text, '}');
    json_close(text, '}');
}

void openapi_write_responses(struct text *text, const struct route *route) {
    bool refuses[STATUS_COUNT] = {false};
    enum status selected[STATUS_COUNT];
    collect_refusals(route, refuses);
    json_open(text, '{');
    write_success(text, route, route->success, route->answer);
    if ((route->flags & ROUTE_MAY_WAIT) != 0)
        write_success(text, route, 202, route->answer);
    if (route->other_success != 0)
        write_success(text, route, route->other_success, route->other_answer);
    if (openapi_is_revalidated(route))
        json_member_literal(text, "304", "{\"description\":\"Not modified since the version in If-None-Match\"}");
    for (int http = FIRST_REFUSAL; http <= LAST_REFUSAL; http++) {
        int count = select_refusals(refuses, http, selected);
        if (count > 0)
            write_refusal(text, route, http, selected, count);
    }
    json_close(text, '}');
}

void openapi_write_codes(struct text *text) {
    json_open(text, '[');
    for (int status = 0; status < STATUS_COUNT; status++) {
        if (status_http((enum status)status) < FIRST_REFUSAL)
            continue;
        json_open(text, '{');
        json_member_text(text, "code", status_code((enum status)status));
        json_member_number(text, "status", status_http((enum status)status));
        json_member_text(text, "title", status_title((enum status)status));
        json_close(text, '}');
    }
    json_close(text, ']');
}
