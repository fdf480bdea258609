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
    PERMISSION_PAYMENT, /* a live user session, or a payment token, which the handler checks (E67) */
    PERMISSION_ADMIN,   /* a live administrator's session whose role has the right in `needs` */
};

/* What roles of administrators are made of (src/feature/console/console_roles.c). */
enum admin_right {
    RIGHT_VIEW = 1,      /* see everything there is to see */
    RIGHT_SUPPORT = 2,   /* users: freeze, unfreeze, end their sessions */
    RIGHT_CATALOGUE = 4, /* gems and packs */
    RIGHT_FINANCE = 8,   /* money: buyback, payouts, unmatched payments, credit */
    RIGHT_OWN = 16,      /* administrators themselves */
};

/* How often one user may call; the numbers stand in rate_limit.c. nginx limits addresses besides. */
enum rate_class { RATE_UNLIMITED, RATE_WRITE, RATE_MONEY };

enum route_flag {
    ROUTE_IDEMPOTENT = 1, /* honours Idempotency-Key */
    ROUTE_PAGE = 2,       /* answers {"items": […], "next_cursor": …} of `answer` */
    ROUTE_CACHED = 4,     /* public and kept in memcached, where nginx itself finds it */
    ROUTE_OUTBOUND = 8,   /* calls an outside service: runs in the outbound pool and opens its own transactions */
    ROUTE_MAY_WAIT = 16,  /* also answers 202: accepted, not done yet */
    ROUTE_UPLOAD = 32,    /* its body is a JSON file, read by the handler; a page sends it as the form's part "file" */
};

enum { ROUTE_REFUSALS_MAXIMUM = 12 };

/* Where a console page stands in the navigation; a row without one is reached from another page. */
struct route_menu {
    const char *section; /* "People" */
    const char *label;   /* "Users" */
    const char *keys;    /* typed after "g": "u"; NULL: none */
    const char *waiting; /* the member of the console's counts that says how much waits there; NULL: nothing does */
};

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
    int other_success;                            /* 0, or the status of another way to succeed … */
    const struct shape *other_answer;             /* … which answers with this */
    const char *content_type;                     /* NULL: JSON */
    int64_t cache_seconds;                        /* Cache-Control of a public read; 0: no-store */
    enum status refusals[ROUTE_REFUSALS_MAXIMUM]; /* beyond those the router itself gives; STATUS_OK ends the list */
    route_handler *handler;

    /* Of the console (PERMISSION_ADMIN). A row with a template or a page to go back to is also a page, at its path
     * without "/api"; a path that does not begin with "/api" is a page only. */
    unsigned needs;         /* enum admin_right */
    const char *template;   /* what is filled from the answer: "page/admin/users"; of a write: shown instead of going
                               back, when its answer is what was asked for */
    const char *back;       /* of a write: the path of the row whose page has its form: "/api/admin/users/{id}" */
    struct route_menu menu; /* of a GET */
};

/* The method as it stands on the wire. */
const char *http_method_name(enum http_method method);

#endif
