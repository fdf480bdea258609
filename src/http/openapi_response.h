/* What a route may answer, for the API document: its success, and every refusal, its own and the router's. */
#ifndef GEM_OPENAPI_RESPONSE_H
#define GEM_OPENAPI_RESPONSE_H

#include "route.h"
#include "text.h"

/* May the answer be kept, and asked for again with If-None-Match? */
bool openapi_is_revalidated(const struct route *route);

/* Must the caller say which version it has seen? */
bool openapi_is_versioned(const struct route *route);

/* Writes the object of responses by HTTP status. */
void openapi_write_responses(struct text *text, const struct route *route);

/* Writes the members of components/headers that those responses refer to. */
void openapi_write_headers(struct text *text);

/* Writes the list of all public codes: [{"code", "status", "title"}]. */
void openapi_write_codes(struct text *text);

#endif
