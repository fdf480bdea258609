/* Opaque list cursors: where a page ended, signed so that nobody can ask for a place of their own making. */
#ifndef GEM_CURSOR_H
#define GEM_CURSOR_H

#include "context.h"

enum { CURSOR_PARTS = 2, CURSOR_MAXIMUM = 512 };

/* The place after the row with this sort key and id, as text for a client, in the context's arena. `list` names the
 * list and its order ("vault/newest"): a cursor of one is refused by another. No part may contain a newline; the second
 * may be "". */
const char *cursor_encode(struct context *context, const char *list, const char *sort_key, const char *id);

/* Reads it back into ret_parts; NULL or "" gives parts of NULL: the first page. STATUS_INVALID_CURSOR for anything we
 * did not sign. */
enum status cursor_decode(struct context *context, const char *text, const char *list,
                          const char *ret_parts[CURSOR_PARTS]) MUST_CHECK;

#endif
