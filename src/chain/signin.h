/* Sign-in messages: Sign-In-With-Solana (phantom/sign-in-with-solana) and Sign-In with Ethereum (EIP-4361).
 *
 * Both are plain text with the fields in a fixed order. Ours are built here and given to the wallet whole; what comes
 * back is read strictly, and a text that would be built otherwise from its own fields is refused, so nothing can hide
 * in it. */
#ifndef GEM_SIGNIN_H
#define GEM_SIGNIN_H

#include "wallet.h"

enum { SIGNIN_TEXT_MAXIMUM = 2048 };

/* NULL where the message lacks the field. Times are kept as they are written (RFC 3339). */
struct signin_message {
    const char *domain;
    const char *address;
    const char *statement;
    const char *uri;
    const char *version;
    const char *chain_id; /* Solana: "mainnet", "devnet" …; EVM: decimal */
    const char *nonce;
    const char *issued_at;
    const char *expiration_time;
    const char *not_before;
    const char *request_id;
    const char *resources; /* the lines as they stand, each beginning with "\n- " */
};

/* The text, in the arena. */
const char *signin_build(struct arena *arena, enum wallet_chain chain, const struct signin_message *message);

/* Reads a text into its fields (strings in the arena). False for anything that signin_build() would not have written
 * so. */
bool signin_parse(struct arena *arena, enum wallet_chain chain, const char *text, struct signin_message *ret_message);

#endif
