/* Lists in forms: a name that comes several times is a list of texts, and "rows[0].rarity" is a member of the first
 * object of the list "rows". So whatever a body in JSON can hold one level deep, a form can too. */
#ifndef GEM_FORM_LIST_H
#define GEM_FORM_LIST_H

#include "context.h"
#include "shape.h"

enum { FORM_LIST_MAXIMUM = 1000 };

/* The list of objects that `name` is a member of, or NULL. */
const struct field *form_list_find(const struct shape *shape, const char *name);

/* Stores one member. STATUS_INVALID_INPUT names what is wrong. */
enum status form_list_take_member(struct context *context, const struct field *field, const char *name,
                                  const char *text, void *value) MUST_CHECK;

/* Adds one text. */
enum status form_list_take_text(struct context *context, const struct field *field, const char *text,
                                void *value) MUST_CHECK;

/* Leaves out the objects in which nothing was given. Is everything there that each of the others must have, and enough
 * of them? */
enum status form_list_check(struct context *context, const struct shape *shape, void *value) MUST_CHECK;

#endif
