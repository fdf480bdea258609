/* The console's rows about withdrawals: what waits for a person, and what is decided of it. */
#ifndef GEM_WITHDRAWALS_ADMIN_H
#define GEM_WITHDRAWALS_ADMIN_H

#include "route.h"

extern const struct shape admin_withdrawals_query_shape;
extern const struct shape admin_withdrawal_row_shape;
extern const struct shape admin_withdrawal_shape;
extern const struct shape withdrawal_reject_input_shape;

route_handler withdrawals_handle_admin_list;
route_handler withdrawals_handle_admin_show;
route_handler withdrawals_handle_approve;
route_handler withdrawals_handle_reject;

#endif
