#include "openapi_schema.h"

#include "arena.h"
#include "money.h"
#include "openapi_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCHEMA_MAXIMUM = 256 * 1024, PATTERN_MAXIMUM = 4096, ASCII_COUNT = 128, RUN_MINIMUM = 3, EMAIL_MAXIMUM = 254 };

static bool in_request(enum schema_role role) {
    return role == SCHEMA_REQUEST || role == SCHEMA_QUERY;
}

static bool is_bounded(const struct field *field) {
    return field->minimum != 0 || field->maximum != 0;
}

/* What a schema refers to stands in the role that goes with its own. */
static enum schema_role nested_role(enum schema_role role) {
    return in_request(role) ? SCHEMA_REQUEST : SCHEMA_ANSWER;
}

static bool is_nullable(const struct field *field, enum schema_role role) {
    bool null_pointer = field->kind == FIELD_POINTER && !in_request(role);
    return role != SCHEMA_QUERY && (null_pointer || (field->flags & FIELD_NULLABLE) != 0);
}

/* Patterns: ECMA-262 with the u flag, where only syntax characters may be escaped, and "-" inside a class. */
static void append_class_character(struct text *pattern, char character) {
    if (strchr("\\]^[-", character) != NULL)
        text_append_character(pattern, '\\');
    text_append_character(pattern, character);
}

static void append_class_run(struct text *pattern, int first, int last) {
    if (last - first + 1 < RUN_MINIMUM) {
        for (int character = first; character <= last; character++)
            append_class_character(pattern, (char)character);
        return;
    }
    append_class_character(pattern, (char)first);
    text_append_character(pattern, '-');
    append_class_character(pattern, (char)last);
}

/* ASCII in order and in ranges, "A-Z"; what is beyond it as it stands. */
static void write_characters(struct text *text, const char *characters) {
    bool allowed[ASCII_COUNT + 1] = {false};
    struct text pattern = text_new(text->arena, PATTERN_MAXIMUM);
    text_append(&pattern, "^[");
    for (const char *at = characters; *at != '\0'; at++)
        if ((unsigned char)*at < ASCII_COUNT)
            allowed[(unsigned char)*at] = true;
    for (int first = 0, last; first < ASCII_COUNT; first = last + 1) {
        for (last = first; allowed[first] && allowed[last + 1]; last++)
            ;
        if (allowed[first])
            append_class_run(&pattern, first, last);
    }
    for (const char *at = characters; *at != '\0'; at++)
        if ((unsigned char)*at >= ASCII_COUNT)
            text_append_character(&pattern, *at);
    text_append(&pattern, "]*$");
    json_member_text(text, "pattern", pattern.data);
}

typedef void write_details(struct text *text, const struct field *field, enum schema_role role);

static void write_text_bounds(struct text *text, const struct field *field, enum schema_role role) {
    if (!in_request(role))
        return;
    if (field->minimum > 0)
        json_member_number(text, "minLength", field->minimum);
    if (field->maximum > 0)
        json_member_number(text, "maxLength", field->maximum);
    if (field->characters != NULL)
        write_characters(text, field->characters);
}

static void write_choices(struct text *text, const struct field *field, enum schema_role role) {
    json_key(text, "enum");
    json_open(text, '[');
    for (const char *const *choice = field->choices; *choice != NULL; choice++)
        json_text(text, *choice);
    if (is_nullable(field, role))
        json_literal(text, "null");
    json_close(text, ']');
}

static void write_decimals(struct text *text, const struct field *field, enum schema_role role) {
    const char *whole = in_request(role) ? "\\d{1,9}" : "-?\\d+";
    json_member_text(text, "pattern", arena_format(text->arena, "^%s\\.\\d{%lld}$", whole, (long long)field->maximum));
}

static void write_digits(struct text *text, const struct field *field, enum schema_role role) {
    (void)role;
    json_member_text(text, "pattern", arena_format(text->arena, "^[0-9a-f]{%lld}$", (long long)field->maximum));
}

static void write_email_bound(struct text *text, const struct field *field, enum schema_role role) {
    (void)field;
    if (in_request(role))
        json_member_number(text, "maxLength", EMAIL_MAXIMUM);
}

