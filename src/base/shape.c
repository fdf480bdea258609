#include "shape.h"

#include <string.h>

const struct shape empty_shape = {"Empty", NULL, 0, 0};

const struct field *shape_find(const struct shape *shape, const char *name, size_t length) {
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        if (strlen(field->name) == length && memcmp(field->name, name, length) == 0)
            return field;
    }
    return NULL;
}

void *field_at(const struct field *field, void *value) {
    return (char *)value + field->offset;
}

const void *field_of(const struct field *field, const void *value) {
    return (const char *)value + field->offset;
}

static void field_clear(const struct field *field, void *value) {
    void *at = field_at(field, value);
    switch (field->kind) {
    case FIELD_INTEGER:
    case FIELD_MONEY:
    case FIELD_TIME:
        *(int64_t *)at = INT64_MIN;
        return;
    case FIELD_BOOLEAN:
        *(bool *)at = false;
        return;
    case FIELD_OBJECT:
        shape_clear(field->shape, at);
        return;
    case FIELD_LIST:
        *(struct list *)at = (struct list){0};
        return;
    default:
        *(const void **)at = NULL;
    }
}

void shape_clear(const struct shape *shape, void *value) {
    for (size_t i = 0; i < shape->count; i++)
        field_clear(&shape->fields[i], value);
}

bool page_has_more(struct page *page, int64_t limit) {
    if ((int64_t)page->items.count <= limit)
        return false;
    page->items.count = (size_t)limit;
    return true;
}
