#include "json_read.h"

#include "arena.h"
#include "field_check.h"
#include "json_members.h"
#include "text.h"

#include <json-c/json.h>
#include <string.h>

static void release_json(void *object) {
    json_object_put(object);
}

struct reader {
    struct context *context;
    bool is_answer; /* of an outside service */
};

/* Elements that are no objects have a shape of one field without a name. */
static const struct field text_fields[] = {{"", FIELD_TEXT, .maximum = FIELD_LIST_TEXT_MAXIMUM}};
static const struct shape text_shape = SHAPE("", const char *, text_fields);

static enum status read_member(const struct reader *reader, struct json_object *json, const struct field *field,
                               const char *path, void *value);
static enum status read_object(const struct reader *reader, struct json_object *json, const struct shape *shape,
                               const char *prefix, void *ret_value);

static const char *join_path(struct context *context, const char *prefix, const char *name) {
    return *prefix == '\0' ? name : arena_format(context->arena, "%s.%s", prefix, name);
}

static enum status read_element(const struct reader *reader, struct json_object *json, const struct shape *shape,
                                const char *path, void *ret_value) {
    if (shape->count == 1 && *shape->fields[0].name == '\0')
        return read_member(reader, json, &shape->fields[0], path, ret_value);
    if (!json_object_is_type(json, json_type_object))
        return context_field_error(reader->context, path, "wrong_type", "must be an object");
    return read_object(reader, json, shape, path, ret_value);
}

static enum status read_list(const struct reader *reader, struct json_object *json, const struct field *field,
                             const char *path, void *value) {
    struct context *context = reader->context;
    const struct shape *shape = field->shape == NULL ? &text_shape : field->shape;
    struct list *list = field_at(field, value);
    size_t count = json_object_array_length(json);
    if ((int64_t)count < field->minimum || (int64_t)count > field->maximum)
        return context_field_error(context, path, "out_of_range", "must have from %lld to %lld elements",
                                   (long long)field->minimum, (long long)field->maximum);
    enum status status = STATUS_OK;
    list->items = arena_array(context->arena, count, shape->size);
    list->count = count;
    for (size_t i = 0; i < count; i++) {
        struct json_object *item = json_object_array_get_idx(json, i);
        const char *item_path = arena_format(context->arena, "%s[%zu]", path, i);
        enum status item_status = read_element(reader, item, shape, item_path, (char *)list->items + i * shape->size);
        if (item_status != STATUS_OK)
            status = item_status;
    }
    return status;
}

static enum status read_string(struct context *context, struct json_object *json, const struct field *field,
                               const char *path, void *value) {
    const char *string = json_object_get_string(json);
    size_t length = (size_t)json_object_get_string_len(json);
    if (memchr(string, '\0', length) != NULL || !text_is_utf8(string, length))
        return context_field_error(context, path, "invalid_character", "must be UTF-8 text without NUL");
    if (field->kind == FIELD_INTEGER || field->kind == FIELD_BOOLEAN)
        return context_field_error(context, path, "wrong_type", "must not be a text");
    return field_take_text(context, field, path, string, value);
}

/* A number stays as it was written, fractions too. */
static enum status keep_json(struct json_object *json, const struct field *field, void *value) {
    const char **text = field_at(field, value);
    if (json != NULL)
        *text = json_object_to_json_string_ext(json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    return STATUS_OK;
}

static enum status read_member(const struct reader *reader, struct json_object *json, const struct field *field,
                               const char *path, void *value) {
    struct context *context = reader->context;
    if (field->kind == FIELD_JSON && reader->is_answer)
        return keep_json(json, field, value);
    switch (json_object_get_type(json)) {
    case json_type_null:
        if ((field->flags & FIELD_NULLABLE) != 0)
            return STATUS_OK;
        return context_field_error(context, path, "wrong_type", "must not be null");
    case json_type_boolean:
        if (field->kind != FIELD_BOOLEAN)
            return context_field_error(context, path, "wrong_type", "must not be true or false");
        *(bool *)field_at(field, value) = json_object_get_boolean(json);
        return STATUS_OK;
    case json_type_int:
        return field_take_integer(context, field, path, json_object_get_int64(json), value);
    case json_type_double:
        return context_field_error(context, path, "wrong_type", "must not be a fraction");
    case json_type_string:
        return read_string(context, json, field, path, value);
    case json_type_array:
        if (field->kind != FIELD_LIST)
            return context_field_error(context, path, "wrong_type", "must not be an array");
        return read_list(reader, json, field, path, value);
    default:
        if (field->kind != FIELD_OBJECT)
            return context_field_error(context, path, "wrong_type", "must not be an object");
        return read_object(reader, json, field->shape, path, field_at(field, value));
    }
}

static enum status read_object(const struct reader *reader, struct json_object *json, const struct shape *shape,
                               const char *prefix, void *ret_value) {
    struct context *context = reader->context;
    enum status status = STATUS_OK;
    shape_clear(shape, ret_value);
    json_object_object_foreach(json, name, member) {
        const char *path = join_path(context, prefix, name);
        const struct field *field = shape_find(shape, name, strlen(name));
        if (field == NULL && reader->is_answer)
            continue;
        enum status member_status =
            field == NULL ? context_field_error(context, path, "unknown", "is not a field of this request")
                          : read_member(reader, member, field, path, ret_value);
        if (member_status != STATUS_OK)
            status = member_status;
    }
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        bool required = (field->flags & FIELD_REQUIRED) != 0;
        if (required && !json_object_object_get_ex(json, field->name, NULL))
            status = context_field_error(context, join_path(context, prefix, field->name), "required", "is required");
    }
    return status;
}

