/* Listings: a gem of one's own on sale at a price, as it was when it was listed (E31). What is listed is nowhere else:
 * only a VAULTED gem can be (E32), and the price is at least half of what the gem is worth (E24).
 *
 * All of these run in the caller's transaction. Locks are taken in the order that sale.h tells. */
#ifndef GEM_LISTINGS_H
#define GEM_LISTINGS_H

#include "market/sale.h"
#include "money.h"
#include "vault/vault.h"

enum { LISTING_FLOOR_BASIS_POINTS = 5000 };
#define LISTING_PRICE_MINIMUM MONEY_CENT
#define LISTING_PRICE_MAXIMUM (INT64_C(10000000) * 1000000) /* ten million dollars */

/* The gem as it was offered. */
struct listing_snapshot {
    const char *name;
    const char *collection;
    const char *rarity;
    const char *certificate;
    struct gem_attributes attributes;
    const char *image_url;
};

struct listing {
    const char *id;
    const char *vault_item_id;
    const char *nft_id;
    struct listing_snapshot snapshot;
    struct trade_party seller;
    int64_t asking_price_usd; /* micros */
    int64_t fmv;              /* micros, when the price was set */
    const char *status;       /* ACTIVE, RESERVED, SOLD, DELISTED */
    int64_t listed_at;
};
extern const struct shape listing_shape;

/* Puts a gem on sale. STATUS_NOT_FOUND when it is not the user's, STATUS_ITEM_NOT_FREE when something else has it,
 * STATUS_PRICE_TOO_LOW, which names the least price. */
enum status listings_create(struct context *context, const char *user_id, const char *vault_item_id, int64_t price,
                            struct listing *ret_listing) MUST_CHECK;

/* Takes a gem off the market; its offers are closed. STATUS_NOT_FOUND, STATUS_LISTING_GONE when it is not listed (any
 * more), STATUS_LISTING_RESERVED while somebody is buying it. */
enum status listings_withdraw(struct context *context, const char *user_id, const char *vault_item_id,
                              struct listing *ret_listing) MUST_CHECK;

/* Changes the price. STATUS_FORBIDDEN when it is another's, else as above. Offers that are no longer below the price
 * are closed (E26). */
enum status listings_reprice(struct context *context, const char *user_id, const char *listing_id, int64_t price,
                             struct listing *ret_listing) MUST_CHECK;

/* Any listing, whatever became of it; but of what is on sale, STATUS_NOT_FOUND while its seller is frozen. */
enum status listings_show(struct context *context, const char *listing_id, struct listing *ret_listing) MUST_CHECK;

/* Takes all of a user's gems off the market, for good (E50). STATUS_LISTING_RESERVED while somebody is buying one. */
enum status listings_withdraw_all(struct context *context, const char *user_id) MUST_CHECK;

/* STATUS_PRICE_CHANGED with the listing as it is, when a buyer saw another price than the locked listing has. */
enum status listings_check_price(struct context *context, const struct locked_listing *listing,
                                 int64_t seen_price) MUST_CHECK;

/* Adds to a refusal with STATUS_LISTING_RESERVED when the listing may be on sale again (context->retry_after). Any
 * other status is given back as it is. */
enum status listings_note_wait(struct context *context, const char *listing_id, enum status status) MUST_CHECK;

#endif
