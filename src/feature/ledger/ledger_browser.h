/* The ledger as the console shows it: lines with the account each went to. */
#ifndef GEM_LEDGER_BROWSER_H
#define GEM_LEDGER_BROWSER_H

#include "context.h"
#include "shape.h"

/* A posting with its entry. */
struct posted_line {
    int64_t id;
    const char *entry_id;
    const char *cause_type;
    const char *cause_id;
    const char *description;
    const char *purpose;
    const char *owner_id; /* NULL: the platform's */
    const char *handle;
    int64_t amount_usd;
    int64_t balance_after_usd; /* of the stripe, where an account has several */
    int64_t created_at;
};
extern const struct shape posted_line_shape;

#endif
