/* Where a user may withdraw to besides the bound wallet: addresses that were confirmed by a code mailed to them. A code
 * lives and is guessed by the rules of sign-in codes (accounts/email_code.h). Withdrawals to a new address are held for
 * a day. */
#ifndef GEM_ADDRESSES_H
#define GEM_ADDRESSES_H

#include "accounts/email_code.h"

enum { WITHDRAWAL_ADDRESSES_MAXIMUM = 10 };

struct withdrawal_address {
    const char *id;
    const char *address;
    int64_t created_at;
    int64_t confirmed_at; /* CLOCK_NONE: not yet */
};
extern const struct shape withdrawal_address_shape;

/* Can money be sent there at all? STATUS_INVALID_INPUT for what is no wallet's address, and for our own;
 * STATUS_METHOD_UNAVAILABLE when nothing is paid by Solana here. */
enum status addresses_check(struct context *context, const char *address) MUST_CHECK;

/* Adds an address, or takes up one that was added and not confirmed, and has a code mailed. Those of addresses_check()
 * and email_code_request(); STATUS_ALREADY_EXISTS when it is confirmed, STATUS_RULE_REFUSED without an e-mail address
 * and for too many. */
enum status addresses_add(struct context *context, const char *user_id, const char *address, const char *remote_address,
                          struct withdrawal_address *ret_address, struct code_request *ret_code) MUST_CHECK;

/* Those of email_code_use(); STATUS_NOT_FOUND when none of the user's waits for a code. */
enum status addresses_confirm(struct context *context, const char *user_id, const char *id, const char *code,
                              const char *remote_address, struct withdrawal_address *ret_address) MUST_CHECK;

/* All of them, newest first. */
enum status addresses_list(struct context *context, const char *user_id, struct page *ret_page) MUST_CHECK;

/* What is waiting to be sent there is cancelled when its turn comes. STATUS_NOT_FOUND. */
enum status addresses_remove(struct context *context, const char *user_id, const char *id) MUST_CHECK;

#endif
