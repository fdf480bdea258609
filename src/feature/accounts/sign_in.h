/* Signing in: proof of an address in, a session out; a first time makes the account. Every way leads to one account. */
#ifndef GEM_SIGN_IN_H
#define GEM_SIGN_IN_H

#include "accounts/accounts.h"
#include "accounts/sessions.h"
#include "accounts/wallet_proof.h"

struct sign_in {
    struct new_session session;
    bool is_new;
    struct user user;
};

/* From where, by whose word, and out of which session (NULL: none) somebody signs in. */
struct visitor {
    struct device device;
    const char *referral_code;
    const char *session_id; /* a wallet's session ends when another wallet signs in from it (E47) */
    const char *user_id;
};

/* With a code that was mailed. */
enum status sign_in_with_email(struct context *context, const char *email, const char *code,
                               const struct visitor *visitor, struct sign_in *ret_sign_in) MUST_CHECK;

/* With a message signed by a wallet. */
enum status sign_in_with_wallet(struct context *context, const struct wallet_proof *proof,
                                const struct visitor *visitor, struct sign_in *ret_sign_in) MUST_CHECK;

#endif
