/* Quotes: what is to be paid on Solana for something we sell, and how its payment will be known.
 *
 * A quote has the id of what it pays for, holds its price for five minutes, and carries a reference: a public key made
 * for it alone, which the wallet adds to the transaction. Settling what arrives is the business of feature/settlement.
 */
#ifndef GEM_PAYMENTS_H
#define GEM_PAYMENTS_H

#include "context.h"
#include "shape.h"

/* A transaction's signature: 64 bytes in base58. */
enum { SIGNATURE_MINIMUM = 64, SIGNATURE_MAXIMUM = 88 };
#define SIGNATURE_CHARACTERS "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

enum { QUOTE_SECONDS = 300, OPEN_RESERVATIONS_MAXIMUM = 3, OPEN_QUOTES_MAXIMUM = 10 };

extern const char *const payment_methods[]; /* "CREDIT", "SOL", "USDC" */
extern const char *const payment_assets[];  /* "SOL", "USDC" */

/* How to pay, as the buyer sees it. */
struct payment {
    const char *recipient;
    const char *reference;
    const char *amount; /* lamports or base units of USDC */
    const char *mint;   /* NULL: SOL */
    const char *memo;
    const char *solana_pay_url;
    int64_t expires_at;
    const char *tx_hash;       /* NULL until we know of a transaction */
    const char *payment_token; /* NULL but in the answer that makes the payment */
    /* Not shown: */
    const char *id; /* of what is paid for */
    const char *asset;
    const char *purpose;
};
extern const struct shape payment_shape;

struct quote_request {
    const char *id; /* of what is paid for */
    const char *user_id;
    const char *purpose; /* "OPENING", "DEPOSIT" or "TRADE" */
    const char *asset;   /* "SOL" or "USDC" */
    int64_t usd;         /* micros */
};

/* Makes the quote inside the caller's transaction. STATUS_METHOD_UNAVAILABLE without a treasury,
 * STATUS_PRICE_UNAVAILABLE, STATUS_TOO_MANY_OPEN_QUOTES; the user's row must be locked, so that the last holds. */
enum status payments_quote(struct context *context, const struct quote_request *request,
                           struct payment *ret_payment) MUST_CHECK;

/* The payments of those of `ids` that have a quote: struct payment. */
enum status payments_find(struct context *context, const char *const *ids, size_t count,
                          struct list *ret_payments) MUST_CHECK;

/* The payment for `id` among them, or NULL. */
const struct payment *payments_among(const struct list *payments, const char *id);

/* The payment of one quote of the user's, for a QR code. STATUS_NOT_FOUND. */
enum status payments_show(struct context *context, const char *reference, struct payment *ret_payment) MUST_CHECK;

/* The buyer says which transaction pays for a quote of theirs: looks at it soon. STATUS_OK also when it is known
 * already to pay for just this. STATUS_NOT_FOUND: no such quote; STATUS_TRANSACTION_ALREADY_USED: it paid for something
 * else (E2); STATUS_PAYMENT_CREDITED: it did not fit, and became credit; STATUS_TRANSACTION_FAILED, STATUS_WRONG_TOKEN,
 * STATUS_TRANSACTION_NOT_OURS: it brought nothing; STATUS_QUOTE_EXPIRED: too late, what it brings becomes credit. */
enum status payments_claim(struct context *context, const char *user_id, const char *quote_id,
                           const char *signature) MUST_CHECK;

/* A transaction that somebody told of. */
struct seen_transaction {
    const char *signature;
    const char *block_time; /* as text for SQL; NULL when not told */
};

/* Queues the noting of transactions (`source`: "WEBHOOK" or "SWEEP"), each with a job to verify it. */
void payments_queue_seen(struct context *context, const char *source, const struct seen_transaction *transactions,
                         size_t count);

#endif
