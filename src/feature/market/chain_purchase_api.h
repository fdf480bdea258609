/* Routes about purchases on the market that are paid on chain. */
#ifndef GEM_CHAIN_PURCHASE_API_H
#define GEM_CHAIN_PURCHASE_API_H

#include "route.h"

extern const struct shape purchase_claim_input_shape;

route_handler market_purchase_handle_show;
route_handler market_purchase_handle_confirm;

#endif
