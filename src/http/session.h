/* Who is asking: the session token on a request, checked against the database in the round trip that reads the data. */
#ifndef GEM_SESSION_H
#define GEM_SESSION_H

#include "request.h"

#define SESSION_AUDIENCE "gem-user"
#define PAYMENT_AUDIENCE "gem-payment"

/* For public routes that care who was signed in: fills request->session when a good token came along, else leaves it
 * empty. The session itself is not checked. */
void session_peek(struct request *request);

/* Reads the bearer token and checks its signature and times: who claims to be asking. STATUS_UNAUTHENTICATED without a
 * good one. */
enum status session_identify(struct request *request) MUST_CHECK;

/* A token that follows and confirms one opening for 24 hours, also when the session that bought it has ended (E67); in
 * the arena. */
const char *session_payment_token(struct context *context, const char *user_id, const char *opening_id);

/* Handlers of PERMISSION_PAYMENT routes call it first: STATUS_FORBIDDEN when a payment token came that is for another
 * opening. */
enum status session_check_opening(struct request *request, const char *opening_id) MUST_CHECK;

/* Queues the check that the session is alive; the flush that carries it answers STATUS_UNAUTHENTICATED for an ended
 * one, and STATUS_ACCOUNT_FROZEN when a frozen user tries to write. So a revoked token is refused at once, with or
 * without a cache. */
void session_guard(struct request *request);

#endif
