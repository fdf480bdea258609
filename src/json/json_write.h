/* Answers as JSON, written straight into a text from a struct and its shape. Streaming: no tree is built. */
#ifndef GEM_JSON_WRITE_H
#define GEM_JSON_WRITE_H

#include "shape.h"
#include "text.h"

/* Appends the object described by `shape`. A text field that is NULL becomes null. */
void json_write(struct text *text, const struct shape *shape, const void *value);

/* Appends an array of such objects. */
void json_write_list(struct text *text, const struct shape *shape, const struct list *list);

#endif
