/* From a stranger's text to a field's value: the checks shared by JSON strings, query parameters and forms. */
#ifndef GEM_FIELD_CHECK_H
#define GEM_FIELD_CHECK_H

#include "context.h"
#include "shape.h"

/* Checks `text` against the field's kind and bounds and stores it in the struct at `value`. Numbers and booleans are
 * read from their text. A bad one is added to the context under `path` and STATUS_INVALID_INPUT comes back. */
enum status field_take_text(struct context *context, const struct field *field, const char *path, const char *text,
                            void *value) MUST_CHECK;

/* The same for a number that arrived as one (JSON). */
enum status field_take_integer(struct context *context, const struct field *field, const char *path, int64_t number,
                               void *value) MUST_CHECK;

#endif
