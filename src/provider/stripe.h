/* Card payments by Stripe: Checkout sessions, refunds, disputes, events. Our words in, its wire out
 * (API version 2026-10-28.endive). Sums are whole US cents, or the smallest unit of the `currency` that is named.
 *
 * Every call answers one of
 *     STATUS_OK
 *     STATUS_METHOD_UNAVAILABLE  there is no key (GEM_STRIPE_SECRET_KEY)
 *     STATUS_NOT_FOUND           Stripe knows no such thing
 *     STATUS_PROVIDER_REFUSED    Stripe will not do it, and says why in the detail; nothing was done
 *     STATUS_UNAVAILABLE         no answer, or none that can be relied on (409, 429, 5xx, a refused key, an idempotency
 *                                key used for something else): whether it was done is unknown, repeat it later.
 *                                context->retry_after is set when Stripe asked for a pause
 * and takes 15 s at most: up to three tries of 4.5 s, after pauses of 0.5 s and 1 s. What Stripe asks not to be tried
 * again, or not at once, is left to whoever called: a job has its own back-off.
 *
 * Everything lives in the context's arena. Texts are NULL and integers FIELD_INTEGER_NONE when Stripe says null. */
#ifndef GEM_STRIPE_H
#define GEM_STRIPE_H

#include "context.h"
#include "shape.h"

struct config;

/* Is the key one for real money? What Stripe tells of must then have `livemode`, and else must not. */
bool stripe_expects_live(const struct config *config);

/* --- Checkout sessions: a page of Stripe's where one payment is made */

struct stripe_session {
    const char *id;
    const char *url;            /* the page, while `status` is open */
    const char *status;         /* open, complete, expired */
    const char *payment_status; /* unpaid, paid, no_payment_required */
    const char *mode;           /* payment */
    const char *currency;
    int64_t amount_total;
    const char *client_reference_id;
    const char *deposit_id;     /* from its metadata */
    const char *payment_intent; /* once there is one */
    bool livemode;
    int64_t created;    /* seconds since 1970 */
    int64_t expires_at; /* seconds since 1970 */
};

struct stripe_session_request {
    const char *deposit_id;
    int64_t cents;           /* 50 to 99999999 */
    const char *product;     /* what the page calls it */
    const char *success_url; /* {CHECKOUT_SESSION_ID} in it becomes the session's id */
    const char *cancel_url;
    int64_t expires_at; /* seconds since 1970, half an hour to a day from now */
};

/* The same deposit gets the same session for a day, as long as the whole request is the same. */
enum status stripe_create_session(struct context *context, const struct stripe_session_request *request,
                                  struct stripe_session *ret_session) MUST_CHECK;

enum status stripe_find_session(struct context *context, const char *id, struct stripe_session *ret_session) MUST_CHECK;

/* The session that a payment intent belongs to. */
enum status stripe_session_of_payment(struct context *context, const char *payment_intent,
                                      struct stripe_session *ret_session) MUST_CHECK;

/* A hundred struct stripe_session that are complete, newest first: those created at or after `created_since` (seconds),
 * and beyond the one called `starting_after` (NULL: from the newest). */
enum status stripe_list_complete_sessions(struct context *context, int64_t created_since, const char *starting_after,
                                          struct list *ret_sessions, bool *ret_has_more) MUST_CHECK;

/* --- refunds */

struct stripe_refund {
    const char *id;
    const char *payment_intent;
    int64_t amount;
    const char *currency;
    const char *status; /* pending, requires_action, succeeded, failed, canceled; even succeeded may still fail */
    const char *failure_reason;
    const char *refund_id; /* ours, from its metadata; NULL for one made at the dashboard */
    int64_t created;       /* seconds since 1970 */
};

/* `refund_id` is ours: under it Stripe refunds once a day at most, so what is sent later than that must be looked for
 * first, with stripe_list_refunds(). `reason`: duplicate, fraudulent, requested_by_customer or NULL. */
enum status stripe_create_refund(struct context *context, const char *refund_id, const char *payment_intent,
                                 int64_t cents, const char *reason, struct stripe_refund *ret_refund) MUST_CHECK;

/* All struct stripe_refund of a payment intent, newest first. STATUS_UNAVAILABLE for more than a hundred. */
enum status stripe_list_refunds(struct context *context, const char *payment_intent,
                                struct list *ret_refunds) MUST_CHECK;

/* --- disputes */

struct stripe_dispute {
    const char *id;
    const char *payment_intent;
    int64_t amount;
    const char *currency;
    const char *status; /* warning_…, needs_response, under_review, won, lost, prevented, appeal_… */
    const char *reason;
};

/* All struct stripe_dispute of a payment intent, newest first. STATUS_UNAVAILABLE for more than a hundred. */
enum status stripe_list_disputes(struct context *context, const char *payment_intent,
                                 struct list *ret_disputes) MUST_CHECK;

/* --- events: that something happened. Only a hint where to look */

struct stripe_event {
    const char *id;
    const char *type; /* "checkout.session.completed" */
    int64_t created;  /* seconds since 1970 */
    bool livemode;
    const char *object;         /* the kind of what it is about, "checkout.session" */
    const char *object_id;      /* that one's id; NULL when it has none */
    const char *payment_intent; /* that one's; NULL when it has none */
    const char *json;           /* the whole event */
};

/* Reads the body of a webhook, which ends with a NUL after `length` bytes and becomes `json`. STATUS_MALFORMED, with a
 * detail that names the member. */
enum status stripe_event_read(struct context *context, const char *body, size_t length,
                              struct stripe_event *ret_event) MUST_CHECK;

/* A hundred struct stripe_event of these types (20 at most), newest first: those created at or after `created_since`
 * (seconds; Stripe keeps 30 days), and beyond the one called `starting_after` (NULL: from the newest). */
enum status stripe_list_events(struct context *context, const char *const *types, size_t type_count,
                               int64_t created_since, const char *starting_after, struct list *ret_events,
                               bool *ret_has_more) MUST_CHECK;

#endif
