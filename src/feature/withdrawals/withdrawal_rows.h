/* A withdrawal with its row locked: whoever holds it decides its fate. Inside this feature only. */
#ifndef GEM_WITHDRAWAL_ROWS_H
#define GEM_WITHDRAWAL_ROWS_H

#include "context.h"

struct locked_withdrawal {
    const char *id;
    const char *user_id;
    const char *user_status; /* ACTIVE, FROZEN or CLOSED */
    const char *status;
    const char *address;
    int64_t amount;    /* micros */
    bool needs_review; /* and no person has approved it yet */
    bool hold_is_over;
};

/* Locks the user and then the withdrawal until the transaction ends. STATUS_NOT_FOUND. */
enum status withdrawal_lock(struct context *context, const char *id,
                            struct locked_withdrawal *ret_withdrawal) MUST_CHECK;

/* HELD or REVIEW? */
bool withdrawal_is_waiting(const struct locked_withdrawal *withdrawal);

/* STATUS_WITHDRAWAL_NOT_PENDING, and the status it has. */
enum status withdrawal_refuse_decided(struct context *context, const struct locked_withdrawal *withdrawal) MUST_CHECK;

/* Queues its end as REJECTED, CANCELLED or FAILED, and the amount's way from "withdrawals_held" back to the user. */
void withdrawal_queue_return(struct context *context, const struct locked_withdrawal *withdrawal, const char *status,
                             const char *reason);

/* What decides whether and when something may be sent to an address of a user, who must be locked. */
struct withdrawal_terms {
    const char *user_status;
    bool is_allowed;    /* the address is the bound wallet, or confirmed */
    int64_t hold_until; /* CLOCK_NONE: at once */
    int64_t owed;       /* micros */
};
enum status withdrawal_terms(struct context *context, const char *user_id, const char *address,
                             struct withdrawal_terms *ret_terms) MUST_CHECK;

#endif
