/* Money that goes back to cards: refunds (ours, and those made at Stripe's dashboard) and disputes (X13). What the user
 * has left of it is taken from their credit; what is spent already becomes a debt. */
#ifndef GEM_CARD_RETURNS_H
#define GEM_CARD_RETURNS_H

#include "context.h"

/* Takes `micros` of a card deposit's credit back and has them refunded. STATUS_NOT_ENOUGH_CREDIT when the user has
 * spent it, STATUS_RULE_REFUSED for more than is left of the deposit or for one that was not paid by card. ret_id: the
 * refund. */
enum status card_refund(struct context *context, const char *deposit_id, int64_t micros, const char *reason,
                        const char **ret_id) MUST_CHECK;

/* Job: asks Stripe for a refund of ours. */
enum status card_job_send_refund(struct context *context, const char *refund_id) MUST_CHECK;

/* Books what Stripe's refunds or disputes of a payment are now. ret_outcome: for people; NULL when the payment is none
 * of ours. */
enum status card_sync_refunds(struct context *context, const char *payment_intent, const char **ret_outcome) MUST_CHECK;
enum status card_sync_disputes(struct context *context, const char *payment_intent,
                               const char **ret_outcome) MUST_CHECK;

#endif
