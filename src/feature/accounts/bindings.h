/* The ways that lead to an account, added and taken away. What belongs to another account is refused (E46); the last
 * way in stays. */
#ifndef GEM_BINDINGS_H
#define GEM_BINDINGS_H

#include "accounts/wallet_proof.h"

/* Binds the wallet that a proof is of, in place of the one before on that chain; sessions the old one opened end (E47).
 * STATUS_WALLET_TAKEN. */
enum status bindings_set_wallet(struct context *context, const char *user_id,
                                const struct wallet_proof *proof) MUST_CHECK;

/* Takes a wallet away with the sessions it opened. STATUS_LAST_WAY_IN. */
enum status bindings_remove_wallet(struct context *context, const char *user_id, const char *chain) MUST_CHECK;

/* Binds an address proved by a mailed code. STATUS_EMAIL_TAKEN, STATUS_WRONG_CODE. */
enum status bindings_set_email(struct context *context, const char *user_id, const char *email, const char *code,
                               const char *remote_address) MUST_CHECK;

/* STATUS_LAST_WAY_IN. */
enum status bindings_remove_email(struct context *context, const char *user_id) MUST_CHECK;

#endif
