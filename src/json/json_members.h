/* What json-c lets pass although RFC 8259 does not: members named twice (it keeps the last one silently), names in
 * single quotes, names cut short by NUL, control characters in texts. A request must not be that ambiguous. */
#ifndef GEM_JSON_MEMBERS_H
#define GEM_JSON_MEMBERS_H

#include "context.h"

/* `bytes` passed json-c's strict parser before. Adds a field error for every repeated name and every one with NUL;
 * STATUS_MALFORMED for what is no JSON. */
enum status json_refuse_duplicates(struct context *context, const char *bytes, size_t length) MUST_CHECK;

#endif
