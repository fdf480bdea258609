/* Buying a listing with SOL or USDC: the listing is reserved and a quote of the same id made, and whoever finds the
 * payment on chain (feature/settlement) says so here.
 *
 * What is paid is credited to the buyer first and pays the seller from there, in one transaction. So when the sale
 * cannot be completed after all, the money is the buyer's credit. Locks: the buyer's row, the listing, its offer, the
 * purchase; settlement and expiry hold the quote before the listing. */
#ifndef GEM_CHAIN_PURCHASE_H
#define GEM_CHAIN_PURCHASE_H

#include "context.h"
#include "market/sale.h"
#include "payments/payments.h"
#include "shape.h"

/* Who has let a reservation lapse cannot reserve the same listing again for so long. */
enum { LAPSED_SECONDS = 30 * 60 };

struct market_purchase {
    const char *id;
    const char *listing_id;
    const char *offer_id; /* NULL: at the asking price */
    const char *status;   /* "PENDING_PAYMENT", "COMPLETED" or "CANCELLED" */
    int64_t price_usd;    /* micros */
    const char *method;
    int64_t created_at;
    int64_t closed_at;
    const struct payment *payment;
};
extern const struct shape market_purchase_shape;

struct market_purchase_request {
    const char *listing_id;
    const char *offer_id; /* an accepted one, or NULL */
    const char *buyer_id;
    int64_t price;      /* micros, as the buyer saw it */
    const char *method; /* "SOL" or "USDC" */
};

/* Begins to buy at the asking price, in the caller's transaction. STATUS_PRICE_CHANGED, those of listing_check_buyer(),
 * STATUS_LISTING_RESERVED also for somebody who has it reserved already, STATUS_RESERVATION_LAPSED (with retry_after),
 * those of payments_quote(). */
enum status market_purchase_begin(struct context *context, const struct market_purchase_request *request,
                                  struct market_purchase *ret_purchase) MUST_CHECK;

/* The same once everything is checked, for a listing that is locked, as is the buyer's row: free, or reserved for the
 * offer. */
enum status market_purchase_reserve(struct context *context, const struct locked_listing *listing,
                                    const struct market_purchase_request *request,
                                    struct market_purchase *ret_purchase) MUST_CHECK;

/* One of the buyer's own. STATUS_NOT_FOUND. */
enum status market_purchase_show(struct context *context, const char *buyer_id, const char *id,
                                 struct market_purchase *ret_purchase) MUST_CHECK;

/* Says which transaction pays, as payments_claim(), and reads the purchase again. */
enum status market_purchase_confirm(struct context *context, const char *buyer_id, const char *id,
                                    const char *signature, struct market_purchase *ret_purchase) MUST_CHECK;

/* In the transaction that books the payment, before it decides what it is for: can the sale be completed? Not when
 * buyer or seller were frozen meanwhile. The listing stays locked. */
enum status market_purchase_check(struct context *context, const char *id, bool *ret_possible) MUST_CHECK;

/* After market_purchase_check(), once the payment is the buyer's credit: completes the sale with it. */
enum status market_purchase_pay(struct context *context, const char *id) MUST_CHECK;

/* In the transaction that ends their quotes: what is among `ids` and not paid is cancelled. Its listing is on sale
 * again, or still reserved for the accepted offer it was to pay. */
enum status market_purchase_cancel(struct context *context, const char *const *ids, size_t count) MUST_CHECK;

#endif
