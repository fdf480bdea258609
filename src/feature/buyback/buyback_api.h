/* Routes to sell gems back to the platform. */
#ifndef GEM_BUYBACK_API_H
#define GEM_BUYBACK_API_H

#include "route.h"

extern const struct shape buyback_input_shape;
extern const struct shape instant_sale_input_shape;

route_handler buyback_handle_quote;
route_handler buyback_handle_request;
route_handler buyback_handle_sell;
route_handler buyback_handle_withdraw;
route_handler buyback_handle_list;
route_handler buyback_handle_show;

#endif
