#include "console/console_page.h"

#include "arena.h"
#include "console/console_door.h"
#include "console/console_form.h"
#include "console/console_format.h"
#include "console/console_menu.h"
#include "console/console_view.h"
#include "digest.h"
#include "log.h"
#include "template.h"

#include <string.h>

enum { TAG_BYTES = 16, URL_MAXIMUM = 4096 };

static const char html[] = "text/html; charset=utf-8";
static const char notice_cookie[] = "gem-admin-notice";

/* What was done just before this page: the operation's name comes back in a cookie of a few seconds. */
static const char *take_notice(const struct route_table *table, const struct request *request,
                               struct response *response) {
    const char *pair = request->cookie == NULL ? NULL : strstr(request->cookie, notice_cookie);
    if (pair == NULL || pair[sizeof notice_cookie - 1] != '=')
        return NULL;
    const char *operation = pair + sizeof notice_cookie;
    size_t length = strcspn(operation, "; ");
    response_header(response, "Set-Cookie",
                    arena_format(request->context->arena, "%s=; Path=/admin; HttpOnly; SameSite=Strict; Max-Age=0",
                                 notice_cookie));
    for (size_t i = 0; i < table->count; i++)
        if (strlen(table->routes[i].operation) == length && strncmp(table->routes[i].operation, operation, length) == 0)
            return table->routes[i].summary;
    return NULL;
}

/* The same list with `name=value` in the place of what stands there for `name`. */
static const char *with_parameter(const struct request *request, const char *name, const char *value) {
    struct text url = text_new(request->context->arena, URL_MAXIMUM);
    const char *query = request->query_string;
    size_t name_length = strlen(name);
    text_append_format(&url, "%s?", request->path);
    while (*query != '\0') {
        size_t length = strcspn(query, "&");
        bool same = strncmp(query, name, name_length) == 0 && query[name_length] == '=';
        if (length > 0 && !same) {
            text_append_bytes(&url, query, length);
            text_append_character(&url, '&');
        }
        query += length;
        query += *query == '&';
    }
    if (value != NULL)
        text_append_format(&url, "%s=%s", name, text_percent_encode(request->context->arena, value));
    return url.data;
}

static void set_rights(struct view_value *frame, unsigned rights) {
    struct view_value *may = view_set_map(frame, "may");
    view_set_boolean(may, "support", (rights & RIGHT_SUPPORT) != 0);
    view_set_boolean(may, "catalogue", (rights & RIGHT_CATALOGUE) != 0);
    view_set_boolean(may, "finance", (rights & RIGHT_FINANCE) != 0);
    view_set_boolean(may, "own", (rights & RIGHT_OWN) != 0);
}

static struct view_value *frame_view(const struct route_table *table, const struct request *request) {
    const struct route *route = request->route;
    struct view_value *frame = view_map(request->context->arena);
    bool known = request->admin.is_known;
    view_set_text(frame, "title",
                  route == NULL               ? NULL
                  : route->menu.label == NULL ? route->summary
                                              : route->menu.label);
    view_set_text(frame, "path", request->path);
    view_set_text(frame, "request_id", request->context->request_id);
    view_set_boolean(frame, "signed_in", known);
    if (!known)
        return frame;
    view_set_text(frame, "admin_id", request->admin.admin_id);
    view_set_text(frame, "admin_name", request->admin.name);
    view_set_text(frame, "admin_role", request->admin.role);
    view_set_text(frame, "token", console_form_token(request->context, request->admin.id));
    view_set(frame, "menu", console_menu(table, request));
    set_rights(frame, request->admin.rights);
    return frame;
}

static void set_list(struct view_value *root, struct view_value *frame, const struct request *request,
                     const struct page *page) {
    struct arena *arena = request->context->arena;
    view_set(root, "items", console_view_list(arena, request->route->answer, &page->items));
    view_set_text(root, "count", console_number(arena, (int64_t)page->items.count));
    view_set_text(frame, "next",
                  page->next_cursor == NULL ? NULL : with_parameter(request, "cursor", page->next_cursor));
    bool later = strstr(request->query_string, "cursor=") != NULL;
    view_set_text(frame, "first", later ? with_parameter(request, "cursor", NULL) : NULL);
}

static void render(const struct route_table *table, const struct request *request, struct response *response,
                   const char *template, const struct view_value *root) {
    response->content_type = html;
    if (template_render(table->templates, template, root, &response->body) == STATUS_OK)
        return;
    LOG(LOG_ERROR, "page_failed", LOG_TEXT("template", template), LOG_TEXT("path", request->path));
    response->status = 500;
    text_append(&response->body, "<!doctype html><title>Gem</title><p>The page could not be made.</p>");
}

