/* The console's rows about users. */
#ifndef GEM_USERS_ADMIN_H
#define GEM_USERS_ADMIN_H

#include "route.h"

extern const struct shape users_query_shape;
extern const struct shape freeze_input_shape;

route_handler users_handle_list;
route_handler users_handle_show;
route_handler users_handle_freeze;
route_handler users_handle_unfreeze;
route_handler users_handle_end_sessions;

#endif
