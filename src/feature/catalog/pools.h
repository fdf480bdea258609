/* Pools as the public sees them: what order was committed to, and what is left. */
#ifndef GEM_POOLS_H
#define GEM_POOLS_H

#include "context.h"
#include "shape.h"

struct pool_commitment {
    const char *pool_id;
    const char *collection;
    const char *rarity;
    int64_t size;           /* stones in the pool when it was committed to */
    const char *order_hash; /* SHA-256 of the hash before and the certificate numbers in order, a newline after each */
    int64_t committed_at;
};
extern const struct shape pool_commitment_shape;

/* Newest first. */
enum status pools_list_commitments(struct context *context, const char *cursor, int64_t limit,
                                   struct page *ret_page) MUST_CHECK;

/* Schedule: counts what is left in every pool and what it is worth, for expected values. */
enum status pools_schedule_refresh(struct context *context);

#endif
