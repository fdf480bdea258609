/* The deposit that a card payment paid, for what takes money back from it. Private to this feature. */
#ifndef GEM_CARD_SOURCE_H
#define GEM_CARD_SOURCE_H

#include "context.h"

struct card_source {
    const char *deposit_id;
    const char *user_id;
    const char *status;
    const char *payment_intent;
    int64_t credited; /* micros */
    int64_t returned; /* micros, in refunds that have not failed */
    int64_t balance;  /* micros: the user's credit now */
};

/* The deposit a payment is for, settling its session first when its event has not come yet. ret_deposit_id is NULL when
 * it is none of ours. Calls Stripe. */
enum status card_source_find(struct context *context, const char *payment_intent,
                             const char **ret_deposit_id) MUST_CHECK;

/* Locks user and deposit, in a transaction. STATUS_NOT_FOUND unless it is a card deposit that was credited. */
enum status card_source_lock(struct context *context, const char *deposit_id,
                             struct card_source *ret_source) MUST_CHECK;

/* How a sum that is taken back from a user divides: what their credit covers, and the debt. */
struct card_split {
    int64_t from_credit;
    int64_t from_debt;
};
struct card_split card_source_split(const struct card_source *source, int64_t micros);

/* Queues an entry between the user (a negative split takes) and a platform account, which gets the opposite. */
void card_source_queue_entry(struct context *context, const struct card_source *source, const char *cause_type,
                             const char *cause_id, const char *description, struct card_split split,
                             const char *purpose);

#endif
