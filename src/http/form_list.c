#include "form_list.h"

#include "arena.h"
#include "field_check.h"
#include "form.h"
#include "text.h"

#include <string.h>

static size_t most_of(const struct field *field) {
    return field->maximum > 0 && field->maximum < FORM_LIST_MAXIMUM ? (size_t)field->maximum : FORM_LIST_MAXIMUM;
}

/* Makes the list at least `count` long. Its room doubles, so what was there moves only now and then. */
static void make_room(struct arena *arena, struct list *list, size_t count, size_t size) {
    size_t room = list->count == 0 ? 0 : 8;
    size_t wanted = 8;
    while (room != 0 && room < list->count)
        room *= 2;
    while (wanted < count)
        wanted *= 2;
    if (wanted <= room)
        return;
    void *items = arena_array(arena, wanted, size);
    if (list->count > 0)
        memcpy(items, list->items, list->count * size);
    list->items = items;
}

const struct field *form_list_find(const struct shape *shape, const char *name) {
    size_t length = strcspn(name, "[");
    const struct field *field = name[length] == '\0' ? NULL : shape_find(shape, name, length);
    return field != NULL && field->kind == FIELD_LIST && field->shape != NULL ? field : NULL;
}

/* "rows[12].rarity" → 12 and "rarity"; NULL when it is not of that form. */
static const char *split_name(struct arena *arena, const char *name, int64_t *ret_index) {
    const char *open = strchr(name, '[') + 1;
    size_t length = strcspn(open, "]");
    bool formed = length > 0 && strncmp(open + length, "].", 2) == 0;
    if (!formed || !text_parse_integer(arena_copy(arena, open, length), ret_index) || *ret_index < 0)
        return NULL;
    return open + length + 2;
}

enum status form_list_take_member(struct context *context, const struct field *field, const char *name,
                                  const char *text, void *value) {
    struct list *list = field_at(field, value);
    const struct shape *shape = field->shape;
    int64_t index = 0;
    const char *member_name = split_name(context->arena, name, &index);
    const struct field *member = member_name == NULL ? NULL : shape_find(shape, member_name, strlen(member_name));
    if (member == NULL)
        return context_field_error(context, name, "unknown", "is not a field of this request");
    if ((size_t)index >= most_of(field))
        return context_field_error(context, field->name, "too_many", "must have at most %zu elements", most_of(field));
    size_t count = (size_t)index + 1;
    make_room(context->arena, list, count, shape->size);
    for (; list->count < count; list->count++)
        shape_clear(shape, (char *)list->items + list->count * shape->size);
    if (*text == '\0')
        return STATUS_OK;
    return field_take_text(context, member, name, form_complete_decimal(context->arena, member, text),
                           (char *)list->items + (size_t)index * shape->size);
}

enum status form_list_take_text(struct context *context, const struct field *field, const char *text, void *value) {
    struct list *list = field_at(field, value);
    if (*text == '\0')
        return STATUS_OK;
    if (list->count == most_of(field))
        return context_field_error(context, field->name, "too_many", "must have at most %zu elements", most_of(field));
    if (text_count_characters(text) > FIELD_LIST_TEXT_MAXIMUM)
        return context_field_error(context, field->name, "too_long", "must have elements of at most %d characters",
                                   FIELD_LIST_TEXT_MAXIMUM);
    make_room(context->arena, list, list->count + 1, sizeof text);
    ((const char **)list->items)[list->count++] = text;
    return STATUS_OK;
}

static bool is_absent(const struct field *field, const void *value) {
    const void *at = field_of(field, value);
    switch (field->kind) {
    case FIELD_INTEGER:
    case FIELD_MONEY:
    case FIELD_TIME:
        return *(const int64_t *)at == INT64_MIN;
    case FIELD_BOOLEAN:
    case FIELD_OBJECT:
    case FIELD_LIST:
        return false;
    default:
        return *(const void *const *)at == NULL;
    }
}

/* A row of a form in which nothing was given is none. */
static bool is_blank(const struct field *field, const void *object) {
    for (size_t i = 0; i < field->shape->count; i++)
        if (!is_absent(&field->shape->fields[i], object))
            return false;
    return true;
}

static enum status check_object(struct context *context, const struct field *field, size_t index, const void *object) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < field->shape->count; i++) {
        const struct field *member = &field->shape->fields[i];
        if ((member->flags & FIELD_REQUIRED) != 0 && is_absent(member, object))
            status = context_field_error(context,
                                         arena_format(context->arena, "%s[%zu].%s", field->name, index, member->name),
                                         "required", "is required");
    }
    return status;
}

/* Objects are named by where they stood in the form; what is left of them moves together. */
static enum status check_objects(struct context *context, const struct field *field, struct list *list) {
    size_t size = field->shape->size;
    size_t kept = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < list->count; i++) {
        char *object = (char *)list->items + i * size;
        if (is_blank(field, object))
            continue;
        if (check_object(context, field, i, object) != STATUS_OK)
            status = STATUS_INVALID_INPUT;
        memmove((char *)list->items + kept++ * size, object, size);
    }
    list->count = kept;
    return status;
}

enum status form_list_check(struct context *context, const struct shape *shape, void *value) {
    enum status status = STATUS_OK;
    for (size_t f = 0; f < shape->count; f++) {
        const struct field *field = &shape->fields[f];
        if (field->kind != FIELD_LIST)
            continue;
        struct list *list = field_at(field, value);
        if (field->shape != NULL && check_objects(context, field, list) != STATUS_OK)
            status = STATUS_INVALID_INPUT;
        bool wanted = (field->flags & FIELD_REQUIRED) != 0 || list->count > 0;
        if (wanted && (int64_t)list->count < field->minimum)
            status = context_field_error(context, field->name, "too_few", "must have at least %lld elements",
                                         (long long)field->minimum);
    }
    return status;
}
