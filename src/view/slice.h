/* A stretch of somebody else's text: where it starts and how long it is. Not NUL-terminated, never owned. */
#ifndef GEM_SLICE_H
#define GEM_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
    const char *start; /* may be NULL when length is 0 */
    size_t length;
};

/* From `start` up to, not including, `end`. */
struct slice slice_between(const char *start, const char *end);

bool slice_equal(struct slice left, struct slice right);

/* Space, tab, carriage return or newline. */
bool slice_blank_character(char character);

/* Nothing but blank characters? */
bool slice_is_blank(struct slice slice);

/* Without the blank characters at both ends. */
struct slice slice_trim(struct slice slice);

/* `slice` without what it has in common with `prefix` at its start. */
struct slice slice_without(struct slice slice, struct slice prefix);

#endif
