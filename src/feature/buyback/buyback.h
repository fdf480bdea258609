/* Gems bought back (B1, B2): at 85 % of their value, on request and after a review, or at once for credit.
 *
 * A request fixes its price (E33) and takes the gem out of everything else (E32) until it is decided; who asked may
 * take it back until then (E36). Both ways use up the same limits of the day, a user's and the platform's (E34): a
 * request when it is made, so that an approval never fails by them, and what is withdrawn or rejected gives its share
 * back. */
#ifndef GEM_BUYBACK_H
#define GEM_BUYBACK_H

#include "context.h"
#include "shape.h"

enum { BUYBACK_BASIS_POINTS = 8500, BUYBACK_ADDRESS_MINIMUM = 32, BUYBACK_ADDRESS_MAXIMUM = 44 };

/* "CREDIT", "USDC", "SOL". */
extern const char *const buyback_payouts[];

struct buyback {
    const char *id;
    const char *vault_item_id;
    int64_t fmv_at_request;   /* micros */
    const char *buyback_rate; /* "0.85" */
    int64_t buyback_price;    /* micros, rounded down */
    bool instant;
    const char *payout;
    const char *address; /* NULL: credit */
    const char *status;  /* of buyback_status */
    const char *reason;  /* of a rejection or a failure, else NULL */
    const char *tx_hash; /* NULL until a payout on chain has arrived */
    int64_t created_at;
    int64_t completed_at;
};
extern const struct shape buyback_shape;

/* What a gem would bring now. */
struct buyback_quote {
    const char *vault_item_id;
    int64_t fmv; /* micros */
    const char *buyback_rate;
    int64_t price_usd; /* micros */
};
extern const struct shape buyback_quote_shape;

/* STATUS_NOT_FOUND when the item is not the user's, STATUS_ITEM_NOT_FREE when it is taken by something else. */
enum status buyback_quote(struct context *context, const char *user_id, const char *item_id,
                          struct buyback_quote *ret_quote) MUST_CHECK;

struct buyback_input {
    const char *payout;  /* of buyback_payouts */
    const char *address; /* on Solana: the bound wallet, or one confirmed for withdrawals; NULL: the wallet */
};

/* Asks the platform to buy a gem. STATUS_NOT_FOUND, STATUS_ITEM_NOT_FREE, STATUS_ADDRESS_NOT_CONFIRMED,
 * STATUS_ADDRESS_DENIED, STATUS_METHOD_UNAVAILABLE, STATUS_RULE_REFUSED, STATUS_DAILY_LIMIT, STATUS_UNAVAILABLE. */
enum status buyback_request(struct context *context, const char *user_id, const char *item_id,
                            const struct buyback_input *input, struct buyback *ret_buyback) MUST_CHECK;

/* Takes a request back while it is PENDING (E36). STATUS_NOT_FOUND, STATUS_BUYBACK_NOT_PENDING. Closing an account does
 * the same for all of its requests (accounts/profile.c). */
enum status buyback_withdraw(struct context *context, const char *user_id, const char *id) MUST_CHECK;

/* Sells a gem at once for credit. `expected_price` in micros, or MONEY_NONE: STATUS_PRICE_CHANGED, with the quote of
 * now, when it is another. Else those of buyback_request(). */
struct instant_sale {
    int64_t price_usd; /* micros */
    int64_t credit_balance;
};
extern const struct shape instant_sale_shape;
enum status buyback_sell(struct context *context, const char *user_id, const char *item_id, int64_t expected_price,
                         struct instant_sale *ret_sale) MUST_CHECK;

enum status buyback_list(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                         struct page *ret_page) MUST_CHECK;
enum status buyback_show(struct context *context, const char *user_id, const char *id,
                         struct buyback *ret_buyback) MUST_CHECK;

#endif
