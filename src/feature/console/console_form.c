#include "console/console_form.h"

#include "arena.h"
#include "console/console_format.h"
#include "console/console_menu.h"
#include "form.h"
#include "text.h"

#include <string.h>

enum { PATH_MAXIMUM = 2048, LONG_TEXT = 255, SPARE_ROWS = 3 };

/* The value of "{name}" in the path that was asked for, or NULL. */
static const char *path_value(const struct request *request, const char *name, size_t length) {
    int index = 0;
    for (const char *open = strchr(request->route->path, '{'); open != NULL; open = strchr(open + 1, '{'), index++)
        if (strncmp(open + 1, name, length) == 0 && open[1 + length] == '}')
            return request->path_values[index];
    return NULL;
}

const char *console_fill_path(const struct request *request, const char *pattern) {
    struct text text = text_new(request->context->arena, PATH_MAXIMUM);
    while (*pattern != '\0') {
        size_t fixed = strcspn(pattern, "{");
        text_append_bytes(&text, pattern, fixed);
        pattern += fixed;
        if (*pattern == '\0')
            break;
        size_t length = strcspn(++pattern, "}");
        const char *value = path_value(request, pattern, length);
        if (value == NULL)
            return NULL;
        text_append(&text, value);
        pattern += length + 1;
    }
    return text.data;
}

static const char *const field_types[] = {"choice", "boolean", "number", "email", "decimal", "long", "text"};

static const char *field_type(const struct field *field, const struct view_value *choices) {
    if (choices != NULL)
        return "choice";
    switch (field->kind) {
    case FIELD_CHOICE:
        return "choice";
    case FIELD_BOOLEAN:
        return "boolean";
    case FIELD_INTEGER:
        return "number";
    case FIELD_EMAIL:
        return "email";
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        return "decimal";
    case FIELD_TEXT:
        return field->maximum > LONG_TEXT && strstr(field->name, "url") == NULL ? "long" : "text";
    default:
        return "text";
    }
}

static const char *raw_value(const struct view_value *raw, const char *name) {
    const struct view_value *value = view_find(raw, name, strlen(name));
    return view_kind(value) == VIEW_TEXT || view_kind(value) == VIEW_BOOLEAN ? view_string(value) : NULL;
}

/* How a value stands in a form: an amount with the two decimals that people write, or as many as it needs. */
static const char *form_value(struct arena *arena, const struct field *field, const char *value) {
    const char *point = field->kind != FIELD_MONEY || value == NULL ? NULL : strchr(value, '.');
    if (point == NULL)
        return value;
    size_t length = strlen(value);
    while (value[length - 1] == '0' && length > (size_t)(point - value) + 3)
        length--;
    return arena_copy(arena, value, length);
}

/* What a field may be when the page itself says so: the list "series_id_options" for a field "series_id", each with a
 * value and a label, and perhaps a figure and a count for scripts. */
static const struct view_value *page_choices(struct arena *arena, const struct view_value *raw, const char *name) {
    const char *options = arena_format(arena, "%s_options", name);
    return view_find(raw, options, strlen(options));
}

static void set_options(struct view_value *view, struct arena *arena, const struct field *field,
                        const struct view_value *choices, const char *value) {
    struct view_value *options = view_set_list(view, "options");
    for (size_t i = 0; i < view_count(choices); i++) {
        const struct view_value *choice = view_item(choices, i);
        struct view_value *option = view_append_map(options);
        view_set_text(option, "value", raw_value(choice, "value"));
        view_set_text(option, "label", raw_value(choice, "label"));
        view_set_boolean(option, "selected", text_equal(raw_value(choice, "value"), value));
        view_set_text(option, "figure", raw_value(choice, "figure"));
        view_set_text(option, "count", raw_value(choice, "count"));
    }
    for (const char *const *choice = field->choices; choice != NULL && *choice != NULL; choice++) {
        struct view_value *option = view_append_map(options);
        view_set_text(option, "value", *choice);
        view_set_text(option, "label", console_label(arena, *choice));
        view_set_boolean(option, "selected", text_equal(*choice, value));
    }
}

