/* Settling what arrives on Solana. Whoever tells of a transaction (the buyer, a webhook, the sweep of the treasury's
 * own addresses), it becomes one row of chain_transaction and one job, which reads it from the chain once it is final
 * and books it in one database transaction. So every payment is booked once, by what the chain says and by nothing
 * else.
 *
 * Quotes end only when the sweep has read beyond their time: with every node down nothing is lost, it only takes longer
 * (E15). */
#ifndef GEM_SETTLEMENT_H
#define GEM_SETTLEMENT_H

#include "context.h"
#include "shape.h"

/* Jobs: read and book a chain_transaction; note the transactions that a webhook of Helius speaks of. */
enum status settlement_job_verify(struct context *context, const char *transaction_id) MUST_CHECK;
enum status settlement_job_handle_event(struct context *context, const char *event_id) MUST_CHECK;

/* Schedules. */

/* Notes every new transaction of the treasury's addresses. */
enum status settlement_schedule_sweep(struct context *context) MUST_CHECK;
/* Ends quotes that nobody paid: their supply goes back on sale. */
enum status settlement_schedule_expire(struct context *context) MUST_CHECK;
/* Looks again at what failed, was not found or waits too long, for a day (E19). */
enum status settlement_schedule_recheck(struct context *context) MUST_CHECK;
/* Compares what the treasury holds with what was recorded. */
enum status settlement_schedule_check_treasury(struct context *context) MUST_CHECK;

/* A payment that waits for a person to say whose it is. */
struct unmatched_payment {
    const char *id;
    const char *signature;
    const char *mint;
    const char *amount;
    int64_t usd; /* micros; MONEY_NONE for a token we do not know */
    const char *payer;
    int64_t created_at;
};
extern const struct shape unmatched_payment_shape;

/* The oldest hundred: struct unmatched_payment. */
enum status settlement_list_unmatched(struct context *context, struct list *ret_payments) MUST_CHECK;

/* Credits one to a user. STATUS_NOT_FOUND when it does not wait, STATUS_RULE_REFUSED for a token that is worth nothing
 * to us. */
enum status settlement_assign(struct context *context, const char *payment_id, const char *user_id,
                              const char *reason) MUST_CHECK;

/* Sends one back to whoever paid it, as a payout of just what came. STATUS_NOT_FOUND and STATUS_RULE_REFUSED as above;
 * those of payouts_request(). `actor` goes into the audit log. */
enum status settlement_return(struct context *context, const char *payment_id, const char *actor,
                              const char **ret_payout_id) MUST_CHECK;

#endif
