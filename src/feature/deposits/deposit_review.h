/* Deposits in REVIEW: paid at Stripe, but not what was asked for. A person looks at the session there and decides,
 * once; both within a transaction. STATUS_CONFLICT for one that does not wait. */
#ifndef GEM_DEPOSIT_REVIEW_H
#define GEM_DEPOSIT_REVIEW_H

#include "context.h"

/* Credits `micros`, which have arrived, to the deposit's user. */
enum status deposits_credit_reviewed(struct context *context, const char *id, int64_t micros,
                                     const char *reason) MUST_CHECK;

/* Nothing is credited: nothing was paid after all, or it was given back at Stripe. */
enum status deposits_fail_reviewed(struct context *context, const char *id, const char *reason) MUST_CHECK;

#endif
