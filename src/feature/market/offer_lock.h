/* An offer and its listing, locked in the order of the market, and how an offer ends. Private to this feature. */
#ifndef GEM_OFFER_LOCK_H
#define GEM_OFFER_LOCK_H

#include "market/sale.h"

#define OFFER_ACCEPTED "ACCEPTED"
#define OFFER_PENDING "PENDING"

struct locked_offer {
    const char *id;
    const char *listing_id;
    const char *buyer_id;
    const char *status;
    int64_t price; /* micros */
    bool escrowed;
    int64_t expires_at;
    int64_t pay_by;    /* CLOCK_NONE until it is accepted */
    int64_t closed_at; /* CLOCK_NONE while it is open */
    bool buyer_active; /* neither frozen nor closed */
    bool paying;       /* somebody is paying for the listing on chain */
};
extern const struct shape locked_offer_shape;

struct locked_deal {
    struct locked_listing listing;
    struct locked_offer offer;
};

/* `role`: "buyer" or "seller", what the user must be of it; STATUS_NOT_FOUND when not. */
enum status deal_lock(struct context *context, const char *offer_id, const char *user_id, const char *role,
                      struct locked_deal *ret_deal) MUST_CHECK;

/* The same for whoever may end anybody's. */
enum status deal_lock_any(struct context *context, const char *offer_id, struct locked_deal *ret_deal) MUST_CHECK;

/* Is it open in its row, and its time over? */
bool deal_is_over(const struct locked_deal *deal);

/* Did it end because its time was over? */
bool deal_has_lapsed(const struct locked_deal *deal);

/* Queues the end of an open offer: what it holds in escrow is released, what was reserved for it is on sale again.
 * `reason` for people. */
void deal_queue_close(struct context *context, const struct locked_deal *deal, const char *status, const char *reason);

/* Queues the end that its time brings. */
void deal_queue_lapse(struct context *context, const struct locked_deal *deal);

/* An offer whose time is over is ended by whoever notices, and what they wanted is refused: STATUS_OFFER_EXPIRED.
 * STATUS_OK when there is time left. */
enum status deal_check_time(struct context *context, const struct locked_deal *deal) MUST_CHECK;

#endif
