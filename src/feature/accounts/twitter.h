/* Binding an X account: the browser goes to X with a state and a challenge of this session's, and comes back with a
 * code. State and verifier are good once, for ten minutes, and only for the session that began. */
#ifndef GEM_TWITTER_H
#define GEM_TWITTER_H

#include "context.h"

/* The address to send the browser to, in the arena. STATUS_UNAVAILABLE when X is not configured. */
enum status twitter_begin(struct context *context, const char *session_id, const char **ret_authorize_url) MUST_CHECK;

/* Uses the state up, asks X who it is (outside any transaction), and binds. STATUS_RULE_REFUSED for a state that is not
 * this session's, STATUS_PROVIDER_REFUSED, STATUS_TWITTER_TAKEN. */
enum status twitter_bind(struct context *context, const char *user_id, const char *session_id, const char *state,
                         const char *code) MUST_CHECK;

/* Forgets the X account. */
enum status twitter_unbind(struct context *context, const char *user_id) MUST_CHECK;

#endif
