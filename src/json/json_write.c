#include "json_write.h"

#include "clock.h"
#include "money.h"

static void write_string(struct text *text, const char *string) {
    if (string == NULL)
        text_append(text, "null");
    else
        text_append_json(text, string);
}

/* Money and times need no escaping: written as they are, between quotes. */
static void write_plain(struct text *text, const char *string) {
    if (string == NULL) {
        text_append(text, "null");
        return;
    }
    text_append_character(text, '"');
    text_append(text, string);
    text_append_character(text, '"');
}

static void write_texts(struct text *text, const struct list *list) {
    const char *const *items = list->items;
    text_append_character(text, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            text_append_character(text, ',');
        write_string(text, items[i]);
    }
    text_append_character(text, ']');
}

static void write_value(struct text *text, const struct field *field, const void *at) {
    switch (field->kind) {
    case FIELD_INTEGER:
        if (*(const int64_t *)at == FIELD_INTEGER_NONE)
            text_append(text, "null");
        else
            text_append_integer(text, *(const int64_t *)at);
        return;
    case FIELD_BOOLEAN:
        text_append(text, *(const bool *)at ? "true" : "false");
        return;
    case FIELD_MONEY:
        write_plain(text, money_text(text->arena, *(const int64_t *)at));
        return;
    case FIELD_TIME:
        write_plain(text, clock_text(text->arena, *(const int64_t *)at));
        return;
    case FIELD_OBJECT:
        json_write(text, field->shape, at);
        return;
    case FIELD_POINTER:
        if (*(const void *const *)at == NULL)
            text_append(text, "null");
        else
            json_write(text, field->shape, *(const void *const *)at);
        return;
    case FIELD_LIST:
        if (field->shape == NULL)
            write_texts(text, at);
        else
            json_write_list(text, field->shape, at);
        return;
    case FIELD_JSON:
        text_append(text, *(const char *const *)at == NULL ? "null" : *(const char *const *)at);
        return;
    default:
        write_string(text, *(const char *const *)at);
    }
}

void json_write(struct text *text, const struct shape *shape, const void *value) {
    text_append_character(text, '{');
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        text_append(text, i == 0 ? "\"" : ",\"");
        text_append(text, field->name);
        text_append(text, "\":");
        write_value(text, field, field_of(field, value));
    }
    text_append_character(text, '}');
}

void json_write_list(struct text *text, const struct shape *shape, const struct list *list) {
    text_append_character(text, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            text_append_character(text, ',');
        json_write(text, shape, (const char *)list->items + i * shape->size);
    }
    text_append_character(text, ']');
}
