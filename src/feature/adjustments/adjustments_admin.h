/* The console's rows about credit adjusted by hand. */
#ifndef GEM_ADJUSTMENTS_ADMIN_H
#define GEM_ADJUSTMENTS_ADMIN_H

#include "route.h"

extern const struct shape adjustments_query_shape;
extern const struct shape adjustment_input_shape;
extern const struct shape adjustment_refusal_shape;

route_handler adjustments_handle_ask;
route_handler adjustments_handle_list;
route_handler adjustments_handle_show;
route_handler adjustments_handle_approve;
route_handler adjustments_handle_refuse;

#endif
