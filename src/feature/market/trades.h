/* What was sold on the market, and what for. Public but for one's own list: a trade shows nobody but by handle. */
#ifndef GEM_TRADES_H
#define GEM_TRADES_H

#include "market/sale.h"

/* Trades (struct trade) of a gem, or with nft_id NULL of all, newest first. */
enum status trades_list(struct context *context, const char *nft_id, const char *cursor, int64_t limit,
                        struct page *ret_page) MUST_CHECK;

/* What a user sold and bought, newest first. */
enum status trades_list_own(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                            struct page *ret_page) MUST_CHECK;

/* One day (UTC) with at least one trade. */
struct price_point {
    int64_t day; /* its first moment */
    int64_t trades;
    int64_t low; /* micros, as all that follow */
    int64_t high;
    int64_t average; /* rounded down */
    int64_t last;
};
extern const struct shape price_point_shape;

/* Of one gem, or of a collection and a rarity of it (NULL: any). */
struct price_query {
    const char *nft_id;
    const char *collection_id;
    const char *rarity;
};

/* The last 365 days with a trade, oldest first: struct price_point. STATUS_INVALID_INPUT unless it is a gem or a
 * collection that is asked for. */
enum status trades_list_prices(struct context *context, const struct price_query *query,
                               struct page *ret_page) MUST_CHECK;

#endif
