/* May money be sent to somebody? Asked when a withdrawal is wanted, and again just before it is paid out.
 *
 * Today one provider answers: a list of addresses that nothing is sent to, GEM_SANCTIONS_FILE, one a line; what follows
 * a # is a comment. It is read each time it is asked, so a new list counts at once. Replace it whole, by renaming.
 *
 * The place for others (a screening service, a check of who somebody is) is screening_check(): it knows user, address
 * and amount, and all of them must allow. One that is asked over the network makes the routes that come here
 * ROUTE_OUTBOUND; the worker asks outside its transactions already. */
#ifndef GEM_SCREENING_H
#define GEM_SCREENING_H

#include "context.h"

struct screening_subject {
    const char *user_id;
    const char *address; /* a wallet on Solana */
    int64_t usd;         /* micros */
};

/* ret_denial: NULL when it is allowed, else why not, for our people. STATUS_UNAVAILABLE when nobody can say now, as
 * when the file that is set cannot be read: then nothing may be sent. */
enum status screening_check(struct context *context, const struct screening_subject *subject,
                            const char **ret_denial) MUST_CHECK;

#endif
