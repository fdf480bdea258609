/* Withdrawals of credit to USDC on Solana (X10).
 *
 *     asked for ──► HELD ──► (REVIEW ──► HELD) ──► SENDING ──► COMPLETED
 *
 * The amount leaves the user's credit when they ask and waits in the ledger's "withdrawals_held". It is HELD for a day
 * after the wallet or the address changed, else for the moment that the worker needs; a large one waits in REVIEW for a
 * person after that. Just before it is sent everything is asked again: is the account free of debts and not frozen, is
 * the address still the user's, may anything be sent to it? SENDING means that there is a payout, which ends it.
 * Whatever comes to nothing (REJECTED, CANCELLED, FAILED) is credited back in the same transaction. */
#ifndef GEM_WITHDRAWALS_H
#define GEM_WITHDRAWALS_H

#include "context.h"
#include "shape.h"

/* USD micros. USDC has six decimals, so each of them can be sent. */
#define WITHDRAWAL_MINIMUM INT64_C(1000000)
#define WITHDRAWAL_MAXIMUM INT64_C(1000000000000)

struct withdrawal {
    const char *id;
    int64_t amount_usd; /* micros */
    const char *address;
    const char *status;
    int64_t hold_until;  /* CLOCK_NONE: no delay */
    const char *reason;  /* why it came to nothing; else NULL */
    const char *tx_hash; /* once COMPLETED */
    int64_t created_at;
    int64_t completed_at;
};
extern const struct shape withdrawal_shape;

struct withdrawal_request {
    const char *user_id;
    const char *address;
    int64_t usd; /* micros */
};

/* Takes the amount from the user's credit and, when nothing holds it, has it sent. STATUS_INVALID_INPUT for an address
 * that is no wallet, STATUS_ADDRESS_NOT_CONFIRMED when it is neither the bound wallet nor a confirmed address,
 * STATUS_ADDRESS_DENIED, STATUS_UNAVAILABLE when it cannot be screened, STATUS_RULE_REFUSED for who owes us something,
 * STATUS_DAILY_LIMIT, STATUS_NOT_ENOUGH_CREDIT, STATUS_METHOD_UNAVAILABLE. */
enum status withdrawals_request(struct context *context, const struct withdrawal_request *request,
                                struct withdrawal *ret_withdrawal) MUST_CHECK;

enum status withdrawals_list(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                             struct page *ret_page) MUST_CHECK;
enum status withdrawals_show(struct context *context, const char *user_id, const char *id,
                             struct withdrawal *ret_withdrawal) MUST_CHECK;

/* Takes back what is HELD or in REVIEW; the day's limit stays used. STATUS_WITHDRAWAL_NOT_PENDING afterwards. */
enum status withdrawals_cancel(struct context *context, const char *user_id, const char *id,
                               struct withdrawal *ret_withdrawal) MUST_CHECK;

/* --- for people of ours; `actor` goes into the audit log */

struct waiting_withdrawal {
    const char *id;
    const char *status; /* HELD or REVIEW */
    const char *user_id;
    const char *handle;
    int64_t amount_usd; /* micros */
    const char *address;
    int64_t hold_until; /* CLOCK_NONE: no delay */
    int64_t created_at;
};
extern const struct shape waiting_withdrawal_shape;

/* The first hundred: struct waiting_withdrawal, those in REVIEW first. */
enum status withdrawals_list_waiting(struct context *context, struct list *ret_withdrawals) MUST_CHECK;

/* Lets one in REVIEW be sent, which the worker then does. STATUS_NOT_FOUND, STATUS_WITHDRAWAL_NOT_PENDING. */
enum status withdrawals_approve(struct context *context, const char *id, const char *actor) MUST_CHECK;

/* Gives one in REVIEW or HELD back; its owner reads the reason. STATUS_NOT_FOUND, STATUS_WITHDRAWAL_NOT_PENDING. */
enum status withdrawals_reject(struct context *context, const char *id, const char *actor,
                               const char *reason) MUST_CHECK;

/* --- the worker's */

/* Schedule: gives each that may be sent by now its job. */
enum status withdrawals_schedule_release(struct context *context) MUST_CHECK;

/* Job "release_withdrawal": screens again and makes the payout, or hands a large one to a person. While the treasury is
 * short it comes back each minute. */
enum status withdrawals_job_release(struct context *context, const char *id) MUST_CHECK;

/* Job "finish_withdrawal", added when the payout is over. */
enum status withdrawals_job_finish(struct context *context, const char *id) MUST_CHECK;

#endif
