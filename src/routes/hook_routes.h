/* What gem-hooks answers. */
#ifndef GEM_HOOK_ROUTES_H
#define GEM_HOOK_ROUTES_H

#include "router.h"

extern const struct route_table hook_routes;

#endif
