/* Routes about withdrawals. */
#ifndef GEM_WITHDRAWALS_API_H
#define GEM_WITHDRAWALS_API_H

#include "route.h"

extern const struct shape withdrawal_input_shape;
extern const struct shape withdrawal_address_input_shape;
extern const struct shape withdrawal_address_code_shape;
extern const struct shape confirm_address_input_shape;

route_handler withdrawals_handle_request;
route_handler withdrawals_handle_list;
route_handler withdrawals_handle_show;
route_handler withdrawals_handle_cancel;
route_handler withdrawals_handle_addresses;
route_handler withdrawals_handle_add_address;
route_handler withdrawals_handle_confirm_address;
route_handler withdrawals_handle_remove_address;

#endif
