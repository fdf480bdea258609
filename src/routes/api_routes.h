/* Everything gem-api answers: one table. */
#ifndef GEM_API_ROUTES_H
#define GEM_API_ROUTES_H

#include "router.h"

extern const struct route_table api_routes;

#endif
