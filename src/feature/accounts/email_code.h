/* One-time codes by e-mail: asked for here, made and mailed by the worker, so that no code ever rests in the database.
 *
 * A code has six digits, lives ten minutes and is used once. Five wrong ones lock the address for 15 minutes, twenty
 * from one network address lock that (E48). Known and unknown addresses get the same answers.
 *
 * A code is good for one thing: signing in (and binding the e-mail address), or confirming one address to withdraw to.
 * `withdrawal_address_id` says which; NULL is signing in. */
#ifndef GEM_EMAIL_CODE_H
#define GEM_EMAIL_CODE_H

#include "context.h"

#include "shape.h"

struct code_request {
    int64_t expires_at;
    int64_t resend_at;
};
extern const struct shape code_request_shape;

/* Asks for a code to be mailed. STATUS_CODE_REQUESTED_TOO_SOON within a minute of the last, STATUS_SIGN_IN_LOCKED. */
enum status email_code_request(struct context *context, const char *email, const char *withdrawal_address_id,
                               const char *remote_address, struct code_request *ret_request) MUST_CHECK;

/* Uses a code up. STATUS_WRONG_CODE counts against the address; must run inside a transaction, which it keeps. */
enum status email_code_use(struct context *context, const char *email, const char *withdrawal_address_id,
                           const char *code, const char *remote_address) MUST_CHECK;

/* Job: makes the code of a request, stores its hash, then mails it. Repeated, it makes another: only the last is good.
 */
enum status email_code_job_send(struct context *context, const char *request_id);

#endif
