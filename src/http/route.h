/* A route is a row: what it is called, who may call it, what it takes, what it answers. The router enforces the row
 * before the handler runs, and the API document is written from the same rows. */
#ifndef GEM_ROUTE_H
#define GEM_ROUTE_H

#include "shape.h"
#include "status.h"

struct request;
struct response;

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHOD_COUNT };

enum permission {
    PERMISSION_PUBLIC,  /* anybody */
    PERMISSION_USER,    /* a live user session */
    PERMISSION_PAYMENT, /* a live user session, or a payment token for the opening that the path names (E67) */
};

/* How often one user may call; the numbers stand in rate_limit.c. nginx limits addresses besides. */
enum rate_class { RATE_UNLIMITED, RATE_WRITE, RATE_MONEY };

enum route_flag {
    ROUTE_IDEMPOTENT = 1, /* honours Idempotency-Key */
    ROUTE_PAGE = 2,       /* answers {"items": […], "next_cursor": …} of `answer` */
    ROUTE_CACHED = 4,     /* public and kept in memcached, where nginx itself finds it */
    ROUTE_OUTBOUND = 8,   /* calls an outside service: runs in the outbound pool and opens its own transactions */
};

enum { ROUTE_REFUSALS_MAXIMUM = 8 };

/* The typed answer. STATUS_OK sends the response; anything else becomes a problem document and rolls back. */
typedef enum status route_handler(struct request *request, struct response *response);

struct route {
    enum http_method method;
    const char *path;      /* "/api/packs/{id}"; a name ending in "id" takes a UUID, others any text */
    const char *operation; /* unique, snake_case: "packs_show" */
    const char *summary;   /* one line */
    enum permission permission;
    enum rate_class rate;
    unsigned flags;
    const struct shape *query;                    /* NULL: no query parameters */
    const struct shape *body;                     /* NULL: no body */
    int success;                                  /* 200, 201, 202, 204 */
    const struct shape *answer;                   /* NULL: no JSON body */
    const char *content_type;                     /* NULL: JSON */
    int64_t cache_seconds;                        /* Cache-Control of a public read; 0: no-store */
    enum status refusals[ROUTE_REFUSALS_MAXIMUM]; /* beyond those the router itself gives; STATUS_OK ends the list */
    route_handler *handler;
};

/* The method as it stands on the wire. */
const char *http_method_name(enum http_method method);

#endif
