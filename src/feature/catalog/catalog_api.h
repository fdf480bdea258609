/* Public routes about gems and their pools. */
#ifndef GEM_CATALOG_API_H
#define GEM_CATALOG_API_H

#include "route.h"

route_handler catalog_handle_picture;
route_handler catalog_handle_listing_picture;
route_handler catalog_handle_pools;

#endif