/* One input. The type is a name that is true, because templates ask and do not compare. */
static struct view_value *field_view(struct arena *arena, const char *operation, const struct field *field,
                                     const struct view_value *choices, const char *value) {
    struct view_value *view = view_map(arena);
    view_set_text(view, "name", field->name);
    view_set_text(view, "id", arena_format(arena, "%s-%s", operation, field->name));
    view_set_text(view, "label", console_label(arena, field->name));
    for (size_t i = 0; i < sizeof field_types / sizeof *field_types; i++)
        view_set_boolean(view, field_types[i], text_equal(field_types[i], field_type(field, choices)));
    view_set_text(view, "value", value);
    view_set_text(view, "help", field->description);
    view_set_boolean(view, "required", (field->flags & FIELD_REQUIRED) != 0);
    view_set_boolean(view, "checked", text_equal(value, "true"));
    view_set_text(view, "most", NULL);
    if (field->kind == FIELD_TEXT && field->maximum > 0)
        view_set_integer(view, "most", field->maximum);
    view_set(view, "error", NULL);
    set_options(view, arena, field, choices, value);
    return view;
}

static const char *error_of(const struct refused_form *refused, const char *name) {
    for (size_t i = 0; refused != NULL && i < refused->error_count; i++)
        if (text_equal(refused->errors[i].field, name))
            return refused->errors[i].detail;
    return NULL;
}

/* The member that says how far something is: what a decision is about. */
static const char *const state_names[] = {"status", "outcome", "state"};

static const char *state_name(const struct view_value *raw) {
    for (size_t i = 0; i < sizeof state_names / sizeof *state_names; i++)
        if (raw_value(raw, state_names[i]) != NULL)
            return state_names[i];
    return NULL;
}

static void append_difference(struct view_value *rows, const char *label, const char *yours, const char *current) {
    struct view_value *view = view_append_map(rows);
    view_set_text(view, "label", label);
    view_set_text(view, "yours", yours);
    view_set_text(view, "current", current);
    view_set_boolean(view, "differs", !text_equal(yours, current == NULL ? "" : current));
}

struct view_value *console_conflict(const struct form_page *page) {
    const struct refused_form *refused = page->refused;
    if (refused->request == NULL || refused->status != STATUS_VERSION_CHANGED || refused->current == NULL)
        return NULL;
    struct arena *arena = page->request->context->arena;
    const struct shape *body = refused->request->route->body;
    struct view_value *conflict = view_map(arena);
    struct view_value *rows = view_set_list(conflict, "rows");
    struct view_value *raw = view_from_shape(arena, refused->current_shape, refused->current);
    const char *state = state_name(raw);
    const char *seen = refused->request->form.seen;
    if (state != NULL && seen != NULL)
        append_difference(rows, console_label(arena, state), console_label(arena, seen),
                          console_label(arena, raw_value(raw, state)));
    for (size_t i = 0; body != NULL && i < body->count; i++) {
        const struct field *field = &body->fields[i];
        if (field->kind == FIELD_LIST)
            continue;
        const char *typed = form_typed(refused->request, field->name);
        const char *yours = typed == NULL ? "" : form_complete_decimal(arena, field, typed);
        append_difference(rows, console_label(arena, field->name), form_value(arena, field, yours),
                          form_value(arena, field, raw_value(raw, field->name)));
    }
    return conflict;
}

/* A row of a list: each member's input by its name, and the row's place, from 1. */
static void append_row(struct view_value *rows, const struct form_page *page, const struct route *route,
                       const struct field *list, size_t index, const struct view_value *raw_page,
                       const struct view_value *raw_row) {
    struct arena *arena = page->request->context->arena;
    bool refused = page->refused->request != NULL && page->refused->request->route == route;
    struct view_value *row = view_append_map(rows);
    view_set_integer(row, "place", (int64_t)index + 1);
    view_set_integer(row, "index", (int64_t)index);
    for (size_t i = 0; i < list->shape->count; i++) {
        const struct field *member = &list->shape->fields[i];
        const char *name = arena_format(arena, "%s[%zu].%s", list->name, index, member->name);
        const char *value = refused ? form_typed(page->refused->request, name) : raw_value(raw_row, member->name);
        struct view_value *input =
            field_view(arena, route->operation, member, page_choices(arena, raw_page, member->name), value);
        view_set_text(input, "name", name);
        view_set_text(input, "id", arena_format(arena, "%s-%zu-%s", list->name, index, member->name));
        view_set_text(input, "error", refused ? error_of(page->refused, name) : NULL);
        view_set(row, member->name, input);
    }
}

