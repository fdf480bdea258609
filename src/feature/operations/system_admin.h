/* The console's page about the state of the whole: what a person must look at, and what runs. */
#ifndef GEM_SYSTEM_ADMIN_H
#define GEM_SYSTEM_ADMIN_H

#include "route.h"

extern const struct shape system_state_shape;

route_handler system_handle_show;

#endif
