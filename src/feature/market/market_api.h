/* Routes about the market: what is on sale, buying it with credit, and what was sold. */
#ifndef GEM_MARKET_API_H
#define GEM_MARKET_API_H

#include "route.h"

extern const struct shape asking_price_input_shape;
extern const struct shape listing_query_shape;
extern const struct shape facets_query_shape;
extern const struct shape buy_input_shape;
extern const struct shape trade_query_shape;
extern const struct shape price_query_shape;

route_handler market_handle_list_item;
route_handler market_handle_delist_item;
route_handler market_handle_listings;
route_handler market_handle_facets;
route_handler market_handle_listing;
route_handler market_handle_reprice;
route_handler market_handle_buy;
route_handler market_handle_trades;
route_handler market_handle_own_trades;
route_handler market_handle_prices;

#endif
