#include "response.h"

#include "arena.h"
#include "json_write.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIELD_ERRORS_SHOWN = 50 };

struct problem {
    const char *type;
    const char *title;
    int64_t status;
    const char *code;
    const char *detail;
    const char *request_id;
};

static const struct field field_error_fields[] = {
    {"field", FIELD_TEXT, offsetof(struct field_error, field), .description = "Path of the field: nfts[3].carat"},
    {"code", FIELD_TEXT, offsetof(struct field_error, code), .description = "Stable, snake_case"},
    {"detail", FIELD_TEXT, offsetof(struct field_error, detail)},
};
const struct shape field_error_shape = SHAPE("FieldError", struct field_error, field_error_fields);

static const struct field problem_fields[] = {
    {"type", FIELD_TEXT, offsetof(struct problem, type)},
    {"title", FIELD_TEXT, offsetof(struct problem, title)},
    {"status", FIELD_INTEGER, offsetof(struct problem, status)},
    {"code", FIELD_TEXT, offsetof(struct problem, code), .description = "Stable, snake_case"},
    {"detail", FIELD_TEXT, offsetof(struct problem, detail), FIELD_NULLABLE},
    {"request_id", FIELD_TEXT, offsetof(struct problem, request_id), FIELD_NULLABLE},
};
const struct shape problem_shape = SHAPE("Problem", struct problem, problem_fields);

void response_init(struct response *response, struct context *context) {
    *response = (struct response){.status = 500, .content_type = "application/json"};
    response->body = text_new(context->arena, RESPONSE_BODY_MAXIMUM);
}

void response_header(struct response *response, const char *name, const char *value) {
    if (response->header_count == RESPONSE_HEADERS_MAXIMUM) {
        fputs("too many response headers\n", stderr);
        abort();
    }
    response->headers[response->header_count++] = (struct response_header){name, value};
}

/* The member called "version" as text; NULL when there is none. */
static const char *shape_version(struct arena *arena, const struct shape *shape, const void *value) {
    static const char name[] = "version";
    const struct field *field = shape_find(shape, name, sizeof name - 1);
    if (field == NULL || field->kind != FIELD_INTEGER)
        return NULL;
    return text_from_integer(arena, *(const int64_t *)field_of(field, value));
}

enum status response_answer_with(struct request *request, struct response *response, int status, const void *value) {
    const struct route *route = request->route;
    response->status = status;
    const struct shape *shape = status == route->other_success ? route->other_answer : route->answer;
    response->version = shape_version(request->context->arena, shape, value);
    if (request->is_page)
        response->value = arena_copy(request->context->arena, value, shape->size);
    else
        json_write(&response->body, shape, value);
    return STATUS_OK;
}

enum status response_answer(struct request *request, struct response *response, const void *value) {
    return response_answer_with(request, response, request->route->success, value);
}

enum status response_page(struct request *request, struct response *response, const struct page *page) {
    response->status = request->route->success;
    if (request->is_page) {
        response->page = (const struct page *)(const void *)arena_copy(request->context->arena, page, sizeof *page);
        return STATUS_OK;
    }
    text_append(&response->body, "{\"items\":");
    json_write_list(&response->body, request->route->answer, &page->items);
    text_append(&response->body, ",\"next_cursor\":");
    if (page->next_cursor == NULL)
        text_append(&response->body, "null");
    else
        text_append_json(&response->body, page->next_cursor);
    text_append_character(&response->body, '}');
    return STATUS_OK;
}

void response_drawing(struct request *request, struct response *response, const char *name, const char *html) {
    if (!request->is_page)
        return;
    if (response->drawing_count == RESPONSE_DRAWINGS_MAXIMUM) {
        fputs("too many drawings\n", stderr);
        abort();
    }
    response->drawings[response->drawing_count++] = (struct response_drawing){name, html};
}

enum status response_nothing(struct request *request, struct response *response) {
    (void)request;
    response->status = 204;
    return STATUS_OK;
}

enum status response_text(struct request *request, struct response *response, const char *content_type,
                          const char *body) {
    response->status = request->route->success;
    response->content_type = content_type;
    text_append(&response->body, body);
    return STATUS_OK;
}

static void write_field_errors(struct text *body, const struct context *context) {
    size_t shown = context->field_error_count < FIELD_ERRORS_SHOWN ? context->field_error_count : FIELD_ERRORS_SHOWN;
    struct list list = {context->field_errors, shown};
    text_append(body, ",\"errors\":");
    json_write_list(body, &field_error_shape, &list);
}

/* The document is an object; what comes with one particular refusal is added before its closing brace. */
static void extend_problem(struct text *body, const struct context *context) {
    body->data[--body->length] = '\0';
    if (context->field_error_count > 0)
        write_field_errors(body, context);
    if (context->extension_name != NULL) {
        text_append_format(body, ",\"%s\":", context->extension_name);
        json_write(body, context->extension_shape, context->extension_value);
    }
    text_append_character(body, '}');
}

void response_problem(struct request *request, struct response *response, enum status status) {
    struct context *context = request->context;
    const char *code = status_code(status);
    struct problem problem = {.type = arena_format(context->arena, "/docs#%s", code),
                              .title = status_title(status),
                              .status = status_http(status),
                              .code = code,
                              .detail = context->detail,
                              .request_id = context->request_id};
    if (context->detail == NULL && context->field_error_count > 0)
        problem.detail =
            arena_format(context->arena, "%s %s.", context->field_errors[0].field, context->field_errors[0].detail);
    response_init(response, context);
    response->status = status_http(status);
    response->content_type = "application/problem+json";
    json_write(&response->body, &problem_shape, &problem);
    extend_problem(&response->body, context);
    bool later = response->status == 429 || response->status == 503 || context->retry_after > 0;
    if (later)
        response_header(response, "Retry-After",
                        text_from_integer(context->arena, context->retry_after > 0 ? context->retry_after : 1));
    if (response->status == 401)
        response_header(response, "WWW-Authenticate", "Bearer");
}
