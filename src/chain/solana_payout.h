/* Money out on Solana: SOL or a token from the key's own wallet to another, as a signed transaction. Nothing is sent:
 * store what comes back first, then give it to solana_send(), so that a payout is never signed twice while the first
 * may land. */
#ifndef GEM_SOLANA_PAYOUT_H
#define GEM_SOLANA_PAYOUT_H

#include "solana_message.h"

struct solana_payout {
    const char *recipient;      /* a wallet, never a token account */
    const char *mint;           /* NULL: SOL */
    int64_t amount;             /* lamports or base units, above 0 */
    int decimals;               /* of the mint; not used for SOL */
    bool creates_token_account; /* also makes the recipient's account for the mint, unless it is there, and pays its
                                   rent */
    const char *memo;           /* for everyone to read; NULL: none */
    int64_t compute_units;      /* the limit, up to 1,400,000; 0 leaves the nodes' own */
    int64_t compute_unit_price; /* micro-lamports for one; 0: no priority fee */
    const char *blockhash;      /* from solana_latest_blockhash() */
};

/* Strings live in the context's arena. STATUS_INVALID_INPUT for an address that is none or a number out of range;
 * STATUS_TOO_LARGE for a memo that is too long. */
enum status solana_payout_sign(struct context *context, const struct solana_payout *payout,
                               const struct solana_key *key, struct solana_signed *ret_signed) MUST_CHECK;

#endif
