#include "console/console_view.h"

#include "arena.h"
#include "clock.h"
#include "console/console_format.h"

enum { DATE_LENGTH = 10 };

struct view_value *console_view_list(struct arena *arena, const struct shape *shape, const struct list *list) {
    struct view_value *value = view_list(arena);
    for (size_t i = 0; i < list->count; i++) {
        if (shape == NULL)
            view_append_text(value, ((const char *const *)list->items)[i]);
        else
            view_append(value, console_view(arena, shape, (const char *)list->items + i * shape->size));
    }
    return value;
}

static struct view_value *time_view(struct arena *arena, int64_t time) {
    if (time == CLOCK_NONE)
        return NULL;
    struct view_value *view = view_map(arena);
    view_set_text(view, "text", console_ago(arena, time, clock_now()));
    view_set_text(view, "exact", clock_text(arena, time));
    view_set_text(view, "date", arena_copy(arena, clock_text(arena, time), DATE_LENGTH));
    view_set_text(view, "moment", console_moment(arena, time));
    return view;
}

static void set_companion(struct arena *arena, struct view_value *map, const char *name, const char *suffix,
                          const char *text) {
    view_set_text(map, arena_format(arena, "%s_%s", name, suffix), text);
}

/* What differs from view_from_shape(), set over it. */
static void set_field(struct arena *arena, struct view_value *map, const struct field *field, const void *at) {
    const char *name = field->name;
    const char *text = field->kind == FIELD_BOOLEAN ? NULL : *(const char *const *)at; /* a boolean may lie anywhere */
    int64_t number;
    switch (field->kind) {
    case FIELD_MONEY:
        view_set_text(map, name, console_money(arena, *(const int64_t *)at));
        set_companion(arena, map, name, "rounded", console_money_rounded(arena, *(const int64_t *)at));
        return;
    case FIELD_TIME:
        view_set(map, name, time_view(arena, *(const int64_t *)at));
        return;
    case FIELD_INTEGER:
        number = *(const int64_t *)at;
        set_companion(arena, map, name, "text", number == FIELD_INTEGER_NONE ? NULL : console_number(arena, number));
        view_set_boolean(map, arena_format(arena, "%s_any", name), number != FIELD_INTEGER_NONE && number != 0);
        return;
    case FIELD_ID:
        set_companion(arena, map, name, "short", console_short_id(arena, text));
        return;
    case FIELD_CHOICE:
        set_companion(arena, map, name, "label", text == NULL ? NULL : console_label(arena, text));
        if (text != NULL)
            view_set_boolean(view_set_map(map, arena_format(arena, "%s_is", name)), text, true);
        return;
    case FIELD_OBJECT:
        view_set(map, name, console_view(arena, field->shape, at));
        return;
    case FIELD_POINTER:
        view_set(map, name, text == NULL ? NULL : console_view(arena, field->shape, text));
        return;
    case FIELD_LIST:
        view_set(map, name, console_view_list(arena, field->shape, at));
        return;
    default:
        return;
    }
}

struct view_value *console_view(struct arena *arena, const struct shape *shape, const void *structure) {
    struct view_value *map = view_from_shape(arena, shape, structure);
    for (size_t i = 0; i < shape->count; i++)
        set_field(arena, map, &shape->fields[i], field_of(&shape->fields[i], structure));
    return map;
}
