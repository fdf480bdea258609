/* The console's rows about series of packs. */
#ifndef GEM_SERIES_ADMIN_H
#define GEM_SERIES_ADMIN_H

#include "route.h"

extern const struct shape managed_series_shape;
extern const struct shape series_wish_shape;

route_handler series_handle_list;
route_handler series_handle_show;
route_handler series_handle_add;
route_handler series_handle_update;

#endif
