/* The console's rows to review requests to sell gems back, one or many (E37). */
#ifndef GEM_BUYBACK_ADMIN_H
#define GEM_BUYBACK_ADMIN_H

#include "route.h"

extern const struct shape admin_buybacks_query_shape;
extern const struct shape admin_buyback_shape;
extern const struct shape buyback_choice_shape;
extern const struct shape buyback_confirmation_shape;
extern const struct shape buyback_bulk_input_shape;
extern const struct shape buyback_bulk_result_shape;
extern const struct shape buyback_reject_input_shape;

route_handler buyback_handle_admin_list;
route_handler buyback_handle_admin_show;
route_handler buyback_handle_confirmation;
route_handler buyback_handle_approve;
route_handler buyback_handle_approve_all;
route_handler buyback_handle_reject;

#endif
