/* The golden vectors of the draw, tests/draw/vectors.json: the same file the other implementations are held against. */
#ifndef GEM_VECTORS_H
#define GEM_VECTORS_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

/* The list called `name`; read once, kept until the process ends. */
struct json_object *vectors_list(const char *name);

/* Members of an object; one that is missing fails the test. */
struct json_object *vectors_member(struct json_object *object, const char *name);
const char *vectors_text(struct json_object *object, const char *name);
int64_t vectors_integer(struct json_object *object, const char *name);

#endif
