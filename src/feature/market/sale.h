/* The sale itself: a listed gem and its money change hands, in the caller's transaction. Listings, offers and payments
 * on chain all end here, so a sale is one thing everywhere.
 *
 * Order of locks, for all of the market: the listing first (listing_lock()), then its offers, then vault items, then
 * the ledger, there the user with the smaller id first. Whoever holds the listing decides its fate. */
#ifndef GEM_SALE_H
#define GEM_SALE_H

#include "context.h"
#include "shape.h"

enum { MARKET_FEE_BASIS_POINTS = 200 };

/* A listing as it stands, locked until the transaction ends. */
struct locked_listing {
    const char *id;
    const char *vault_item_id;
    const char *nft_id;
    const char *seller_id;
    const char *status;       /* ACTIVE, RESERVED, SOLD, DELISTED */
    const char *reserved_for; /* a buyer, or NULL */
    int64_t asking_price;     /* micros */
    int64_t fmv;              /* of the gem now, micros */
    const char *name;         /* of the gem, in the snapshot */
    bool seller_active;       /* neither frozen nor closed */
    int64_t now;              /* the transaction's time */
};

/* STATUS_NOT_FOUND when there is none; whatever its status else. */
enum status listing_lock(struct context *context, const char *listing_id,
                         struct locked_listing *ret_listing) MUST_CHECK;

/* May this buyer have it? STATUS_OWN_LISTING, STATUS_LISTING_GONE (sold, withdrawn, or its seller is frozen),
 * STATUS_LISTING_RESERVED for somebody else. */
enum status listing_check_buyer(struct context *context, const struct locked_listing *listing,
                                const char *buyer_id) MUST_CHECK;

struct sale {
    const struct locked_listing *listing;
    const char *buyer_id;
    const char *offer_id;  /* NULL: at the asking price; else it is COMPLETED with the sale */
    int64_t price;         /* micros */
    const char *method;    /* "CREDIT", "SOL" or "USDC": how the buyer's credit came to be there */
    const char *paid_from; /* "user_credit" or "user_escrow", of the buyer */
};

struct trade_party {
    const char *id;
    const char *handle;
};

struct trade {
    const char *id;
    const char *nft_id;
    int64_t price_usd; /* micros */
    int64_t fee_usd;
    struct trade_party seller;
    struct trade_party buyer;
    int64_t traded_at;
};
extern const struct shape trade_party_shape;
extern const struct shape trade_shape;

/* Money (the price from the buyer, 98 % to the seller, the fee to the platform), gem (the seller's holding SOLD, a new
 * one of the buyer's), listing SOLD, the other offers on it closed and their escrow released, cached lists removed
 * after the commit. Refuses as listing_check_buyer(); STATUS_NOT_ENOUGH_CREDIT may come only with the caller's next
 * flush. */
enum status sale_complete(struct context *context, const struct sale *sale, struct trade *ret_trade) MUST_CHECK;

/* Closes all open offers on a locked listing but one (`except` may be NULL) and releases what they hold in escrow;
 * `reason` for people. The last ledger entries travel with the caller's next flush. */
enum status sale_close_offers(struct context *context, const char *listing_id, const char *except,
                              const char *reason) MUST_CHECK;

/* What is set aside for an offer goes back to the buyer's credit. Queued. */
void sale_queue_release(struct context *context, const char *offer_id, const char *buyer_id, int64_t price,
                        const char *reason);

/* After a change of what is listed: removes the cached list once this transaction has committed (E29). */
void sale_forget_cached(struct context *context);

#endif
