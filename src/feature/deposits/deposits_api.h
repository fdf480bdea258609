/* Routes about top-ups. */
#ifndef GEM_DEPOSITS_API_H
#define GEM_DEPOSITS_API_H

#include "route.h"

extern const struct shape card_deposit_input_shape;
extern const struct shape chain_deposit_input_shape;
extern const struct shape claim_input_shape;
extern const struct shape card_deposit_shape;
extern const struct shape chain_deposit_shape;

route_handler deposits_handle_card;
route_handler deposits_handle_usdc;
route_handler deposits_handle_sol;
route_handler deposits_handle_cross_chain;
route_handler deposits_handle_list;
route_handler deposits_handle_show;
route_handler deposits_handle_claim;

#endif
