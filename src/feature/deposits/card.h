/* Card payments through Stripe. What an event says is only where to look: the session is read again from Stripe and
 * compared with the deposit before anything is credited. */
#ifndef GEM_CARD_H
#define GEM_CARD_H

#include "context.h"
#include "stripe.h"

#include <stdbool.h>

enum { SESSION_SECONDS = 3600 /* that a session of ours can be paid */ };

/* What a session means for its deposit: a pure rule. */
enum card_verdict {
    CARD_WAITS,
    CARD_PAID,
    CARD_FAILED,
    CARD_EXPIRED,
    CARD_DOUBTFUL, /* paid, but not what was asked for: a person looks at it */
};

/* The deposit as we know it. */
struct card_deposit_row {
    const char *id;
    const char *user_id;
    const char *status;
    int64_t amount;      /* micros, asked for */
    const char *session; /* NULL: the process died before it could note it */
};

/* `failed`: an event said that the payment came to nothing. ret_problem (in the arena): what is doubtful. */
enum card_verdict card_judge(struct arena *arena, const struct card_deposit_row *deposit,
                             const struct stripe_session *session, bool expects_live, bool failed,
                             const char **ret_problem);

/* Books what a session came to. ret_outcome: for people; NULL when it is none of ours. */
enum status card_settle(struct context *context, const struct stripe_session *session, bool failed,
                        const char **ret_outcome) MUST_CHECK;

/* Jobs: act on a Stripe event; look at a deposit's session. */
enum status card_job_handle_event(struct context *context, const char *event_id) MUST_CHECK;
enum status card_job_check(struct context *context, const char *deposit_id) MUST_CHECK;

/* Schedule (E16): puts events we may have missed into the inbox and looks at every deposit that waits. */
enum status card_schedule_reconcile(struct context *context) MUST_CHECK;

#endif
