/* Everything gem-admin answers: one table, for the console's pages and for scripts. */
#ifndef GEM_ADMIN_ROUTES_H
#define GEM_ADMIN_ROUTES_H

#include "router.h"

extern const struct route_table admin_routes;

#endif
