/* The API document (OpenAPI 3.1), written from the same rows that the router enforces, so it cannot drift from them.
 *
 * A shape becomes a schema under its name; as a request body under its name with "Request" after it (once), so one
 * shape may serve both. Refusals are the route's own and those the router gives. Beyond the standard, the document
 * carries "x-error-codes": every public code with its HTTP status and title, for the reference page. */
#ifndef GEM_OPENAPI_H
#define GEM_OPENAPI_H

#include "router.h"
#include "text.h"

/* Writes the document into an empty `text`, of which a maximum of a few MiB is plenty; look at `overflowed`.
 * `server_url` is where the paths begin, without a slash at its end ("https://gem.example"). Aborts when two different
 * shapes have one name: our fault, and a test over the table finds it. */
void openapi_write(struct text *text, const struct route_table *table, const char *server_url);

#endif
