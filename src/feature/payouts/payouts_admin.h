/* The console's rows about money on its way out on chain. */
#ifndef GEM_PAYOUTS_ADMIN_H
#define GEM_PAYOUTS_ADMIN_H

#include "route.h"

extern const struct shape admin_payouts_query_shape;
extern const struct shape admin_payout_row_shape;
extern const struct shape admin_payout_shape;
extern const struct shape payout_cancel_input_shape;

route_handler payouts_handle_admin_list;
route_handler payouts_handle_admin_show;
route_handler payouts_handle_retry;
route_handler payouts_handle_cancel;

#endif
