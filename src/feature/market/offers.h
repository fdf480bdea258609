/* Offers: a buyer names a price below the asking price, and the seller answers within 72 hours (E25).
 *
 * The money of an escrowed offer is set aside when it is made, so accepting it completes the sale at once. One without
 * reserves the listing when it is accepted, and its buyer has 24 hours to pay (E27). An open offer is always below the
 * asking price (E26), and a buyer has one open offer for a listing (E30).
 *
 * Every function looks at the times itself; the schedule only tidies up. Locks: the listing, then the offer. */
#ifndef GEM_OFFERS_H
#define GEM_OFFERS_H

#include "context.h"
#include "market/chain_purchase.h"
#include "market/listings.h"
#include "market/sale.h"
#include "shape.h"

enum { OFFER_SECONDS = 72 * 3600, OFFER_PAY_SECONDS = 24 * 3600 };

#define OFFER_MINIMUM INT64_C(1000000) /* micros */
#define OFFER_MAXIMUM LISTING_PRICE_MAXIMUM

/* What it is for, as it is listed now. */
struct offer_listing {
    const char *name;
    const char *rarity;
    const char *image_url;
    int64_t asking_price_usd; /* micros */
    const char *status;
};

struct offer {
    const char *id;
    const char *listing_id;
    struct trade_party buyer;
    int64_t offer_price_usd; /* micros */
    bool escrowed;
    const char *status; /* EXPIRED or CANCELLED as soon as its time is over */
    int64_t created_at;
    int64_t expires_at;
    int64_t pay_by;            /* CLOCK_NONE until it is accepted without escrow */
    const char *closed_reason; /* for people, or NULL */
    struct offer_listing listing;
};
extern const struct shape offer_shape;
extern const char *const offer_statuses[];
extern const char *const offer_sides[];   /* "made", "received" */
extern const char *const offer_actions[]; /* "accept", "reject", "cancel" */

struct offer_request {
    const char *listing_id;
    const char *buyer_id;
    int64_t price;      /* micros */
    int64_t seen_price; /* the asking price that the buyer saw, or MONEY_NONE */
    bool escrowed;
};

/* Makes one, in the caller's transaction. STATUS_OWN_LISTING (E28), STATUS_LISTING_GONE, STATUS_LISTING_RESERVED,
 * STATUS_OFFER_EXISTS (E30), STATUS_PRICE_CHANGED, STATUS_OFFER_TOO_HIGH (E26); escrowed: STATUS_NOT_ENOUGH_CREDIT. */
enum status offers_make(struct context *context, const struct offer_request *request,
                        struct offer *ret_offer) MUST_CHECK;

struct offer_filter {
    const char *side;   /* NULL: made */
    const char *status; /* NULL: all */
};

enum status offers_list(struct context *context, const char *user_id, const struct offer_filter *filter,
                        const char *cursor, int64_t limit, struct page *ret_page) MUST_CHECK;

/* The seller accepts or rejects, the buyer cancels; it is not there for anybody else. STATUS_OFFER_NOT_OPEN when that
 * is decided, STATUS_OFFER_EXPIRED, and for accepting STATUS_LISTING_RESERVED, STATUS_CONFLICT when the buyer cannot
 * buy. A buyer may cancel an accepted offer while it is not being paid on chain; its seller cannot. */
enum status offers_decide(struct context *context, const char *user_id, const char *offer_id, const char *action,
                          struct offer *ret_offer) MUST_CHECK;

struct offer_payment {
    const char *offer_id;
    const char *buyer_id;
    int64_t price; /* micros, as the buyer saw it */
    const char *method;
};

/* Pays an accepted offer with credit; the sale is complete. STATUS_OFFER_NOT_OPEN, STATUS_OFFER_EXPIRED,
 * STATUS_PRICE_CHANGED, STATUS_LISTING_RESERVED while it is being paid on chain, STATUS_NOT_ENOUGH_CREDIT. */
enum status offers_pay(struct context *context, const struct offer_payment *payment,
                       struct trade *ret_trade) MUST_CHECK;

/* Begins to pay it with SOL or USDC: besides those above, those of payments_quote(). */
enum status offers_pay_on_chain(struct context *context, const struct offer_payment *payment,
                                struct market_purchase *ret_purchase) MUST_CHECK;

/* A listing that is reserved for an accepted offer nobody paid in time is on sale again, whether or not the schedule
 * was there already; `listing` is locked, and changed to say so. */
enum status offers_free_lapsed(struct context *context, struct locked_listing *listing) MUST_CHECK;

/* After a locked listing was repriced: closes the offers that are no longer below its price (E26), and releases what
 * they hold in escrow. The last ledger entries travel with the caller's next flush. */
enum status offers_close_above(struct context *context, const char *listing_id, int64_t asking_price) MUST_CHECK;

/* Cancels every open offer that a user has made, for a transaction that closes the account (E50). STATUS_CONFLICT while
 * one is being paid on chain. */
enum status offers_withdraw_all(struct context *context, const char *buyer_id) MUST_CHECK;

/* Schedule: closes offers that nobody answered and accepted ones that nobody paid. */
enum status offers_schedule_expire(struct context *context) MUST_CHECK;

#endif
