/* Rows of deposits, shared by the ways to pay them. Private to this feature. */
#ifndef GEM_DEPOSIT_ROWS_H
#define GEM_DEPOSIT_ROWS_H

#include "deposits/deposits.h"

/* Adds one that waits for its payment. */
enum status deposit_create(struct context *context, const char *id, const char *user_id, const char *method,
                           int64_t usd, struct deposit *ret_deposit) MUST_CHECK;

#endif
