/* The review of buyback requests: what waits, and the decisions, one or many at once.
 *
 * An approval makes the gem ours: its holding ends, it returns to its pool, and the price is paid: as credit in the
 * same transaction (COMPLETED), or by a payout on chain (APPROVED until it has arrived). Every decision is a row of the
 * audit log. Call none of these inside a transaction: each request is decided in one of its own, so that one that
 * cannot be does not stop the others. */
#ifndef GEM_BUYBACK_REVIEW_H
#define GEM_BUYBACK_REVIEW_H

#include "context.h"
#include "shape.h"

enum { BUYBACK_BULK_MAXIMUM = 500, BUYBACK_REASON_MAXIMUM = 500 };

/* A request that waits for a decision. */
struct buyback_pending {
    const char *id;
    const char *user_id;
    const char *handle;
    const char *user_status; /* of a user who is frozen nothing can be approved */
    const char *vault_item_id;
    const char *nft_id;
    const char *name;
    const char *certificate;
    int64_t fmv_at_request; /* micros */
    int64_t fmv_now;
    int64_t buyback_price;
    const char *payout;
    const char *address; /* NULL: credit */
    int64_t created_at;
};
extern const struct shape buyback_pending_shape;

/* The oldest, at most `limit`: for commands, which turn no pages. */
enum status buyback_oldest_pending(struct context *context, int64_t limit, struct list *ret_requests) MUST_CHECK;

/* All of them by pages, oldest first. */
enum status buyback_list_pending(struct context *context, const char *cursor, int64_t limit,
                                 struct page *ret_page) MUST_CHECK;

/* How many of some requests wait, and what they come to: what a bulk approval has to be confirmed with (E37). */
struct buyback_totals {
    int64_t count;
    int64_t total; /* micros */
};
extern const struct shape buyback_totals_shape;
enum status buyback_preview(struct context *context, const char *const *ids, size_t count,
                            struct buyback_totals *ret_totals) MUST_CHECK;

/* Who decides, for the audit log. */
struct buyback_reviewer {
    const char *actor; /* "gemctl", or an administrator's id */
    const char *remote_address;
};

/* Approves one, also within a transaction. STATUS_NOT_FOUND, STATUS_BUYBACK_NOT_PENDING, STATUS_ACCOUNT_FROZEN; those
 * of payouts_request(). */
enum status buyback_approve_one(struct context *context, const char *id,
                                const struct buyback_reviewer *reviewer) MUST_CHECK;

/* What became of one of the requests. */
struct buyback_outcome {
    const char *id;
    const char *code;   /* "ok", or the public code of the refusal */
    const char *detail; /* for people; NULL when there is nothing to say */
};
extern const struct shape buyback_outcome_shape;

/* Approves requests one by one and lists what became of each: struct buyback_outcome. More than one needs
 * `confirmation`, just the count and total of those that wait; without it, or when they differ by now, nothing is done
 * and STATUS_RULE_REFUSED says what they are. At most BUYBACK_BULK_MAXIMUM. */
enum status buyback_approve(struct context *context, const char *const *ids, size_t count,
                            const struct buyback_totals *confirmation, const struct buyback_reviewer *reviewer,
                            struct list *ret_outcomes) MUST_CHECK;

/* Rejects one, with a reason that its owner reads; the gem is free again. STATUS_NOT_FOUND, STATUS_BUYBACK_NOT_PENDING,
 * STATUS_INVALID_INPUT. */
enum status buyback_reject(struct context *context, const char *id, const char *reason,
                           const struct buyback_reviewer *reviewer) MUST_CHECK;

#endif
