/* Routes about one's sessions. */
#ifndef GEM_SESSIONS_API_H
#define GEM_SESSIONS_API_H

#include "route.h"

route_handler sessions_handle_logout;
route_handler sessions_handle_list;
route_handler sessions_handle_revoke;
route_handler sessions_handle_revoke_all;

#endif
