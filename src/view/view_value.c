#include "view_value.h"

#include "arena.h"
#include "clock.h"
#include "money.h"
#include "shape.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* A member of a map, or an item of a list when `name` is NULL. */
struct member {
    const char *name;
    struct view_value *value;
};

struct view_value {
    struct arena *arena;
    enum view_kind kind;
    bool boolean;
    const char *string;
    struct member *members;
    size_t count;
    size_t capacity;
};

static struct view_value *view_new(struct arena *arena, enum view_kind kind) {
    struct view_value *value = arena_alloc(arena, sizeof *value);
    value->arena = arena;
    value->kind = kind;
    return value;
}

struct view_value *view_map(struct arena *arena) {
    return view_new(arena, VIEW_MAP);
}

struct view_value *view_list(struct arena *arena) {
    return view_new(arena, VIEW_LIST);
}

struct view_value *view_null(struct arena *arena) {
    return view_new(arena, VIEW_NULL);
}

struct view_value *view_text(struct arena *arena, const char *string) {
    struct view_value *value = view_new(arena, string == NULL ? VIEW_NULL : VIEW_TEXT);
    value->string = string;
    return value;
}

struct view_value *view_boolean(struct arena *arena, bool boolean) {
    struct view_value *value = view_new(arena, VIEW_BOOLEAN);
    value->boolean = boolean;
    return value;
}

static struct member *member_find(const struct view_value *map, const char *name, size_t length) {
    for (size_t i = 0; i < map->count; i++) {
        const char *candidate = map->members[i].name;
        if (strncmp(candidate, name, length) == 0 && candidate[length] == '\0')
            return &map->members[i];
    }
    return NULL;
}

static void member_add(struct view_value *holder, const char *name, struct view_value *value) {
    if (holder->count == holder->capacity) {
        size_t capacity = holder->capacity == 0 ? 8 : holder->capacity * 2;
        struct member *members = arena_array(holder->arena, capacity, sizeof *members);
        if (holder->count > 0)
            memcpy(members, holder->members, holder->count * sizeof *members);
        holder->members = members;
        holder->capacity = capacity;
    }
    holder->members[holder->count++] = (struct member){name, value};
}

void view_set(struct view_value *map, const char *name, struct view_value *value) {
    if (map->kind != VIEW_MAP)
        abort();
    struct member *member = member_find(map, name, strlen(name));
    if (member == NULL)
        member_add(map, name, value);
    else
        member->value = value;
}

void view_set_text(struct view_value *map, const char *name, const char *string) {
    view_set(map, name, view_text(map->arena, string));
}

void view_set_boolean(struct view_value *map, const char *name, bool value) {
    view_set(map, name, view_boolean(map->arena, value));
}

void view_set_integer(struct view_value *map, const char *name, int64_t value) {
    view_set_text(map, name, text_from_integer(map->arena, value));
}

void view_set_money(struct view_value *map, const char *name, int64_t micros) {
    view_set_text(map, name, money_text(map->arena, micros));
}

void view_set_time(struct view_value *map, const char *name, int64_t time) {
    view_set_text(map, name, clock_text(map->arena, time));
}

struct view_value *view_set_map(struct view_value *map, const char *name) {
    struct view_value *value = view_map(map->arena);
    view_set(map, name, value);
    return value;
}

struct view_value *view_set_list(struct view_value *map, const char *name) {
    struct view_value *value = view_list(map->arena);
    view_set(map, name, value);
    return value;
}

void view_append(struct view_value *list, struct view_value *value) {
    if (list->kind != VIEW_LIST)
        abort();
    member_add(list, NULL, value);
}

void view_append_text(struct view_value *list, const char *string) {
    view_append(list, view_text(list->arena, string));
}

struct view_value *view_append_map(struct view_value *list) {
    struct view_value *value = view_map(list->arena);
    view_append(list, value);
    return value;
}

enum view_kind view_kind(const struct view_value *value) {
    return value == NULL ? VIEW_NULL : value->kind;
}

const char *view_string(const struct view_value *value) {
    switch (view_kind(value)) {
    case VIEW_TEXT:
        return value->string;
    case VIEW_BOOLEAN:
        return value->boolean ? "true" : "false";
    default:
        return "";
    }
}

bool view_is_true(const struct view_value *value) {
    switch (view_kind(value)) {
    case VIEW_NULL:
        return false;
    case VIEW_BOOLEAN:
        return value->boolean;
    case VIEW_TEXT:
        return value->string[0] != '\0';
    case VIEW_LIST:
        return value->count > 0;
    case VIEW_MAP:
        return true;
    }
    return false;
}

/* A member that was set to NULL is there, and null: it must hide one of the same name further out. */
const struct view_value *view_find(const struct view_value *map, const char *name, size_t length) {
    static const struct view_value null_value = {.kind = VIEW_NULL};
    if (view_kind(map) != VIEW_MAP)
        return NULL;
    const struct member *member = member_find(map, name, length);
    if (member == NULL)
        return NULL;
    return member->value == NULL ? &null_value : member->value;
}

size_t view_count(const struct view_value *value) {
    return value == NULL ? 0 : value->count;
}

const struct view_value *view_item(const struct view_value *list, size_t index) {
    return list->members[index].value;
}

static struct view_value *view_from_list(struct arena *arena, const struct shape *shape, const struct list *list) {
    struct view_value *value = view_list(arena);
    for (size_t i = 0; i < list->count; i++) {
        if (shape == NULL)
            view_append_text(value, ((const char *const *)list->items)[i]);
        else
            view_append(value, view_from_shape(arena, shape, (const char *)list->items + i * shape->size));
    }
    return value;
}

static struct view_value *view_from_field(struct arena *arena, const struct field *field, const void *structure) {
    const void *at = field_of(field, structure);
    switch (field->kind) {
    case FIELD_INTEGER: {
        int64_t number = *(const int64_t *)at;
        return number == FIELD_INTEGER_NONE ? NULL : view_text(arena, text_from_integer(arena, number));
    }
    case FIELD_BOOLEAN:
        return view_boolean(arena, *(const bool *)at);
    case FIELD_MONEY:
        return view_text(arena, money_text(arena, *(const int64_t *)at));
    case FIELD_TIME:
        return view_text(arena, clock_text(arena, *(const int64_t *)at));
    case FIELD_OBJECT:
        return view_from_shape(arena, field->shape, at);
    case FIELD_POINTER: {
        const void *object = *(const void *const *)at;
        return object == NULL ? NULL : view_from_shape(arena, field->shape, object);
    }
    case FIELD_LIST:
        return view_from_list(arena, field->shape, at);
    case FIELD_TEXT:
    case FIELD_ID:
    case FIELD_CHOICE:
    case FIELD_DECIMAL:
    case FIELD_HEX:
    case FIELD_EMAIL:
    case FIELD_JSON:
        return view_text(arena, *(const char *const *)at);
    }
    return NULL;
}

struct view_value *view_from_shape(struct arena *arena, const struct shape *shape, const void *structure) {
    struct view_value *map = view_map(arena);
    for (size_t i = 0; i < shape->count; i++)
        view_set(map, shape->fields[i].name, view_from_field(arena, &shape->fields[i], structure));
    return map;
}
