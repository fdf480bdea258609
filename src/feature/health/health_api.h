/* Routes for those who watch the machine, not for people. */
#ifndef GEM_HEALTH_API_H
#define GEM_HEALTH_API_H

#include "route.h"

extern const struct shape health_shape;
extern const struct shape readiness_shape;

route_handler health_handle_process;
route_handler health_handle_ready;
route_handler health_handle_metrics;

#endif
