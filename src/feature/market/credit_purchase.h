/* Buying a listing with credit: paid and handed over in one transaction. */
#ifndef GEM_CREDIT_PURCHASE_H
#define GEM_CREDIT_PURCHASE_H

#include "market/sale.h"

/* In the caller's transaction. `seen_price` (micros) is what the buyer was shown: at another they do not buy,
 * STATUS_PRICE_CHANGED comes with the listing as it is. STATUS_NOT_FOUND, STATUS_OWN_LISTING, STATUS_LISTING_GONE,
 * STATUS_LISTING_RESERVED with the seconds until it may be on sale again (also when it is reserved for this buyer, who
 * then pays what was begun), STATUS_NOT_ENOUGH_CREDIT. */
enum status credit_purchase(struct context *context, const char *buyer_id, const char *listing_id, int64_t seen_price,
                            struct trade *ret_trade) MUST_CHECK;

#endif
