/* Solana Pay: the address of a transfer request, which a wallet opens or scans (anza-xyz/solana-pay, SPEC.md). */
#ifndef GEM_SOLANA_PAY_H
#define GEM_SOLANA_PAY_H

#include <stdint.h>

struct arena;

struct solana_payment_request {
    const char *recipient; /* a wallet, never a token account */
    int64_t amount;        /* lamports or base units, not negative */
    int decimals;          /* of the amount: SOLANA_DECIMALS or the mint's */
    const char *mint;      /* NULL: SOL */
    const char *reference; /* made for this payment alone, so that it can be found */
    const char *label;     /* who is paid, NULL: none */
    const char *message;   /* what for, NULL: none */
    const char *memo;      /* goes on chain for everyone to read, NULL: none */
};

/* "solana:…", in the arena. */
const char *solana_pay_url(struct arena *arena, const struct solana_payment_request *request);

#endif
