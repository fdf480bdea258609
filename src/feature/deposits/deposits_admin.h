/* The console's rows about deposits: their whole life, refunds, and what is decided of those in REVIEW. */
#ifndef GEM_DEPOSITS_ADMIN_H
#define GEM_DEPOSITS_ADMIN_H

#include "route.h"

extern const struct shape admin_deposits_query_shape;
extern const struct shape admin_deposit_row_shape;
extern const struct shape admin_deposit_shape;
extern const struct shape refund_input_shape;
extern const struct shape deposit_credit_input_shape;
extern const struct shape deposit_fail_input_shape;

route_handler deposits_handle_admin_list;
route_handler deposits_handle_admin_show;
route_handler deposits_handle_refund;
route_handler deposits_handle_credit;
route_handler deposits_handle_fail;

#endif
