/* Money out on Solana: what we owe somebody, from the promise to its arrival.
 *
 * A payout is made in the transaction of its cause, together with its ledger entry (the cause's account to
 * "payouts_due"), and a job. The worker, which alone holds the key, signs a transaction and stores its bytes before
 * anybody may send it; the same bytes are sent until they are final or can no longer land. Only then is another signed.
 * So whatever dies in between, the recipient gets the amount once. Three attempts that came to nothing leave it to a
 * person (E35).
 *
 * When it is over the cause is told by a job of its own, named in `payout_causes`. */
#ifndef GEM_PAYOUTS_H
#define GEM_PAYOUTS_H

#include "context.h"
#include "shape.h"

enum { PAYOUT_ATTEMPTS = 3 };

struct payout_request {
    const char *cause; /* of payout_cause: "BUYBACK", "WITHDRAWAL" or "RETURN"; with cause_id unique */
    const char *cause_id;
    const char *user_id;   /* NULL: nobody we know */
    const char *asset;     /* "SOL" or "USDC" */
    const char *recipient; /* a wallet on Solana */
    int64_t usd;           /* micros: what is owed */
    int64_t amount;   /* lamports or base units, when just these are to be sent; 0: as many as `usd` is worth, of SOL
                         when it is signed */
    const char *from; /* ledger purpose that pays: "user_credit" (of user_id), "buyback_cost", "unmatched_payments" */
    const char *description; /* for the user's statement */
};

/* Makes the payout in the caller's transaction: ledger entry, row and job; flushes. Whoever makes one waits for the
 * transactions of others that do, so come here late. STATUS_METHOD_UNAVAILABLE when nothing is paid by Solana here,
 * STATUS_INVALID_INPUT (field "address") for a recipient that is no wallet or our own, STATUS_NOT_ENOUGH_CREDIT,
 * STATUS_PRICE_UNAVAILABLE for SOL, STATUS_ALREADY_EXISTS when the cause has one that was not cancelled,
 * STATUS_TREASURY_SHORT when what is on its way and this would be more than our wallets were last seen to hold (E34):
 * logged and counted, for a person to fill them. */
enum status payouts_request(struct context *context, const struct payout_request *request,
                            const char **ret_payout_id) MUST_CHECK;

/* What became of the payout for a cause, of the last one when some were cancelled. STATUS_NOT_FOUND. */
struct payout_state {
    const char *id;
    const char *status;    /* of payout_status */
    const char *signature; /* of the attempt that landed, else of the last one; NULL before */
    const char *problem;
};
enum status payouts_state(struct context *context, const char *cause, const char *cause_id,
                          struct payout_state *ret_state) MUST_CHECK;

/* The address of the wallet that pays: the treasury's, when it has none of its own. */
const char *payouts_wallet(const struct context *context);

/* Job "send_payout". */
enum status payouts_job_send(struct context *context, const char *payout_id) MUST_CHECK;

/* Schedule: counts what is open, and gives a payout that lost its job another. */
enum status payouts_schedule_watch(struct context *context) MUST_CHECK;

/* As a person sees it. */
struct payout_view {
    const char *id;
    const char *cause;
    const char *cause_id;
    const char *status;
    const char *asset;
    const char *recipient;
    int64_t usd;
    int64_t attempts;
    const char *signature; /* as in struct payout_state */
    const char *problem;
    int64_t created_at;
    int64_t completed_at; /* CLOCK_NONE: not over */
};
extern const struct shape payout_view_shape;

struct payout_attempt_view {
    int64_t attempt;
    const char *status; /* of payout_attempt_status */
    const char *signature;
    const char *amount; /* lamports or base units */
    const char *fee;    /* lamports, rent included; NULL: it did not land */
    const char *problem;
    int64_t created_at;
    int64_t closed_at; /* CLOCK_NONE: it may still land */
};
extern const struct shape payout_attempt_view_shape;

/* A hundred of those that are not over, the ones in REVIEW first: struct payout_view. */
enum status payouts_list(struct context *context, struct list *ret_payouts) MUST_CHECK;

/* One with its attempts: struct payout_attempt_view. STATUS_NOT_FOUND. */
enum status payouts_show(struct context *context, const char *payout_id, struct payout_view *ret_payout,
                         struct list *ret_attempts) MUST_CHECK;

/* For a person: three more attempts for a payout in REVIEW; or give one up that is there, or that nothing was signed
 * for, which returns the money to where it came from. STATUS_NOT_FOUND for any other: what may still land cannot be
 * cancelled. `actor` and the reason go into the audit log. */
enum status payouts_retry(struct context *context, const char *payout_id, const char *actor) MUST_CHECK;
enum status payouts_cancel(struct context *context, const char *payout_id, const char *actor,
                           const char *reason) MUST_CHECK;

#endif
