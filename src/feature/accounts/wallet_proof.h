/* Proof that somebody holds a wallet: a nonce is given out inside a message to sign, and the signed message comes back
 * once.
 *
 * Every field of the message is held against what was given out: domain, URI, version, chain, address, nonce, times;
 * then the signature over the text as it came. */
#ifndef GEM_WALLET_PROOF_H
#define GEM_WALLET_PROOF_H

#include "context.h"
#include "shape.h"

struct wallet_challenge {
    const char *nonce;
    const char *message; /* the whole text to sign */
    int64_t expires_at;
};
extern const struct shape wallet_challenge_shape;

struct wallet_proof {
    const char *chain; /* "solana" or "evm" */
    const char *address;
    const char *message;
    const char *signature;
};

extern const char *const wallet_chains[];

/* What a message says it is for. One that was signed for one thing is refused for the other. */
extern const char wallet_for_user[];
extern const char wallet_for_admin[];

/* A message for the wallet to sign, good for five minutes and once. STATUS_INVALID_INPUT for what is no address. */
enum status wallet_proof_challenge(struct context *context, const char *purpose, const char *chain, const char *address,
                                   struct wallet_challenge *ret_challenge) MUST_CHECK;

/* Uses the proof up and gives the wallet's canonical address (arena). STATUS_SIGNATURE_REFUSED says which field is
 * wrong; must run inside a transaction. */
enum status wallet_proof_use(struct context *context, const char *purpose, const struct wallet_proof *proof,
                             const char **ret_address) MUST_CHECK;

#endif
