/* From a request to an answer: finds the route, enforces its row, runs the handler, shapes refusals. */
#ifndef GEM_ROUTER_H
#define GEM_ROUTER_H

#include "response.h"

struct route_table;
struct template_set;

/* How a program that serves pages tells who is asking, and what its pages look like. */
struct route_policy {
    /* May this caller be here at all? Before everything else, for paths that do not exist too. */
    enum status (*admit)(struct request *request);

    /* Who claims to be asking for a PERMISSION_ADMIN row, from what came along; no database. */
    enum status (*identify)(struct request *request);

    /* Queues the check of that claim. */
    void (*guard)(struct request *request);

    /* Looks at what a handler did that succeeded, inside its transaction: anything but STATUS_OK takes it back. */
    enum status (*finish)(struct request *request, struct response *response);

    /* Makes the page out of an answer or a refusal, when all is committed. */
    void (*present)(const struct route_table *table, struct request *request, struct response *response,
                    enum status status);
};

/* The routes of one program. */
struct route_table {
    const struct route *routes;
    size_t count;
    size_t body_maximum;                  /* bytes of a request's body */
    const struct route_policy *policy;    /* NULL: no pages, no administrators */
    const struct template_set *templates; /* what pages are made of */
};

/* Answers `request` (method, path, headers and body are set) into `response`. Never fails: a refusal is an answer too.
 */
void router_answer(const struct route_table *table, struct request *request, struct response *response);

/* For a policy that shows a page again after a write was refused: reads the page at `path` into `response` for the same
 * caller, in `ret_request`. The context's refusal starts anew. */
enum status router_read_page(const struct route_table *table, const struct request *request, const char *path,
                             struct request *ret_request, struct response *response) MUST_CHECK;

#endif
