/* Routes about commitments. */
#ifndef GEM_FAIRNESS_API_H
#define GEM_FAIRNESS_API_H

#include "route.h"

extern const struct shape client_seed_input_shape;

route_handler fairness_handle_show;
route_handler fairness_handle_choose;

#endif
