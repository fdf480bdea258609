/* The console's first page. */
#ifndef GEM_DASHBOARD_ADMIN_H
#define GEM_DASHBOARD_ADMIN_H

#include "route.h"

extern const struct shape dashboard_query_shape;

route_handler dashboard_handle_show;

#endif
