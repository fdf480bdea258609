/* Routes about one's own gems. */
#ifndef GEM_VAULT_API_H
#define GEM_VAULT_API_H

#include "route.h"

extern const struct shape vault_query_shape;

route_handler vault_handle_list;
route_handler vault_handle_show;

#endif
