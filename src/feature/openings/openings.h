/* Openings: one purchase of one or more units of a pack, and what it drew.
 *
 * A purchase with credit is one transaction: the buyer's row is locked, the price and odds are read, the committed seed
 * is taken, supply, gems and money move, and the answer is stored under its idempotency key. A crash at any point
 * leaves nothing or all. One with SOL or USDC takes the same seed and supply at once and waits for its payment; whoever
 * finds the payment on chain (feature/settlement) says so here, and the opening is drawn, or cancelled when none came.
 */
#ifndef GEM_OPENINGS_H
#define GEM_OPENINGS_H

#include "context.h"
#include "payments/payments.h"
#include "shape.h"

struct opening_item {
    const char *opening_id;
    const char *vault_item_id;
    const char *nft_id;
    const char *name;
    const char *rarity;
    const char *drawn_rarity; /* differs from rarity when the drawn pool was empty (E7) */
    int64_t fmv;              /* micros */
    const char *image_url;
};
extern const struct shape opening_item_shape;

struct fairness {
    const char *server_seed_hash;
    const char *client_seed;
    int64_t nonce;
    const char *server_seed; /* NULL until drawn */
};

struct opening {
    const char *id;
    const char *pack_id;
    const char *pack_name;
    int64_t version;
    int64_t quantity;
    const char *method;
    const char *status;
    int64_t total_cost_usd; /* micros */
    int64_t created_at;
    int64_t opened_at;
    const struct payment *payment; /* NULL: for credit */
    struct list items; /* struct opening_item; a unit that could not be handed out is missing and was refunded */
    struct fairness fairness;
};
extern const struct shape opening_shape;

struct purchase {
    const char *user_id;
    const char *pack_id;
    int64_t quantity;
    const char *method;
    const char *client_seed;  /* NULL: the one shown with the commitment */
    const char *version_hash; /* NULL: whatever is current */
};

/* Buys: with CREDIT also opens, with SOL or USDC reserves and says how to pay. STATUS_NOT_ENOUGH_CREDIT,
 * STATUS_SOLD_OUT, STATUS_PACK_NOT_ON_SALE, STATUS_PURCHASE_TOO_SOON, those of payments_quote(); STATUS_ODDS_CHANGED
 * carries the new odds. */
enum status openings_purchase(struct context *context, const struct purchase *purchase,
                              struct opening *ret_opening) MUST_CHECK;

/* Draws an opening that is paid and not drawn (E1); of several who try, one does. STATUS_NOT_FOUND when it is not due.
 */
enum status openings_draw_paid(struct context *context, const char *opening_id) MUST_CHECK;

/* Says which transaction pays, as payments_claim(), and reads the opening again. */
enum status openings_confirm(struct context *context, const char *user_id, const char *opening_id,
                             const char *signature, struct opening *ret_opening) MUST_CHECK;

/* In the transaction that books the payment: the opening is paid. */
enum status openings_pay(struct context *context, const char *opening_id) MUST_CHECK;

/* Queues: openings that waited for this chain_transaction alone, which did not pay them, wait for a payment again. */
void openings_queue_unconfirm(struct context *context, const char *transaction_id);

/* In the transaction that ends their quotes: what is among `ids` and not paid is cancelled, its supply back on sale. */
enum status openings_cancel(struct context *context, const char *const *ids, size_t count) MUST_CHECK;

enum status openings_list(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                          struct page *ret_page) MUST_CHECK;
enum status openings_show(struct context *context, const char *user_id, const char *id,
                          struct opening *ret_opening) MUST_CHECK;

#endif
