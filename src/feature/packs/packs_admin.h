/* The console's rows about packs: their odds, trying them out, and series. */
#ifndef GEM_PACKS_ADMIN_H
#define GEM_PACKS_ADMIN_H

#include "route.h"

extern const struct shape managed_query_shape;
extern const struct shape new_pack_page_shape;
extern const struct shape new_pack_shape;
extern const struct shape pack_change_shape;
extern const struct shape odds_input_shape;
extern const struct shape simulation_input_shape;

route_handler packs_handle_manage_list;
route_handler packs_handle_new;
route_handler packs_handle_create;
route_handler packs_handle_manage_show;
route_handler packs_handle_change;
route_handler packs_handle_publish;
route_handler packs_handle_simulate;

#endif
