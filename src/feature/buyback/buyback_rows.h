/* What the parts of buyback share: a request locked until the transaction ends, what becomes of it and of its gem, and
 * the limits of the day. Locks are taken in this order: user, request, vault item, the user's limit, ledger, the
 * platform's limit. */
#ifndef GEM_BUYBACK_ROWS_H
#define GEM_BUYBACK_ROWS_H

#include "context.h"

struct buyback_row {
    const char *id;
    const char *user_id;
    const char *user_status;
    const char *vault_item_id;
    const char *nft_id;
    const char *name; /* of the gem */
    const char *status;
    int64_t price; /* micros */
    const char *payout;
    const char *address;
    int64_t created_at;
};

/* The owner, then the request, whatever its status. STATUS_NOT_FOUND when there is none. */
enum status buyback_lock(struct context *context, const char *id, struct buyback_row *ret_row) MUST_CHECK;

/* STATUS_BUYBACK_NOT_PENDING when it has been decided. */
enum status buyback_check_pending(struct context *context, const struct buyback_row *row) MUST_CHECK;

/* Queues another status; `reason` may be NULL. */
void buyback_queue_status(struct context *context, const struct buyback_row *row, const char *status,
                          const char *reason);

/* Queues the end of a PENDING request that comes to nothing: CANCELLED, or REJECTED with a reason. The gem is free
 * again. */
void buyback_queue_release(struct context *context, const struct buyback_row *row, const char *status,
                           const char *reason);

/* May the price be paid to an address of a user, who is locked, by the rules of withdrawals? `now`: it is about to be
 * paid, so the delay after a change of wallet must be over, too. STATUS_ADDRESS_NOT_CONFIRMED, STATUS_ADDRESS_DENIED,
 * STATUS_RULE_REFUSED for who owes us something, STATUS_UNAVAILABLE when it cannot be screened. */
struct buyback_payee {
    const char *user_id;
    const char *address;
    int64_t micros;
    bool now;
};
enum status buyback_check_payee(struct context *context, const struct buyback_payee *payee) MUST_CHECK;

/* Takes `micros` of the user's limit of the day. */
enum status buyback_take_user_limit(struct context *context, const char *user_id, int64_t micros) MUST_CHECK;

/* Takes them of everybody's: one row that all wait for, so this comes last. Warns when 80 % are used up (E34). */
enum status buyback_take_platform_limit(struct context *context, int64_t micros) MUST_CHECK;

/* Queues the ledger entry that gives the price to the user as credit; with the cause type once for each request. */
void buyback_queue_credit(struct context *context, const struct buyback_row *row, const char *cause_type,
                          const char *description);

#endif
