#include "json_members.h"

#include "arena.h"
#include "json_read.h"
#include "text.h"

#include <json-c/json.h>
#include <string.h>

enum { NAMES_MAXIMUM = 64 };

/* The names met so far in one open object; arrays have a level too, without names. */
struct level {
    const char *names[NAMES_MAXIMUM];
    int count;
};

struct scanner {
    struct context *context;
    const char *at;
    const char *end;
    struct level *levels;
    int depth;
    enum status status;
};

static void refuse(struct scanner *scanner, const char *why) {
    scanner->status = context_refuse(scanner->context, STATUS_MALFORMED, "The body is not valid JSON: %s.", why);
    scanner->at = scanner->end;
}

static void skip_string(struct scanner *scanner) {
    for (scanner->at++; scanner->at < scanner->end && *scanner->at != '"'; scanner->at++) {
        if ((unsigned char)*scanner->at < ' ') {
            refuse(scanner, "a control character in a text");
            return;
        }
        if (*scanner->at == '\\')
            scanner->at++;
    }
    scanner->at++;
}

static void release_json(void *object) {
    json_object_put(object);
}

/* "\u0061" and "a" are one name: escapes are undone by the parser that read the document. */
static const char *member_name(struct scanner *scanner, const char *from, size_t length) {
    struct arena *arena = scanner->context->arena;
    if (memchr(from, '\\', length) == NULL)
        return arena_copy(arena, from + 1, length - 2);
    struct json_object *name = json_tokener_parse(arena_copy(arena, from, length));
    arena_defer(arena, release_json, name);
    const char *string = name == NULL ? "" : json_object_get_string(name);
    if (name != NULL && strlen(string) != (size_t)json_object_get_string_len(name))
        scanner->status = context_field_error(scanner->context, string, "invalid_character", "has a name with NUL");
    return string;
}

static bool names_a_member(const struct scanner *scanner) {
    const char *at = scanner->at;
    while (at < scanner->end && strchr(" \t\r\n", *at) != NULL)
        at++;
    return at < scanner->end && *at == ':';
}

static void note_name(struct scanner *scanner, const char *name) {
    struct level *level = &scanner->levels[scanner->depth];
    for (int i = 0; i < level->count; i++)
        if (text_equal(level->names[i], name)) {
            scanner->status = context_field_error(scanner->context, name, "duplicate", "is given twice");
            return;
        }
    if (level->count < NAMES_MAXIMUM)
        level->names[level->count++] = name;
    else
        scanner->status =
            context_field_error(scanner->context, name, "too_many", "stands in an object with too many members");
}

enum status json_refuse_duplicates(struct context *context, const char *bytes, size_t length) {
    struct scanner scanner = {.context = context, .at = bytes, .end = bytes + length, .status = STATUS_OK};
    scanner.levels = arena_array(context->arena, JSON_DEPTH_MAXIMUM + 2, sizeof *scanner.levels);
    while (scanner.at < scanner.end) {
        const char *from = scanner.at;
        char character = *from;
        if (character == '"') {
            skip_string(&scanner);
            if (names_a_member(&scanner))
                note_name(&scanner, member_name(&scanner, from, (size_t)(scanner.at - from)));
            continue;
        }
        if (character == '\'') {
            refuse(&scanner, "single quotes");
            break;
        }
        if ((character == '{' || character == '[') && scanner.depth < JSON_DEPTH_MAXIMUM + 1)
            scanner.levels[++scanner.depth].count = 0;
        if ((character == '}' || character == ']') && scanner.depth > 0)
            scanner.depth--;
        scanner.at++;
    }
    return scanner.status;
}
