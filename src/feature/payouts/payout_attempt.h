/* One payout on its way, and its signed transaction. Private to this feature. */
#ifndef GEM_PAYOUT_ATTEMPT_H
#define GEM_PAYOUT_ATTEMPT_H

#include "context.h"
#include "solana_transaction.h"

struct payout {
    const char *id; /* NULL: it is over, or a person's */
    const char *cause;
    const char *cause_id;
    const char *user_id; /* NULL: nobody we know */
    const char *asset;
    const char *recipient;
    int64_t usd;    /* micros */
    int64_t amount; /* FIELD_INTEGER_NONE: SOL for `usd` */
    int64_t attempts;
    int64_t attempts_allowed;
    /* The attempt that may still land: */
    const char *attempt_id; /* NULL: there is none */
    const char *signature;
    const char *transaction;
    int64_t last_valid_block_height;
    int64_t attempt_amount;
    int64_t sol_price; /* MONEY_NONE: nobody knew it */
    bool sent;
};

/* Signs the first or another attempt, and stores it, so that it may be sent. STATUS_UNAVAILABLE, with the payout's
 * `problem` set: the wallet is short, the day's limit is reached, there is no price; STATUS_NOT_CONFIGURED without the
 * wallet's key. */
enum status payout_sign(struct context *context, const struct payout *payout) MUST_CHECK;

/* The ends of an attempt, each in a transaction of its own; nothing happens when somebody was quicker. Only
 * payout_complete() ends the payout: else it is PENDING again or, with no attempt left, in REVIEW. */
enum status payout_complete(struct context *context, const struct payout *payout,
                            const struct solana_transaction *transaction) MUST_CHECK;
enum status payout_fail(struct context *context, const struct payout *payout,
                        const struct solana_transaction *transaction) MUST_CHECK;
enum status payout_expire(struct context *context, const struct payout *payout) MUST_CHECK;

/* Leaves a payout without an attempt to a person. */
enum status payout_review(struct context *context, const struct payout *payout, const char *problem) MUST_CHECK;

/* Queues the job that tells the cause what became of its payout. */
void payout_queue_news(struct context *context, const char *cause, const char *cause_id);

#endif
