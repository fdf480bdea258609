/* Top-ups: by card through Stripe's Checkout, with USDC or SOL through a quote. The money becomes credit in the
 * transaction that confirms it (E17), once (E20), whoever finds out first: the webhook, the buyer, or reconciliation
 * (E16). */
#ifndef GEM_DEPOSITS_H
#define GEM_DEPOSITS_H

#include "context.h"
#include "payments/payments.h"
#include "shape.h"

/* USD micros. Stripe takes no less than half a dollar. */
#define DEPOSIT_MINIMUM INT64_C(1000000)
#define DEPOSIT_CARD_MAXIMUM INT64_C(10000000000)
#define DEPOSIT_CHAIN_MAXIMUM INT64_C(100000000000)

struct deposit {
    const char *id;
    const char *method;
    int64_t amount_usd; /* micros: what came, or while nothing has, what was asked for */
    const char *status;
    const char *external_id; /* Stripe's session or the transaction's signature; NULL until known */
    int64_t created_at;
    int64_t confirmed_at;
};
extern const struct shape deposit_shape;

/* Makes a deposit to be paid on chain. Those of payments_quote(). */
enum status deposits_create_on_chain(struct context *context, const char *user_id, const char *asset, int64_t usd,
                                     struct deposit *ret_deposit, struct payment *ret_payment) MUST_CHECK;

/* Makes a deposit and a Checkout session to pay it, and gives that one's address. Calls Stripe: not inside a
 * transaction. STATUS_INVALID_INPUT, STATUS_METHOD_UNAVAILABLE, STATUS_PROVIDER_REFUSED, STATUS_UNAVAILABLE. */
enum status deposits_create_by_card(struct context *context, const char *user_id, int64_t usd,
                                    struct deposit *ret_deposit, const char **ret_checkout_url) MUST_CHECK;

enum status deposits_list(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                          struct page *ret_page) MUST_CHECK;
enum status deposits_show(struct context *context, const char *user_id, const char *id,
                          struct deposit *ret_deposit) MUST_CHECK;

/* Says which transaction pays, as payments_claim(), and reads the deposit again. */
enum status deposits_claim(struct context *context, const char *user_id, const char *id, const char *signature,
                           struct deposit *ret_deposit) MUST_CHECK;

/* In the transaction that books `micros` to its user: the deposit is confirmed. */
enum status deposits_confirm(struct context *context, const char *id, int64_t micros, const char *signature) MUST_CHECK;

/* Queues, in the transaction that ends their quotes: what is among `ids` and not paid has expired. */
void deposits_queue_expire(struct context *context, const char *const *ids, size_t count);

#endif
