#include "router.h"

#include "arena.h"
#include "db.h"
#include "id.h"
#include "idempotency.h"
#include "json_read.h"
#include "public_read.h"
#include "rate_limit.h"
#include "session.h"

#include <string.h>
#include <strings.h>

/* The part of a pattern up to the next slash matches the same part of the path, or is a {name} that takes it. */
static bool match_segment(struct request *request, const char *pattern, size_t pattern_length, const char *path,
                          size_t path_length, int *values) {
    if (*pattern != '{')
        return pattern_length == path_length && memcmp(pattern, path, path_length) == 0;
    if (path_length == 0 || *values == PATH_VALUES_MAXIMUM)
        return false;
    request->path_values[(*values)++] = arena_copy(request->context->arena, path, path_length);
    return true;
}

static bool match_path(struct request *request, const char *pattern) {
    const char *path = request->path;
    int values = 0;
    while (*pattern == '/' && *path == '/') {
        size_t pattern_length = strcspn(++pattern, "/");
        size_t path_length = strcspn(++path, "/");
        if (!match_segment(request, pattern, pattern_length, path, path_length, &values))
            return false;
        pattern += pattern_length;
        path += path_length;
    }
    return *pattern == '\0' && *path == '\0';
}

/* A UUID that is none names nothing: 404, like one that is unknown. */
static bool path_ids_are_valid(const struct request *request, const char *pattern) {
    int index = 0;
    for (const char *open = strchr(pattern, '{'); open != NULL; open = strchr(open + 1, '{'), index++) {
        const char *close = strchr(open, '}');
        if (strncmp(close - 2, "id", 2) == 0 && !id_is_valid(request->path_values[index]))
            return false;
    }
    return true;
}

static bool method_fits(const struct route *route, const char *method) {
    bool head = route->method == HTTP_GET && strcmp(method, "HEAD") == 0;
    return head || strcmp(method, http_method_name(route->method)) == 0;
}

/* Fixed paths come before those with parameters in the tables, so the first match is the right one. */
static enum status find_route(const struct route_table *table, struct request *request, const char **ret_allow) {
    struct text allow = text_new(request->context->arena, 128);
    for (size_t i = 0; i < table->count; i++) {
        const struct route *route = &table->routes[i];
        if (!match_path(request, route->path) || !path_ids_are_valid(request, route->path))
            continue;
        if (method_fits(route, request->method)) {
            request->route = route;
            return STATUS_OK;
        }
        text_append_format(&allow, "%s%s", allow.length > 0 ? ", " : "", http_method_name(route->method));
        if (route->method == HTTP_GET)
            text_append(&allow, ", HEAD");
    }
    *ret_allow = allow.data;
    return allow.length > 0 ? STATUS_METHOD_NOT_ALLOWED : STATUS_NOT_FOUND;
}

static bool is_json(const char *content_type) {
    static const char json[] = "application/json";
    if (content_type == NULL || strncasecmp(content_type, json, strlen(json)) != 0)
        return false;
    char next = content_type[strlen(json)];
    return next == '\0' || next == ';' || next == ' ';
}

static enum status read_body(struct request *request) {
    struct context *context = request->context;
    const struct shape *shape = request->route->body;
    if (shape == NULL)
        return STATUS_OK;
    request->body = arena_alloc(context->arena, shape->size);
    if (request->body_length > REQUEST_BODY_MAXIMUM)
        return context_refuse(context, STATUS_TOO_LARGE, "At most %d bytes.", REQUEST_BODY_MAXIMUM);
    if (request->body_length == 0)
        return json_read(context, "{}", 2, shape, request->body);
    if (!is_json(request->content_type))
        return context_refuse(context, STATUS_UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
    return json_read(context, request->body_bytes, request->body_length, shape, request->body);
}

static enum status read_query(struct request *request) {
    const struct shape *shape = request->route->query == NULL ? &empty_shape : request->route->query;
    request->query = arena_alloc(request->context->arena, shape->size + 1);
    return request_read_form(request->context, request->query_string, shape, request->query);
}

/* Everything the row asks for that needs no database. */
static enum status enforce_row(struct request *request) {
    enum status status = STATUS_OK;
    if (request->route->permission != PERMISSION_PUBLIC)
        status = session_identify(request);
    if (status == STATUS_OK)
        status = rate_limit_check(request);
    if (status == STATUS_OK)
        status = read_query(request);
    if (status == STATUS_OK)
        status = read_body(request);
    if (status == STATUS_OK && request->idempotency_key != NULL && (request->route->flags & ROUTE_IDEMPOTENT) != 0)
        status = idempotency_check(request);
    return status;
}

/* Reads need no transaction, and a call to the outside must not happen inside one. */
static bool runs_alone(const struct route *route) {
    return route->method == HTTP_GET || (route->flags & ROUTE_OUTBOUND) != 0;
}

struct exchange {
    struct request *request;
    struct response *response;
};

/* The handler with its guards before it and the stored answer after it. Runs again when a transaction is repeated. */
static enum status run_handler(struct context *context, void *argument) {
    struct exchange *exchange = argument;
    struct request *request = exchange->request;
    bool idempotent = request->idempotency_key != NULL && (request->route->flags & ROUTE_IDEMPOTENT) != 0;
    response_init(exchange->response, context);
    if (request->route->permission != PERMISSION_PUBLIC)
        session_guard(request);
    if (idempotent)
        idempotency_guard(request);
    /* Outside a transaction nothing could take back what a refused caller has written. */
    enum status status = (request->route->flags & ROUTE_OUTBOUND) != 0 ? db_settle(context) : STATUS_OK;
    if (status == STATUS_OK)
        status = request->route->handler(request, exchange->response);
    if (status == STATUS_OK && idempotent)
        idempotency_store(request, exchange->response);
    /* What a handler without statements of its own left queued, or the store: the commit carries it, a read flushes it.
     */
    enum status settled = runs_alone(request->route) || status != STATUS_OK ? db_settle(context) : STATUS_OK;
    return settled != STATUS_OK ? settled : status;
}

static enum status run_route(struct request *request, struct response *response) {
    struct exchange exchange = {request, response};
    enum status status = enforce_row(request);
    if (status != STATUS_OK)
        return status;
    if (runs_alone(request->route))
        return run_handler(request->context, &exchange);
    return db_transaction(request->context, run_handler, &exchange);
}

static void replay(struct request *request, struct response *response) {
    response_init(response, request->context);
    response->status = request->replayed_status;
    text_append(&response->body, request->replayed_body);
    response_header(response, "Idempotent-Replayed", "true");
}

void router_answer(const struct route_table *table, struct request *request, struct response *response) {
    const char *allow = NULL;
    response_init(response, request->context);
    enum status status = find_route(table, request, &allow);
    if (status == STATUS_OK)
        status = run_route(request, response);
    if (status == STATUS_REPLAYED)
        replay(request, response);
    else if (status != STATUS_OK)
        response_problem(request, response, status);
    if (status == STATUS_METHOD_NOT_ALLOWED)
        response_header(response, "Allow", allow);
    rate_limit_headers(request, response);
    public_read_finish(request, response);
}
