/* The console's rows about gems. */
#ifndef GEM_GEMS_ADMIN_H
#define GEM_GEMS_ADMIN_H

#include "route.h"

extern const struct shape gems_query_shape;
extern const struct shape gem_change_shape;
extern const struct shape shelf_input_shape;

route_handler gems_handle_list;
route_handler gems_handle_show;
route_handler gems_handle_add;
route_handler gems_handle_update;
route_handler gems_handle_set_shelf;

#endif
