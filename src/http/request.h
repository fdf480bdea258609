/* One HTTP request, already checked against its route when a handler sees it. Lives in the context's arena. */
#ifndef GEM_REQUEST_H
#define GEM_REQUEST_H

#include "context.h"
#include "route.h"

struct db_rows;

enum { PATH_VALUES_MAXIMUM = 4 };

/* Who is asking. Filled by the router for PERMISSION_USER: `user_id` at once, the rest when the first flush has come
 * back. */
struct session {
    const char *id;
    const char *user_id;
    bool frozen;
    bool by_payment; /* a payment token came; `id` is the opening it is for */
};

/* The administrator who is asking. Filled by the console's policy: the ids at once, the rest when the guard has come
 * back. */
struct admin_session {
    const char *id;
    const char *admin_id;
    const char *name;
    const char *role;
    unsigned rights; /* enum admin_right */
    bool by_cookie;  /* not by an Authorization header: forms must carry the session's token */
    bool is_known;   /* the guard has let it pass */
};

/* The hidden fields of the console's forms, taken out of the body before it is read. NULL: not sent. */
struct form_fields {
    const char *method;  /* "_method": PUT, PATCH or DELETE, which a browser cannot send itself */
    const char *token;   /* "_token": see console_door.h */
    const char *version; /* "_version": what the form was filled from */
    const char *seen;    /* "_seen": the state of it then, to be shown beside that of now when the version is stale */
    const char *rest;    /* the form without them */
};

/* A file that came with a form. */
struct upload {
    const char *file_name; /* NULL: none came */
    const char *bytes;
    size_t length;
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
    const char *if_match;
    const char *cookie;
    const char *origin;
    const char *fetch_site;       /* Sec-Fetch-Site */
    const char *form_token;       /* X-Form-Token: for scripts of the console that write with its cookie */
    const char *stripe_signature; /* of webhooks: Stripe-Signature, Shippo-Auth-Signature and our own Gem-Signature */
    const char *shippo_signature;
    const char *gem_signature;
    const char *remote_address;
    const char *user_agent;
    const char *body_bytes;
    size_t body_length;
    const char *path_values[PATH_VALUES_MAXIMUM];
    void *query; /* struct of route->query */
    void *body;  /* struct of route->body */
    struct session session;
    struct admin_session admin;
    struct form_fields form;
    struct upload upload;
    bool is_page;              /* of the console: answers HTML, reads forms */
    struct db_rows *waiting;   /* of a page of the console: what waits for a person, read with the guard */
    bool audited;              /* a row for the audit log is queued */
    bool version_compared;     /* what the caller saw was held against what is there */
    bool holds_key;            /* the lock of its Idempotency-Key */
    const char *replayed_body; /* the first answer under the same Idempotency-Key */
    int replayed_status;
    int64_t rate_limit; /* calls a minute; 0: the route has no limit */
    int64_t rate_remaining;
    int64_t rate_reset; /* seconds until the count starts again */
};

/* The value of "{name}" in the route's path. A name the path lacks is our fault and aborts. */
const char *request_path_value(const struct request *request, const char *name);

/* Percent-decoded text of `length` bytes, in the arena; NULL when a percent sign is not followed by two digits, or what
 * comes out is not text. */
const char *request_decode(struct arena *arena, const char *from, size_t length);

/* Reads the query string or an urlencoded form into a struct: percent-decoded, unknown and repeated names refused,
 * every bad field named. Empty values count as not given, and decimals may be left out. Lists: form_list.h.
 */
enum status request_read_form(struct context *context, const char *form, const struct shape *shape,
                              void *ret_value) MUST_CHECK;

/* The same for what a person typed: amounts need not have all their decimals. */
enum status request_read_typed_form(struct context *context, const char *form, const struct shape *shape,
                                    void *ret_value) MUST_CHECK;

#endif
