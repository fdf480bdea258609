/* Routes about a user's money. */
#ifndef GEM_LEDGER_API_H
#define GEM_LEDGER_API_H

#include "route.h"

extern const struct shape wallet_balance_shape;
extern const struct shape statement_query_shape;

route_handler ledger_handle_balance;
route_handler ledger_handle_statement;

#endif
