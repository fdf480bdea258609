#include "openapi_json.h"

#include "arena.h"

#include <string.h>

/* A value never ends in '{', '[', ':' or ','; only what still waits for one does. */
static void separate(struct text *text) {
    char last = text->length == 0 ? '[' : text->data[text->length - 1];
    if (strchr("{[:,", last) == NULL)
        text_append_character(text, ',');
}

void json_open(struct text *text, char bracket) {
    separate(text);
    text_append_character(text, bracket);
}

void json_close(struct text *text, char bracket) {
    text_append_character(text, bracket);
}

void json_key(struct text *text, const char *name) {
    json_text(text, name);
    text_append_character(text, ':');
}

void json_text(struct text *text, const char *string) {
    separate(text);
    text_append_json(text, string);
}

void json_number(struct text *text, int64_t number) {
    separate(text);
    text_append_integer(text, number);
}

void json_literal(struct text *text, const char *json) {
    separate(text);
    text_append(text, json);
}

void json_member_text(struct text *text, const char *name, const char *string) {
    json_key(text, name);
    json_text(text, string);
}

void json_member_number(struct text *text, const char *name, int64_t number) {
    json_key(text, name);
    json_number(text, number);
}

void json_member_literal(struct text *text, const char *name, const char *json) {
    json_key(text, name);
    json_literal(text, json);
}

void json_reference(struct text *text, const char *prefix, const char *name) {
    json_open(text, '{');
    json_member_text(text, "$ref", arena_format(text->arena, "%s%s", prefix, name));
    json_close(text, '}');
}
