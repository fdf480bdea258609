/* The order of the pools: where each new stone stands, shuffled and committed to by hash. */
#ifndef GEM_POOL_ORDER_H
#define GEM_POOL_ORDER_H

#include "context.h"

struct stone {
    const char *id;
    const char *certificate_number;
    const char *laboratory;
    const char *name;
    const char *collection;
    const char *rarity;
    const char *species;
    const char *shape;
    const char *carat;
    const char *cut;
    const char *color;
    const char *clarity;
    const char *length_mm;
    const char *width_mm;
    const char *depth_mm;
    const char *depth_percent;
    const char *table_percent;
    int64_t fmv_usd; /* micros */
    const char *fmv_source;
    int64_t fmv_observed_at;
    const char *image_url;
    const char *pool_id;
    int64_t pool_position;
};

/* Makes missing collections and pools, gives every stone its pool and a position after those there already, in random
 * order, and commits to that order. Must run inside a transaction. ret_pools: how many pools grew. */
enum status pool_order_place(struct context *context, struct stone *stones, size_t count,
                             int64_t *ret_pools) MUST_CHECK;

#endif
