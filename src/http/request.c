#include "request.h"

#include "arena.h"
#include "field_check.h"
#include "form.h"
#include "form_list.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *http_method_name(enum http_method method) {
    static const char *const names[HTTP_METHOD_COUNT] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return names[method];
}

const char *request_path_value(const struct request *request, const char *name) {
    size_t length = strlen(name);
    int index = 0;
    for (const char *open = strchr(request->route->path, '{'); open != NULL; open = strchr(open + 1, '{'), index++)
        if (strncmp(open + 1, name, length) == 0 && open[1 + length] == '}')
            return request->path_values[index];
    fprintf(stderr, "route %s has no {%s}\n", request->route->operation, name);
    abort();
}

static int hex_value(char character) {
    const char *digits = "0123456789abcdef0123456789ABCDEF";
    const char *found = character == '\0' ? NULL : strchr(digits, character);
    return found == NULL ? -1 : (int)((found - digits) % 16);
}

const char *request_decode(struct arena *arena, const char *from, size_t length) {
    char *to = arena_alloc(arena, length + 1);
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        char character = from[i] == '+' ? ' ' : from[i];
        if (from[i] == '%') {
            int high = length - i > 2 ? hex_value(from[i + 1]) : -1;
            int low = length - i > 2 ? hex_value(from[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            character = (char)(high * 16 + low);
            i += 2;
        }
        to[count++] = character;
    }
    return text_is_utf8(to, count) ? to : NULL;
}

/* What is known of a field so far: "name=" is seen, but nothing is given. */
struct pair_state {
    bool seen;
    bool given;
};

/* What a form is read by. */
struct form_reading {
    const struct shape *shape;
    struct pair_state *states;
    bool typed; /* by a person */
};

static enum status take_pair(struct context *context, const char *pair, size_t length,
                             const struct form_reading *reading, void *ret_value) {
    const struct shape *shape = reading->shape;
    const char *equals = memchr(pair, '=', length);
    size_t name_length = equals == NULL ? length : (size_t)(equals - pair);
    const char *name = request_decode(context->arena, pair, name_length);
    const char *value = equals == NULL ? "" : request_decode(context->arena, equals + 1, length - name_length - 1);
    if (name == NULL)
        return context_field_error(context, "query", "invalid_character", "has a name that is not UTF-8 text");
    const struct field *list = form_list_find(shape, name);
    const struct field *field = list == NULL ? shape_find(shape, name, strlen(name)) : list;
    if (field == NULL)
        return context_field_error(context, name, "unknown", "is not a field of this request");
    if (value == NULL)
        return context_field_error(context, name, "invalid_character", "must be UTF-8 text without NUL");
    struct pair_state *state = &reading->states[field - shape->fields];
    state->given = state->given || *value != '\0';
    if (list != NULL)
        return form_list_take_member(context, list, name, value, ret_value);
    if (field->kind == FIELD_LIST && field->shape == NULL)
        return form_list_take_text(context, field, value, ret_value);
    if (state->seen)
        return context_field_error(context, name, "duplicate", "is given twice");
    state->seen = true;
    if (reading->typed)
        value = form_complete_decimal(context->arena, field, value);
    return !state->given ? STATUS_OK : field_take_text(context, field, name, value, ret_value);
}

static enum status read_form(struct context *context, const char *form, const struct shape *shape, bool typed,
                             void *ret_value) {
    enum status status = STATUS_OK;
    struct pair_state *states = arena_array(context->arena, shape->count + 1, sizeof *states);
    const struct form_reading reading = {shape, states, typed};
    shape_clear(shape, ret_value);
    while (*form != '\0') {
        size_t length = strcspn(form, "&");
        if (length > 0 && take_pair(context, form, length, &reading, ret_value) != STATUS_OK)
            status = STATUS_INVALID_INPUT;
        form += length;
        form += *form == '&';
    }
    for (size_t i = 0; i < shape->count; i++)
        if ((shape->fields[i].flags & FIELD_REQUIRED) != 0 && !states[i].given)
            status = context_field_error(context, shape->fields[i].name, "required", "is required");
    return form_list_check(context, shape, ret_value) == STATUS_OK ? status : STATUS_INVALID_INPUT;
}

enum status request_read_form(struct context *context, const char *form, const struct shape *shape, void *ret_value) {
    return read_form(context, form, shape, false, ret_value);
}

enum status request_read_typed_form(struct context *context, const char *form, const struct shape *shape,
                                    void *ret_value) {
    return read_form(context, form, shape, true, ret_value);
}
