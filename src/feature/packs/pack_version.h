/* Versions of a pack's odds. A version is never changed: other odds are a new version (E54), with a hash of its own. */
#ifndef GEM_PACK_VERSION_H
#define GEM_PACK_VERSION_H

#include "context.h"
#include "shape.h"

enum { ODDS_ROWS_MAXIMUM = 100 };

/* One row of the odds to publish. */
struct drop_row {
    const char *collection; /* by name */
    const char *rarity;
    const char *drop_rate; /* percent, two decimals */
};
extern const struct shape drop_row_shape;

/* The same by the pool's id. */
struct pool_rate {
    const char *pool_id;
    const char *drop_rate;
};
extern const struct shape pool_rate_shape;

/* Publishes `rows` (struct drop_row, in the order people will see) as the pack's next version and makes it current;
 * must run inside a transaction. `path` names the rows in field errors. STATUS_DROP_RATES_NOT_100, STATUS_INVALID_INPUT
 * for a pool without stones. */
enum status pack_version_publish(struct context *context, const char *pack_id, const struct list *rows,
                                 const char *path) MUST_CHECK;

/* The same for rows of struct pool_rate, of a pack whose row is locked. `current_hash` is the hash of its current odds,
 * or NULL: STATUS_CONFLICT when they would not change. */
enum status pack_version_publish_pools(struct context *context, const char *pack_id, const struct list *rows,
                                       const char *path, const char *current_hash) MUST_CHECK;

/* Reads the rates of rows of struct pool_rate in hundredths of a percent into ret_rates, which has room for
 * ODDS_ROWS_MAXIMUM: STATUS_INVALID_INPUT for one out of range or a pool that stands twice, STATUS_DROP_RATES_NOT_100
 * names the sum (E4). */
enum status pack_version_read_rates(struct context *context, const struct list *rows, const char *path,
                                    int64_t *ret_rates) MUST_CHECK;

#endif
