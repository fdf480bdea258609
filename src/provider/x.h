/* X (Twitter) by OAuth 2.0 with PKCE (RFC 6749, RFC 7636): a code is traded for a token, the token used once to read
 * who it is, and given back. It is never stored (E49). */
#ifndef GEM_X_H
#define GEM_X_H

#include "context.h"

struct x_account {
    const char *id;       /* text; stays when the handle changes */
    const char *username; /* without @ */
};

/* Where the browser goes to ask for consent, in the arena. `challenge` is the base64url SHA-256 of the verifier. */
const char *x_authorize_url(struct context *context, const char *state, const char *challenge);

/* Trades the code, reads the account, revokes the token. STATUS_PROVIDER_REFUSED when X does not accept the code,
 * STATUS_UNAVAILABLE when X cannot be reached. Strings live in the arena. */
enum status x_identify(struct context *context, const char *code, const char *verifier,
                       struct x_account *ret_account) MUST_CHECK;

#endif
