/* A secret key of Solana, as wallets and the command line tools write it down: 64 bytes, an Ed25519 seed and the public
 * key that goes with it, as a JSON array of numbers or in base58. */
#ifndef GEM_SOLANA_KEY_H
#define GEM_SOLANA_KEY_H

#include "ed25519.h"

/* Wipe it with solana_key_wipe() as soon as it has signed. */
struct solana_key {
    unsigned char seed[ED25519_KEY_SIZE];
    unsigned char public_key[ED25519_KEY_SIZE];
};

/* False, with an empty key, for anything else, and when the two halves do not belong together. */
bool solana_key_parse(const char *text, struct solana_key *ret_key);

void solana_key_wipe(struct solana_key *key);

#endif