/* How many rows a refused form came with. */
static size_t typed_rows(const struct refused_form *refused, const struct field *list) {
    size_t count = 0;
    for (size_t index = 0; index < (size_t)list->maximum; index++)
        for (size_t i = 0; i < list->shape->count; i++) {
            const char *name = arena_format(refused->request->context->arena, "%s[%zu].%s", list->name, index,
                                            list->shape->fields[i].name);
            const char *typed = form_typed(refused->request, name);
            if (typed != NULL && *typed != '\0')
                count = index + 1;
        }
    return count;
}

/* The rows of a list in a form: those there are, filled from the page's list of the same name, and a few empty ones. */
static struct view_value *list_view(const struct form_page *page, const struct route *route, const struct field *list,
                                    const struct view_value *raw) {
    struct view_value *view = view_map(page->request->context->arena);
    struct view_value *rows = view_set_list(view, "rows");
    bool refused = page->refused->request != NULL && page->refused->request->route == route;
    const struct view_value *there = view_find(raw, list->name, strlen(list->name));
    size_t filled = refused ? typed_rows(page->refused, list) : view_count(there);
    for (size_t i = 0; i < filled + SPARE_ROWS && i < (size_t)list->maximum; i++)
        append_row(rows, page, route, list, i, raw, i < view_count(there) ? view_item(there, i) : NULL);
    view_set_text(view, "error", refused ? error_of(page->refused, list->name) : NULL);
    return view;
}

static struct view_value *form_view(const struct form_page *page, const struct route *row, const char *action,
                                    const struct view_value *raw) {
    struct arena *arena = page->request->context->arena;
    bool is_refused = page->refused->request != NULL && page->refused->request->route == row;
    const struct refused_form *refused = is_refused ? page->refused : NULL;
    struct view_value *view = view_map(arena);
    view_set_text(view, "operation", row->operation);
    view_set_text(view, "action", action);
    view_set_text(view, "method", row->method == HTTP_POST ? NULL : http_method_name(row->method));
    view_set_text(view, "summary", row->summary);
    view_set_text(view, "version", raw_value(raw, "version"));
    const char *state = state_name(raw);
    view_set_text(view, "seen", state == NULL ? NULL : raw_value(raw, state));
    view_set_text(view, "refusal", refused == NULL ? NULL : refused->detail);
    view_set_boolean(view, "upload", (row->flags & ROUTE_UPLOAD) != 0);
    view_set_text(view, "file_error", error_of(refused, "file"));
    struct view_value *fields = view_set_list(view, "fields");
    struct view_value *lists = view_set_map(view, "lists");
    for (size_t i = 0; row->body != NULL && i < row->body->count; i++) {
        const struct field *field = &row->body->fields[i];
        if ((row->flags & ROUTE_UPLOAD) != 0)
            break;
        if (field->kind == FIELD_LIST && field->shape != NULL) {
            view_set(lists, field->name, list_view(page, row, field, raw));
            continue;
        }
        const char *value = refused == NULL ? form_value(arena, field, raw_value(raw, field->name))
                                            : form_typed(refused->request, field->name);
        struct view_value *input =
            field_view(arena, row->operation, field, page_choices(arena, raw, field->name), value);
        view_set_text(input, "error", error_of(refused, field->name));
        view_append(fields, input);
    }
    return view;
}

struct view_value *console_forms(const struct form_page *page) {
    const struct request *request = page->request;
    struct arena *arena = request->context->arena;
    struct view_value *forms = view_map(arena);
    struct view_value *raw = page->value == NULL ? NULL : view_from_shape(arena, page->shape, page->value);
    for (size_t i = 0; i < page->table->count; i++) {
        const struct route *row = &page->table->routes[i];
        if (!text_equal(row->back, request->route->path) || !console_may_open(request, row))
            continue;
        const char *action = console_fill_path(request, console_page_path(row->path));
        if (action != NULL)
            view_set(forms, row->operation, form_view(page, row, action, raw));
    }
    return forms;
}

static bool is_paging(const char *name) {
    return text_equal(name, "limit") || text_equal(name, "cursor");
}

struct view_value *console_filters(const struct request *request) {
    const struct shape *shape = request->route->query;
    struct arena *arena = request->context->arena;
    struct view_value *filters = view_list(arena);
    if (shape == NULL)
        return NULL;
    struct view_value *raw = view_from_shape(arena, shape, request->query);
    for (size_t i = 0; i < shape->count; i++)
        if (!is_paging(shape->fields[i].name))
            view_append(filters,
                        field_view(arena, "filter", &shape->fields[i], NULL, raw_value(raw, shape->fields[i].name)));
    return view_count(filters) == 0 ? NULL : filters;
}
