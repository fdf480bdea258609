/* The route that describes the routes. */
#ifndef GEM_ROUTES_API_H
#define GEM_ROUTES_API_H

#include "route.h"

route_handler routes_handle_openapi;
route_handler routes_handle_admin_openapi;

#endif
