/* Solana's addresses: base58 of 32 bytes, either a public key that somebody can sign for, or one derived from a program
 * (a program derived address), which lies off the curve so that nobody can. */
#ifndef GEM_SOLANA_ADDRESS_H
#define GEM_SOLANA_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

#define SOLANA_SYSTEM_PROGRAM "11111111111111111111111111111111"
#define SOLANA_TOKEN_PROGRAM "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
#define SOLANA_TOKEN_ACCOUNT_PROGRAM "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"
#define SOLANA_MEMO_PROGRAM "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"
#define SOLANA_COMPUTE_BUDGET_PROGRAM "ComputeBudget111111111111111111111111111111"

enum {
    SOLANA_ADDRESS_SIZE = 32,
    SOLANA_ADDRESS_MINIMUM = 32, /* characters */
    SOLANA_ADDRESS_MAXIMUM = 44,
    SOLANA_SIGNATURE_MAXIMUM = 88,
    SOLANA_DECIMALS = 9, /* of SOL: one is 1,000,000,000 lamports */
    SOLANA_USDC_DECIMALS = 6,
};

/* Does the text stand for 32 bytes? An address has one spelling, so equal addresses are equal texts. */
bool solana_address_is_valid(const char *address);

/* May it be a wallet's, that somebody has the key of? Not so of what programs own, such as most token accounts. */
bool solana_address_is_wallet(const char *address);

/* The account that holds the tokens of `mint` for the wallet `owner` (the associated token account of the Token
 * program), in the arena. NULL when one of the two is no address. */
const char *solana_token_account(struct arena *arena, const char *owner, const char *mint);

/* The bytes of a seed of a program derived address: at most 32, and at most 15 seeds. */
struct solana_seed {
    const void *bytes;
    size_t length;
};

/* The address that `program` owns for the seeds: SHA-256 of seeds, bump, program and a marker, with the highest bump
 * that leaves the curve. In the arena; NULL when the program is no address or, which never happens, no bump will do. */
const char *solana_program_address(struct arena *arena, const char *program, const struct solana_seed *seeds,
                                   size_t count);

/* A reference for one payment: the base58 of 32 random bytes, in the arena. Nobody has or needs its key. */
const char *solana_reference(struct arena *arena);

#endif
