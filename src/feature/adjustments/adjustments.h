/* Credit granted or taken by hand. Up to a limit (GEM_ADJUSTMENT_ALONE) an administrator does it alone, all that they
 * did alone within a day counted together; beyond it they ask, and another administrator decides. What was asked for
 * can no longer be changed. */
#ifndef GEM_ADJUSTMENTS_H
#define GEM_ADJUSTMENTS_H

#include "context.h"
#include "shape.h"

enum { ADJUSTMENT_REASON_MINIMUM = 3, ADJUSTMENT_REASON_MAXIMUM = 500 };

/* USD micros, either way. */
#define ADJUSTMENT_MAXIMUM INT64_C(1000000000000)

/* "PENDING", "APPLIED", "REFUSED". */
extern const char *const adjustment_statuses[];

struct adjustment {
    const char *id;
    const char *user_id;
    const char *handle;
    const char *user_status;
    int64_t adjustment_usd; /* micros; negative: taken */
    const char *reason;     /* also for the user's statement */
    bool alone;
    const char *status; /* of adjustment_statuses */
    const char *asked_by;
    const char *asked_by_name;
    int64_t created_at;
    const char *decided_by; /* NULL: waits */
    const char *decided_by_name;
    int64_t decided_at;
    const char *decision; /* why it was refused */
    int64_t version;
};
extern const struct shape adjustment_shape;

struct adjustment_order {
    const char *user_id;
    int64_t micros;
    const char *reason;
    const char *admin_id;
};

/* Within a transaction: books it, or leaves it to a second person. STATUS_NOT_FOUND, STATUS_ACCOUNT_FROZEN for a grant
 * to who is frozen, STATUS_CONFLICT for a closed account or what was asked for a minute ago, STATUS_NOT_ENOUGH_CREDIT,
 * STATUS_RULE_REFUSED. */
enum status adjustments_ask(struct context *context, const struct adjustment_order *order,
                            struct adjustment *ret_adjustment) MUST_CHECK;

/* STATUS_NOT_FOUND. */
enum status adjustments_show(struct context *context, const char *id, struct adjustment *ret_adjustment) MUST_CHECK;

/* The same with user and request locked; within a transaction, as are the two that follow. */
enum status adjustments_lock(struct context *context, const char *id, struct adjustment *ret_adjustment) MUST_CHECK;

/* Books one that is locked. STATUS_CONFLICT when it is decided, STATUS_RULE_REFUSED for who asked, and the refusals
 * above, which are looked at again. */
enum status adjustments_approve(struct context *context, const struct adjustment *adjustment,
                                const char *admin_id) MUST_CHECK;

/* Refuses one that is locked, or takes it back. STATUS_CONFLICT when it is decided. */
enum status adjustments_refuse(struct context *context, const struct adjustment *adjustment, const char *admin_id,
                               const char *reason) MUST_CHECK;

#endif
