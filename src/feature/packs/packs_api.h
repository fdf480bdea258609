/* Public routes about packs. */
#ifndef GEM_PACKS_API_H
#define GEM_PACKS_API_H

#include "route.h"

extern const struct shape pack_query_shape;

route_handler packs_handle_list_series;
route_handler packs_handle_list;
route_handler packs_handle_show;
route_handler packs_handle_odds;

#endif
