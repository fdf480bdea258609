/* Golden vectors: those of the draw, tests/draw/vectors.json, the same file the other implementations are held against;
 * and those of chains and wallets, tests/vectors/, made with the programs of their inventors. */
#ifndef GEM_VECTORS_H
#define GEM_VECTORS_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

/* The list called `name`; read once, kept until the process ends. */
struct json_object *vectors_list(const char *name);

/* The whole of tests/vectors/NAME.json; read once, kept until the process ends. */
struct json_object *vectors_file(const char *name);

/* A list of such a file that is not empty. */
struct json_object *vectors_in(const char *file, const char *name);

/* Members of an object; one that is missing fails the test. */
struct json_object *vectors_member(struct json_object *object, const char *name);
const char *vectors_text(struct json_object *object, const char *name);
int64_t vectors_integer(struct json_object *object, const char *name);

#endif
