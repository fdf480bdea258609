/* The wallets that are ours: the treasury, and the one that pays out when it is another. They are one purse: what moves
 * between them has moved nothing but the fee. Private to this feature. */
#ifndef GEM_PURSE_H
#define GEM_PURSE_H

#include "context.h"
#include "solana_transaction.h"

enum { PURSE_WALLETS_MAXIMUM = 2 };

struct purse {
    const char *wallets[PURSE_WALLETS_MAXIMUM];
    size_t count; /* 0: nothing is paid by Solana here */
};

struct purse purse_of(const struct context *context);

bool purse_holds(const struct purse *purse, const char *wallet);

/* What a transaction did to all of them together, one struct solana_change for each mint that changed; the fee is
 * counted. A sum that leaves int64 is left out: no money of ours. */
struct list purse_changes(struct arena *arena, const struct purse *purse, const struct solana_transaction *transaction);

#endif