static void write_integer_bounds(struct text *text, const struct field *field, enum schema_role role) {
    if (!in_request(role) || !is_bounded(field))
        return;
    json_member_number(text, "minimum", field->minimum);
    json_member_number(text, "maximum", field->maximum);
}

static void write_text_element(struct text *text, enum schema_role role) {
    json_open(text, '{');
    json_member_text(text, "type", "string");
    if (in_request(role))
        json_member_number(text, "maxLength", FIELD_LIST_TEXT_MAXIMUM);
    json_close(text, '}');
}

static void write_items(struct text *text, const struct field *field, enum schema_role role) {
    json_key(text, "items");
    if (field->shape != NULL)
        schema_write_reference(text, field->shape, nested_role(role));
    else
        write_text_element(text, role);
    if (!in_request(role))
        return;
    if (field->minimum > 0)
        json_member_number(text, "minItems", field->minimum);
    json_member_number(text, "maxItems", field->maximum);
}

struct kind_row {
    const char *type; /* NULL: a reference, or anything */
    const char *format;
    const char *pattern;
    write_details *details;
};

static const struct kind_row kind_rows[] = {
    [FIELD_TEXT] = {"string", .details = write_text_bounds},
    [FIELD_ID] = {"string", "uuid", SCHEMA_ID_PATTERN},
    [FIELD_CHOICE] = {"string", .details = write_choices},
    [FIELD_DECIMAL] = {"string", .details = write_decimals},
    [FIELD_HEX] = {"string", .details = write_digits},
    [FIELD_EMAIL] = {"string", "email", .details = write_email_bound},
    [FIELD_INTEGER] = {"integer", "int64", .details = write_integer_bounds},
    [FIELD_BOOLEAN] = {"boolean"},
    [FIELD_MONEY] = {"string", .pattern = "^-?\\d+\\.\\d{6}$"},
    [FIELD_TIME] = {"string", "date-time"},
    [FIELD_OBJECT] = {NULL},
    [FIELD_POINTER] = {NULL},
    [FIELD_LIST] = {"array", .details = write_items},
    [FIELD_JSON] = {NULL},
};

static void write_type(struct text *text, const char *type, bool nullable) {
    json_key(text, "type");
    if (!nullable) {
        json_text(text, type);
        return;
    }
    json_open(text, '[');
    json_text(text, type);
    json_text(text, "null");
    json_close(text, ']');
}

static const char *schema_name(struct arena *arena, const struct shape *shape, enum schema_role role) {
    static const char suffix[] = "Request";
    size_t length = strlen(shape->name);
    bool ends_so = length >= strlen(suffix) && strcmp(shape->name + length - strlen(suffix), suffix) == 0;
    return role == SCHEMA_REQUEST && !ends_so ? arena_format(arena, "%s%s", shape->name, suffix) : shape->name;
}

static const char *schema_target(struct arena *arena, const struct shape *shape, enum schema_role role) {
    return arena_format(arena, "#/components/schemas/%s", schema_name(arena, shape, role));
}

void schema_write_reference(struct text *text, const struct shape *shape, enum schema_role role) {
    json_reference(text, "#/components/schemas/", schema_name(text->arena, shape, role));
}

static void write_nested(struct text *text, const struct field *field, enum schema_role role) {
    if (!is_nullable(field, role)) {
        json_member_text(text, "$ref", schema_target(text->arena, field->shape, nested_role(role)));
        return;
    }
    json_key(text, "anyOf");
    json_open(text, '[');
    schema_write_reference(text, field->shape, nested_role(role));
    json_literal(text, "{\"type\":\"null\"}");
    json_close(text, ']');
}

static void write_plain(struct text *text, const struct field *field, enum schema_role role) {
    const struct kind_row *row = &kind_rows[field->kind];
    if (row->type != NULL)
        write_type(text, row->type, is_nullable(field, role));
    if (row->format != NULL)
        json_member_text(text, "format", row->format);
    if (row->pattern != NULL)
        json_member_text(text, "pattern", row->pattern);
    if (row->details != NULL)
        row->details(text, field, role);
}

