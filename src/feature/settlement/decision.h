/* What a payment that arrived is for: a pure rule, so that every case can be tested without a chain.
 *
 * It names a quote's reference, and pays an open opening or trade on time, in its asset, at least 99.5 % of it: the
 * opening is paid, and beyond 100.5 % the excess is credited; of a trade all is credited, the price exactly when it is
 * within that tolerance, and the trade is paid from there. It pays a deposit that nothing has paid yet, in its asset:
 * as much as came is credited as that deposit. It is anything else (late, short, a second one, another asset, a trade
 * that cannot be completed): credited to the quote's user.
 *
 * It names none, and comes from the bound wallet of a user: credited to that user. From anybody else, or in a token we
 * do not know: waits for a person.
 *
 * SOL for a quote is worth what the quote said while it held, else what it is worth now. */
#ifndef GEM_DECISION_H
#define GEM_DECISION_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

/* What came, of one asset. */
struct receipt {
    const char *asset; /* "SOL", "USDC", or NULL for a token we do not know */
    int64_t amount;    /* lamports or base units, positive */
    int64_t paid_at;   /* when, by the chain */
};

/* What it names, when it names a quote. */
struct quote {
    const char *id;
    const char *user_id;
    const char *purpose; /* "OPENING", "DEPOSIT" or "TRADE" */
    const char *status;  /* "OPEN", "PAID" or "EXPIRED" */
    const char *asset;
    int64_t amount;
    int64_t usd; /* micros */
    int64_t expires_at;
    bool blocked; /* a trade that cannot be completed: what it buys, who sells or who buys is no longer free to */
};

struct decision {
    const char *outcome; /* of chain_payment_outcome: "OPENING", "DEPOSIT", "TRADE", "CREDIT" or "UNMATCHED" */
    int64_t value;       /* USD micros of all that came; MONEY_NONE for an unknown token */
    int64_t price;       /* of that, what pays the opening */
    int64_t credit;      /* what a user gets */
    int64_t difference;  /* value − price − credit, of either sign: within the tolerance */
};

/* `quote` may be NULL; `payer_known`: without a quote, is the sender a user? `sol_price` is USD micros of one SOL or
 * MONEY_NONE. STATUS_PRICE_UNAVAILABLE when it is needed. */
enum status settlement_decide(const struct receipt *receipt, const struct quote *quote, bool payer_known,
                              int64_t sol_price, struct decision *ret_decision) MUST_CHECK;

#endif
