/* Routes about purchases and what they drew. */
#ifndef GEM_OPENINGS_API_H
#define GEM_OPENINGS_API_H

#include "route.h"

extern const struct shape purchase_input_shape;
extern const struct shape confirm_input_shape;

route_handler openings_handle_purchase;
route_handler openings_handle_confirm;
route_handler openings_handle_list;
route_handler openings_handle_show;
route_handler openings_handle_proof;

#endif
