/* Finds members that a JSON object names twice. json-c keeps the last one silently; a request must not be that
 * ambiguous. */
#ifndef GEM_JSON_MEMBERS_H
#define GEM_JSON_MEMBERS_H

#include "context.h"

/* `bytes` is well-formed JSON (it was parsed before). Adds a field error for every repeated name. */
enum status json_refuse_duplicates(struct context *context, const char *bytes, size_t length) MUST_CHECK;

#endif
