/* From a request to an answer: finds the route, enforces its row, runs the handler, shapes refusals. */
#ifndef GEM_ROUTER_H
#define GEM_ROUTER_H

#include "response.h"

/* The routes of one program. */
struct route_table {
    const struct route *routes;
    size_t count;
};

/* Answers `request` (method, path, headers and body are set) into `response`. Never fails: a refusal is an answer too.
 */
void router_answer(const struct route_table *table, struct request *request, struct response *response);

#endif
