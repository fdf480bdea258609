/* The console's rows about the ledger: accounts, entries, checks. */
#ifndef GEM_LEDGER_ADMIN_H
#define GEM_LEDGER_ADMIN_H

#include "route.h"

extern const struct shape ledger_accounts_shape;
extern const struct shape ledger_query_shape;
extern const struct shape ledger_entry_row_shape;
extern const struct shape ledger_entry_detail_shape;
extern const struct shape ledger_check_shape;

route_handler ledger_handle_accounts;
route_handler ledger_handle_entries;
route_handler ledger_handle_entry;
route_handler ledger_handle_checks;
route_handler ledger_handle_check_now;

#endif
