/* One HTTP request, already checked against its route when a handler sees it. Lives in the context's arena. */
#ifndef GEM_REQUEST_H
#define GEM_REQUEST_H

#include "context.h"
#include "route.h"

enum { REQUEST_BODY_MAXIMUM = 64 * 1024, PATH_VALUES_MAXIMUM = 4 };

/* Who is asking. Filled by the router for PERMISSION_USER: `user_id` at once, the rest when the first flush has come
 * back. */
struct session {
    const char *id;
    const char *user_id;
    bool frozen;
    bool by_payment; /* a payment token came; `id` is the opening it is for */
};

struct request {
    struct context *context;
    const struct route *route;
    const char *method; /* as sent */
    const char *path;   /* decoded by nginx, without the query */
    const char *query_string;
    const char *content_type;
    const char *authorization;
    const char *idempotency_key;
    const char *if_none_match;
    const char *accept;
    const char *remote_address;
    const char *user_agent;
    const char *body_bytes;
    size_t body_length;
    const char *path_values[PATH_VALUES_MAXIMUM];
    void *query; /* struct of route->query */
    void *body;  /* struct of route->body */
    struct session session;
    const char *replayed_body; /* the first answer under the same Idempotency-Key */
    int replayed_status;
    int64_t rate_limit; /* calls a minute; 0: the route has no limit */
    int64_t rate_remaining;
    int64_t rate_reset; /* seconds until the count starts again */
};

/* The value of "{name}" in the route's path. A name the path lacks is our fault and aborts. */
const char *request_path_value(const struct request *request, const char *name);

/* Reads the query string or an urlencoded form into a struct: percent-decoded, unknown and repeated names refused,
 * every bad field named. Empty values count as not given. */
enum status request_read_form(struct context *context, const char *form, const struct shape *shape,
                              void *ret_value) MUST_CHECK;

#endif
