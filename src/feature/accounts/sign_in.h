/* Signing in: proof of an address in, a session out; a first time makes the account. */
#ifndef GEM_SIGN_IN_H
#define GEM_SIGN_IN_H

#include "accounts/accounts.h"
#include "accounts/sessions.h"

struct sign_in {
    struct new_session session;
    bool is_new;
    struct user user;
};

/* With a code that was mailed. */
enum status sign_in_with_email(struct context *context, const char *email, const char *code,
                               const struct device *device, struct sign_in *ret_sign_in) MUST_CHECK;

#endif