/* The bounds of a decimal text are beyond JSON Schema, so people are told instead. */
static void write_description(struct text *text, const struct field *field, enum schema_role role) {
    const char *description = field->description;
    if (field->kind == FIELD_MONEY && in_request(role) && is_bounded(field))
        description = arena_format(text->arena, "%s%sFrom %s to %s", description == NULL ? "" : description,
                                   description == NULL ? "" : ". ", money_text(text->arena, field->minimum),
                                   money_text(text->arena, field->maximum));
    if (description != NULL)
        json_member_text(text, "description", description);
}

void schema_write_field(struct text *text, const struct field *field, enum schema_role role) {
    bool nested = field->kind == FIELD_OBJECT || field->kind == FIELD_POINTER;
    json_open(text, '{');
    if (nested)
        write_nested(text, field, role);
    else
        write_plain(text, field, role);
    write_description(text, field, role);
    json_close(text, '}');
}

static void write_required(struct text *text, const struct shape *shape, enum schema_role role) {
    bool any = false;
    for (size_t i = 0; i < shape->count; i++) {
        if (in_request(role) && (shape->fields[i].flags & FIELD_REQUIRED) == 0)
            continue;
        if (!any) {
            json_key(text, "required");
            json_open(text, '[');
        }
        any = true;
        json_text(text, shape->fields[i].name);
    }
    if (any)
        json_close(text, ']');
}

static void write_object(struct text *text, const struct shape *shape, enum schema_role role) {
    bool closed = role != SCHEMA_PROBLEM;
    json_open(text, '{');
    json_member_text(text, "type", "object");
    json_key(text, "properties");
    json_open(text, '{');
    for (size_t i = 0; i < shape->count; i++) {
        json_key(text, shape->fields[i].name);
        schema_write_field(text, &shape->fields[i], role);
    }
    if (!closed)
        json_member_literal(text, "errors",
                            "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/FieldError\"},"
                            "\"description\":\"The fields that are not valid\"}");
    json_close(text, '}');
    write_required(text, shape, role);
    json_member_literal(text, "additionalProperties", closed ? "false" : "true");
    json_close(text, '}');
}

struct schema_entry {
    const struct shape *shape;
    enum schema_role role;
    const char *name;
};

struct schema_set schema_set_new(struct arena *arena) {
    return (struct schema_set){.arena = arena};
}

static bool set_has(const struct schema_set *set, const struct shape *shape, enum schema_role role) {
    for (size_t i = 0; i < set->count; i++)
        if (set->entries[i].shape == shape && set->entries[i].role == role)
            return true;
    return false;
}

static void set_append(struct schema_set *set, const struct shape *shape, enum schema_role role) {
    if (set->count == set->capacity) {
        size_t capacity = set->capacity == 0 ? 64 : set->capacity * 2;
        struct schema_entry *entries = arena_array(set->arena, capacity, sizeof *entries);
        if (set->count > 0)
            memcpy(entries, set->entries, set->count * sizeof *entries);
        set->entries = entries;
        set->capacity = capacity;
    }
    set->entries[set->count++] = (struct schema_entry){shape, role, schema_name(set->arena, shape, role)};
}

void schema_set_add(struct schema_set *set, const struct shape *shape, enum schema_role role) {
    if (shape == NULL || set_has(set, shape, role))
        return;
    if (role != SCHEMA_QUERY)
        set_append(set, shape, role);
    for (size_t i = 0; i < shape->count; i++)
        schema_set_add(set, shape->fields[i].shape, nested_role(role));
}

static int compare_entries(const void *left, const void *right) {
    return strcmp(((const struct schema_entry *)left)->name, ((const struct schema_entry *)right)->name);
}

void schema_set_write(struct schema_set *set, struct text *text) {
    const char *name = "";
    struct text written = text_new(set->arena, SCHEMA_MAXIMUM);
    if (set->count > 0)
        qsort(set->entries, set->count, sizeof *set->entries, compare_entries);
    for (size_t i = 0; i < set->count; i++) {
        const struct schema_entry *entry = &set->entries[i];
        struct text schema = text_new(set->arena, SCHEMA_MAXIMUM);
        write_object(&schema, entry->shape, entry->role);
        if (!text_equal(entry->name, name))
            json_member_literal(text, entry->name, schema.data);
        else if (!text_equal(schema.data, written.data)) {
            fprintf(stderr, "two different schemas are called %s\n", name);
            abort();
        }
        name = entry->name;
        written = schema;
    }
}