static unsigned escaped_unit(const char *escape) {
    unsigned unit = 0;
    for (int i = 2; i < 6; i++)
        unit = unit * 16 + (unsigned)(escape[i] <= '9' ? escape[i] - '0' : (escape[i] | 0x20) - 'a' + 10);
    return unit;
}

/* json-c would put U+FFFD in the place of half a surrogate pair. In JSON that it has read, a backslash stands only in
 * strings, and before "u" and four digits or one other character. */
static bool has_half_pair(const char *json) {
    for (const char *at = strchr(json, '\\'); at != NULL; at = strchr(at, '\\')) {
        unsigned unit = at[1] == 'u' ? escaped_unit(at) : 0;
        at += at[1] == 'u' ? 6 : 2;
        if (unit < 0xd800 || unit > 0xdfff)
            continue;
        bool high = unit <= 0xdbff && at[0] == '\\' && at[1] == 'u';
        unsigned next = high ? escaped_unit(at) : 0;
        if (next < 0xdc00 || next > 0xdfff)
            return true;
        at += 6;
    }
    return false;
}

static enum status parse(struct context *context, const char *bytes, size_t length, struct json_object **ret_json) {
    if (!text_is_utf8(bytes, length))
        return context_refuse(context, STATUS_MALFORMED, "The body must be UTF-8 text.");
    struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAXIMUM);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    /* The terminating NUL tells the parser that nothing follows: a number at the end is complete then. */
    struct json_object *json = json_tokener_parse_ex(tokener, bytes, (int)length + 1);
    enum json_tokener_error error = json_tokener_get_error(tokener);
    size_t offset = json_tokener_get_parse_end(tokener);
    json_tokener_free(tokener);
    arena_defer(context->arena, release_json, json);
    if (error != json_tokener_success)
        return context_refuse(context, STATUS_MALFORMED, "The body is not valid JSON: %s at byte %zu.",
                              json_tokener_error_desc(error), offset);
    if (has_half_pair(bytes))
        return context_refuse(context, STATUS_MALFORMED, "The body has half a surrogate pair.");
    *ret_json = json;
    return STATUS_OK;
}

static enum status parse_object(struct context *context, const char *bytes, size_t length,
                                struct json_object **ret_json) {
    enum status status = parse(context, bytes, length, ret_json);
    if (status == STATUS_OK && !json_object_is_type(*ret_json, json_type_object))
        return context_refuse(context, STATUS_MALFORMED, "The body must be a JSON object.");
    return status;
}

enum status json_check(struct context *context, const char *bytes, size_t length) {
    struct json_object *json = NULL;
    return parse(context, bytes, length, &json);
}

enum status json_read(struct context *context, const char *bytes, size_t length, const struct shape *shape,
                      void *ret_value) {
    struct json_object *json = NULL;
    enum status status = parse_object(context, arena_copy(context->arena, bytes, length), length, &json);
    if (status != STATUS_OK)
        return status;
    enum status duplicates = json_refuse_duplicates(context, bytes, length);
    if (duplicates == STATUS_MALFORMED)
        return duplicates;
    status = read_object(&(struct reader){.context = context}, json, shape, "", ret_value);
    return duplicates != STATUS_OK ? duplicates : status;
}

enum status json_read_answer(struct context *context, const char *bytes, size_t length, const struct shape *shape,
                             void *ret_value) {
    struct context scratch = {.arena = context->arena};
    struct json_object *json = NULL;
    enum status status = parse_object(&scratch, bytes, length, &json);
    if (status == STATUS_OK)
        status = read_object(&(struct reader){&scratch, true}, json, shape, "", ret_value);
    if (status == STATUS_OK)
        return STATUS_OK;
    const struct field_error *first = scratch.field_errors;
    if (first != NULL)
        return context_refuse(context, STATUS_MALFORMED, "%s %s.", first->field, first->detail);
    return context_refuse(context, STATUS_MALFORMED, "%s", scratch.detail);
}
