#include "db_rows.h"

#include "arena.h"
#include "clock.h"
#include "money.h"
#include "shape.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME_MAXIMUM = 128, COLUMNS_MAXIMUM = 128 };

static void clear_result(void *result) {
    PQclear(result);
}

struct db_rows *db_rows_new(struct arena *arena, PGresult *result) {
    struct db_rows *rows = arena_alloc(arena, sizeof *rows);
    rows->result = result;
    arena_defer(arena, clear_result, result);
    return rows;
}

size_t db_count(const struct db_rows *rows) {
    return (size_t)PQntuples(rows->result);
}

const char *db_text(const struct db_rows *rows, size_t row, int column) {
    if (PQgetisnull(rows->result, (int)row, column))
        return NULL;
    return PQgetvalue(rows->result, (int)row, column);
}

/* A value of the wrong type is a disagreement between a statement and a shape: ours, and caught by the first test. */
static void mismatch(const char *column, const char *value) {
    fprintf(stderr, "column %s: cannot read \"%s\"\n", column, value);
    abort();
}

static void read_value(const struct field *field, const char *column, const char *value, void *at) {
    bool fits = true;
    switch (field->kind) {
    case FIELD_INTEGER:
        fits = text_parse_integer(value, at);
        break;
    case FIELD_MONEY:
        fits = money_parse(value, at);
        break;
    case FIELD_TIME:
        fits = clock_parse(value, at);
        break;
    case FIELD_BOOLEAN:
        *(bool *)at = *value == 't';
        break;
    case FIELD_OBJECT:
    case FIELD_POINTER:
    case FIELD_LIST:
        fits = false;
        break;
    default:
        *(const char **)at = value;
    }
    if (!fits)
        mismatch(column, value);
}

/* Which column each plain field of a shape is in, in the order of the fields, those of objects in their place; -1: in
 * none. Looked up by name once for all rows of an answer. */
struct columns {
    int numbers[COLUMNS_MAXIMUM];
    size_t count;
};

static void find_columns(const struct db_rows *rows, const struct shape *shape, const char *prefix,
                         struct columns *columns) {
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        char column[COLUMN_NAME_MAXIMUM];
        bool object = field->kind == FIELD_OBJECT;
        snprintf(column, sizeof column, "%s%s%s", prefix, field->name, object ? "_" : "");
        if (object) {
            find_columns(rows, field->shape, column, columns);
            continue;
        }
        if (columns->count == COLUMNS_MAXIMUM)
            abort();
        columns->numbers[columns->count++] = PQfnumber(rows->result, column);
    }
}

static void read_fields(const struct db_rows *rows, size_t row, const struct shape *shape, const int **column,
                        void *value) {
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        if (field->kind == FIELD_OBJECT) {
            read_fields(rows, row, field->shape, column, field_at(field, value));
            continue;
        }
        int number = *(*column)++;
        const char *text = number < 0 ? NULL : db_text(rows, row, number);
        if (text != NULL)
            read_value(field, field->name, text, field_at(field, value));
    }
}

static void read_row(const struct db_rows *rows, size_t row, const struct shape *shape, const struct columns *columns,
                     void *ret_value) {
    const int *column = columns->numbers;
    shape_clear(shape, ret_value);
    read_fields(rows, row, shape, &column, ret_value);
}

void db_read(const struct db_rows *rows, size_t row, const struct shape *shape, void *ret_value) {
    struct columns columns = {.count = 0};
    find_columns(rows, shape, "", &columns);
    read_row(rows, row, shape, &columns, ret_value);
}

struct list db_read_list(struct context *context, const struct db_rows *rows, const struct shape *shape) {
    struct list list = {.count = db_count(rows)};
    struct columns columns = {.count = 0};
    list.items = arena_array(context->arena, list.count, shape->size);
    find_columns(rows, shape, "", &columns);
    for (size_t row = 0; row < list.count; row++)
        read_row(rows, row, shape, &columns, (char *)list.items + row * shape->size);
    return list;
}

const char *db_array(struct arena *arena, const char *const *items, size_t count) {
    struct text text = text_new(arena, SIZE_MAX / 4);
    text_append_character(&text, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_append_character(&text, ',');
        if (items[i] == NULL) {
            text_append(&text, "NULL");
            continue;
        }
        text_append_character(&text, '"');
        for (const char *at = items[i]; *at != '\0'; at++) {
            if (*at == '"' || *at == '\\')
                text_append_character(&text, '\\');
            text_append_character(&text, *at);
        }
        text_append_character(&text, '"');
    }
    text_append_character(&text, '}');
    return text.data;
}
