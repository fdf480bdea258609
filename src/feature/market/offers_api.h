/* Routes about offers. */
#ifndef GEM_OFFERS_API_H
#define GEM_OFFERS_API_H

#include "route.h"

extern const struct shape offer_input_shape;
extern const struct shape offer_query_shape;
extern const struct shape offer_decision_input_shape;
extern const struct shape offer_payment_input_shape;

route_handler offers_handle_make;
route_handler offers_handle_list;
route_handler offers_handle_decide;
route_handler offers_handle_pay;

#endif
