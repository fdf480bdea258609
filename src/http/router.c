#include "router.h"

#include "arena.h"
#include "db.h"
#include "form.h"
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

/* A page stands at the path of its row without "/api". */
static const char *pattern_for(const struct request *request, const struct route *route) {
    static const char api[] = "/api";
    size_t length = sizeof api - 1;
    bool below = strncmp(route->path, api, length) == 0;
    if (!request->is_page)
        return route->path;
    if (!below)
        return route->path;
    return route->template != NULL || route->back != NULL ? route->path + length : "";
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
        if (!match_path(request, pattern_for(request, route)) || !path_ids_are_valid(request, route->path))
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

static bool is_type(const char *content_type, const char *wanted) {
    if (content_type == NULL || strncasecmp(content_type, wanted, strlen(wanted)) != 0)
        return false;
    char next = content_type[strlen(wanted)];
    return next == '\0' || next == ';' || next == ' ';
}

/* An upload's bytes are the body, whichever way they came. A browser sends an empty file when none was chosen. */
static enum status take_upload(struct request *request) {
    struct context *context = request->context;
    if (!request->is_page && !is_type(request->content_type, "application/json"))
        return context_refuse(context, STATUS_UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
    if (!request->is_page) {
        request->upload = (struct upload){"", request->body_bytes, request->body_length};
        return STATUS_OK;
    }
    if (request->upload.file_name == NULL || request->upload.length == 0)
        return context_field_error(context, "file", "required", "is required");
    return STATUS_OK;
}

static enum status read_body(struct request *request) {
    struct context *context = request->context;
    const struct shape *shape = request->route->body;
    if (shape == NULL)
        return STATUS_OK;
    request->body = arena_alloc(context->arena, shape->size + 1);
    if ((request->route->flags & ROUTE_UPLOAD) != 0)
        return take_upload(request);
    if (request->is_page)
        return request_read_typed_form(context, request->form.rest == NULL ? "" : request->form.rest, shape,
                                       request->body);
    if (request->body_length == 0)
        return json_read(context, "{}", 2, shape, request->body);
    if (!is_type(request->content_type, "application/json"))
        return context_refuse(context, STATUS_UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
    return json_read(context, request->body_bytes, request->body_length, shape, request->body);
}

static enum status read_query(struct request *request) {
    const struct shape *shape = request->route->query == NULL ? &empty_shape : request->route->query;
    request->query = arena_alloc(request->context->arena, shape->size + 1);
    return request_read_form(request->context, request->query_string, shape, request->query);
}

static enum status identify(const struct route_policy *policy, struct request *request) {
    switch (request->route->permission) {
    case PERMISSION_PUBLIC:
        return STATUS_OK;
    case PERMISSION_ADMIN:
        return policy->identify(request);
    default:
        return session_identify(request);
    }
}

static void guard(const struct route_policy *policy, struct request *request) {
    if (request->route->permission == PERMISSION_ADMIN)
        policy->guard(request);
    else if (request->route->permission != PERMISSION_PUBLIC)
        session_guard(request);
}

/* Everything the row asks for that needs no database. */
static enum status enforce_row(struct request *request) {
    enum status status = rate_limit_check(request);
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
    const struct route_policy *policy;
    struct request *request;
    struct response *response;
};

/* The handler with its guards before it and the stored answer after it. Runs again when a transaction is repeated. */
static enum status run_handler(struct context *context, void *argument) {
    struct exchange *exchange = argument;
    struct request *request = exchange->request;
    bool idempotent = request->idempotency_key != NULL && (request->route->flags & ROUTE_IDEMPOTENT) != 0;
    response_init(exchange->response, context);
    guard(exchange->policy, request);
    if (idempotent)
        idempotency_guard(request);
    /* Outside a transaction nothing could take back what a refused caller has written. */
    enum status status = (request->route->flags & ROUTE_OUTBOUND) != 0 ? db_settle(context) : STATUS_OK;
    if (status == STATUS_OK)
        status = request->route->handler(request, exchange->response);
    if (status == STATUS_OK && exchange->policy != NULL)
        status = exchange->policy->finish(request, exchange->response);
    if (status == STATUS_OK && idempotent)
        idempotency_store(request, exchange->response);
    /* What a handler without statements of its own left queued, or the store: the commit carries it, a read flushes it.
     */
    enum status settled = runs_alone(request->route) || status != STATUS_OK ? db_settle(context) : STATUS_OK;
    return settled != STATUS_OK ? settled : status;
}

/* Who may not do a thing is not told what is wrong with how they asked for it. */
static enum status refuse_input(const struct route_policy *policy, struct request *request, enum status refusal) {
    if (request->route->permission != PERMISSION_ADMIN)
        return refusal;
    guard(policy, request);
    enum status status = db_settle(request->context);
    return status == STATUS_OK ? refusal : status;
}

static enum status run_route(const struct route_policy *policy, struct request *request, struct response *response) {
    struct exchange exchange = {policy, request, response};
    enum status status = identify(policy, request);
    if (status != STATUS_OK)
        return status;
    status = enforce_row(request);
    if (status != STATUS_OK)
        return refuse_input(policy, request, status);
    if (!runs_alone(request->route))
        return db_transaction(request->context, run_handler, &exchange);
    status = run_handler(request->context, &exchange);
    idempotency_release(request);
    return status;
}

static void replay(struct request *request, struct response *response) {
    response_init(response, request->context);
    response->status = request->replayed_status;
    text_append(&response->body, request->replayed_body);
    response_header(response, "Idempotent-Replayed", "true");
}

static bool is_page(const struct route_table *table, const struct request *request) {
    static const char prefix[] = "/admin/";
    return table->policy != NULL && strncmp(request->path, prefix, sizeof prefix - 1) == 0;
}

/* A browser sends GET and POST only: what a form means instead stands in a hidden field. */
static enum status take_form(const struct route_table *table, struct request *request) {
    static const char *const methods[] = {"PUT", "PATCH", "DELETE"};
    if (!request->is_page || strcmp(request->method, "POST") != 0 || request->body_length > table->body_maximum)
        return STATUS_OK;
    bool has_parts = request->body_length > 0 && is_type(request->content_type, "multipart/form-data");
    if (!has_parts && request->body_length > 0 && !is_type(request->content_type, "application/x-www-form-urlencoded"))
        return context_refuse(request->context, STATUS_UNSUPPORTED_MEDIA_TYPE, "Send a form.");
    enum status status = STATUS_OK;
    if (has_parts)
        status = form_take_parts(request);
    else
        form_take_hidden(request);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (text_equal(request->form.method, methods[i]))
            request->method = methods[i];
    return STATUS_OK;
}

enum status router_read_page(const struct route_table *table, const struct request *request, const char *path,
                             struct request *ret_request, struct response *response) {
    const char *allow = NULL;
    *ret_request = *request;
    ret_request->method = "GET";
    ret_request->path = path;
    ret_request->query_string = "";
    ret_request->body_length = 0;
    const char *request_id = request->context->request_id;
    context_reset(request->context);
    request->context->request_id = request_id;
    enum status status = find_route(table, ret_request, &allow);
    return status == STATUS_OK ? run_route(table->policy, ret_request, response) : status;
}

void router_answer(const struct route_table *table, struct request *request, struct response *response) {
    const char *allow = NULL;
    response_init(response, request->context);
    request->is_page = is_page(table, request);
    enum status status = table->policy == NULL ? STATUS_OK : table->policy->admit(request);
    if (status == STATUS_OK)
        status = take_form(table, request);
    if (status == STATUS_OK)
        status = find_route(table, request, &allow);
    if (status == STATUS_OK && request->body_length > table->body_maximum)
        status = context_refuse(request->context, STATUS_TOO_LARGE, "At most %zu bytes.", table->body_maximum);
    if (status == STATUS_OK)
        status = run_route(table->policy, request, response);
    if (status == STATUS_REPLAYED)
        replay(request, response);
    else if (status != STATUS_OK)
        response_problem(request, response, status);
    if (table->policy != NULL)
        table->policy->present(table, request, response, status);
    if (status == STATUS_METHOD_NOT_ALLOWED)
        response_header(response, "Allow", allow);
    rate_limit_headers(request, response);
    public_read_finish(request, response);
}