/* The page of a GET that was answered; `refused` tells of the form that brought us back here, if one did. */
static void render_page(const struct route_table *table, const struct request *request, struct response *response,
                        const struct refused_form *refused) {
    struct arena *arena = request->context->arena;
    const struct shape *shape = response->page == NULL ? request->route->answer : NULL;
    const struct form_page page = {table, request, shape, shape == NULL ? NULL : response->value, refused};
    struct view_value *root =
        response->value == NULL ? view_map(arena) : console_view(arena, request->route->answer, response->value);
    struct view_value *frame = frame_view(table, request);
    if (response->page != NULL)
        set_list(root, frame, request, response->page);
    struct view_value *filters = console_filters(request);
    view_set_boolean(frame, "has_filters", filters != NULL);
    view_set(frame, "filters", filters);
    view_set_text(frame, "notice", refused->request == NULL ? take_notice(table, request, response) : NULL);
    view_set_text(frame, "refusal", refused->request == NULL ? NULL : refused->detail);
    for (int i = 0; i < response->drawing_count; i++)
        view_set_text(root, response->drawings[i].name, response->drawings[i].html);
    view_set(frame, "conflict", console_conflict(&page));
    view_set(root, "console", frame);
    view_set(root, "forms", console_forms(&page));
    render(table, request, response, request->route->template, root);
}

/* A page that says why there is no page. */
static void render_refusal(const struct route_table *table, struct request *request, struct response *response,
                           enum status status) {
    struct context *context = request->context;
    if (status == STATUS_NOT_FOUND || status == STATUS_METHOD_NOT_ALLOWED || request->admin.id != NULL)
        console_recognise(request);
    struct view_value *root = view_map(context->arena);
    struct view_value *frame = frame_view(table, request);
    view_set_text(frame, "title", status_title(status));
    view_set(root, "console", frame);
    view_set_integer(root, "status", status_http(status));
    view_set_text(root, "detail", context->detail);
    struct view_value *errors = view_set_list(root, "errors");
    for (size_t i = 0; i < context->field_error_count; i++) {
        struct view_value *error = view_append_map(errors);
        view_set_text(error, "label", console_label(context->arena, context->field_errors[i].field));
        view_set_text(error, "detail", context->field_errors[i].detail);
    }
    response_init(response, context);
    response->status = status_http(status);
    render(table, request, response, "page/admin/refusal", root);
}

static void redirect(struct response *response, const char *location) {
    response->status = 303;
    response->content_type = html;
    response->body.length = 0;
    response_header(response, "Location", location);
}

static void go_to_sign_in(struct request *request, struct response *response) {
    struct arena *arena = request->context->arena;
    const char *wanted = *request->query_string == '\0'
                             ? request->path
                             : arena_format(arena, "%s?%s", request->path, request->query_string);
    response_init(response, request->context);
    redirect(response, arena_format(arena, "/admin/sign-in?next=%s", text_percent_encode(arena, wanted)));
}

static void go_on(struct request *request, struct response *response) {
    struct arena *arena = request->context->arena;
    const char *back = console_page_path(request->route->back);
    const char *location = response->location == NULL ? console_fill_path(request, back) : response->location;
    if (request->admin.is_known)
        response_header(response, "Set-Cookie",
                        arena_format(arena, "%s=%s; Path=/admin; HttpOnly; SameSite=Strict; Max-Age=20", notice_cookie,
                                     request->route->operation));
    redirect(response, location);
}

/* The page with the form again, as it is now, with what was typed. */
static void show_again(const struct route_table *table, struct request *request, struct response *response,
                       enum status status) {
    struct context *context = request->context;
    const struct refused_form refused = {
        .request = request,
        .status = status,
        .detail = context->detail == NULL ? status_title(status) : context->detail,
        .errors = context->field_errors,
        .error_count = context->field_error_count,
        .current_shape = context->extension_shape,
        .current = context->extension_value,
    };
    const char *path = console_fill_path(request, console_page_path(request->route->back));
    struct request again;
    struct response page;
    response_init(&page, context);
    if (path == NULL || router_read_page(table, request, path, &again, &page) != STATUS_OK) {
        context->detail = refused.detail;
        render_refusal(table, request, response, status);
        return;
    }
    response_init(response, context);
    response->value = page.value;
    response->page = page.page;
    memcpy(response->drawings, page.drawings, sizeof page.drawings);
    response->drawing_count = page.drawing_count;
    render_page(table, &again, response, &refused);
    response->status = status_http(status);
}

/* A read as JSON carries the version of what it shows: its number, or a hash when there is none. */
static void tag_answer(struct request *request, struct response *response) {
    struct arena *arena = request->context->arena;
    const char *version = response->version;
    unsigned char digest[SHA256_SIZE];
    if (version == NULL) {
        digest_sha256(response->body.data, response->body.length, digest);
        version = text_hex(arena, digest, TAG_BYTES);
    }
    response_header(response, "ETag", arena_format(arena, "\"%s\"", version));
}

void console_present(const struct route_table *table, struct request *request, struct response *response,
                     enum status status) {
    static const struct refused_form none = {0};
    const struct route *route = request->route;
    bool reads = route == NULL || route->method == HTTP_GET;
    if (!request->is_page) {
        if (status == STATUS_OK && reads)
            tag_answer(request, response);
        return;
    }
    if (status == STATUS_OK && (reads || route->template != NULL))
        render_page(table, request, response, &none);
    else if (status == STATUS_OK)
        go_on(request, response);
    else if (status == STATUS_UNAUTHENTICATED && reads)
        go_to_sign_in(request, response);
    else if (!reads && route->back != NULL && (request->admin.is_known || route->permission == PERMISSION_PUBLIC))
        show_again(table, request, response, status);
    else
        render_refusal(table, request, response, status);
}
