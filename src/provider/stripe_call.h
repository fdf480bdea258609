/* One call of Stripe's API, with its tries, pauses and refusals: see the statuses in stripe.h. Private to stripe.c. */
#ifndef GEM_STRIPE_CALL_H
#define GEM_STRIPE_CALL_H

#include "context.h"
#include "shape.h"

struct stripe_call {
    const char *path;            /* from "/v1/…" on, with the query */
    const char *form;            /* the body of a POST, percent-encoded; NULL: a GET */
    const char *idempotency_key; /* of a POST: names what is done, so that trying again does not do it twice */
};

/* Sends it, and reads the answer by `shape`. */
enum status stripe_send(struct context *context, const struct stripe_call *call, const struct shape *shape,
                        void *ret_value) MUST_CHECK;

enum { STRIPE_LIST_MAXIMUM = 100 };

/* Asks for a list whose elements are of `shape`; the path must set the limit. */
enum status stripe_send_list(struct context *context, const char *path, const struct shape *shape,
                             struct list *ret_list, bool *ret_has_more) MUST_CHECK;

#endif
