/* What the last check of our wallets found of each asset, from SQL_SETTLEMENT_LAST_CHECKS. */
#ifndef GEM_PURSE_CHECKS_H
#define GEM_PURSE_CHECKS_H

#include "shape.h"

struct purse_check {
    const char *asset;
    const char *on_chain; /* lamports or base units, as are those that follow */
    const char *recorded;
    const char *difference;     /* NULL: there is none */
    const char *on_chain_whole; /* in SOL or USDC */
    int64_t promised_usd;       /* micros; to be paid out in it, and not yet paid */
    int64_t checked_at;
};
extern const struct shape purse_check_shape;

#endif
