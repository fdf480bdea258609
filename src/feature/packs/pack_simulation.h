/* What a pack's odds give, tried out before they are published: the same draw as a real opening (fairness/draw.h), with
 * a seed of its own and nothing taken. */
#ifndef GEM_PACK_SIMULATION_H
#define GEM_PACK_SIMULATION_H

#include "context.h"
#include "shape.h"

enum { SIMULATED_DRAWS_MAXIMUM = 100000, SIMULATION_SEED_MAXIMUM = 64 };

/* A row of the odds and what came of it. */
struct simulated_row {
    int64_t index; /* from 0 */
    const char *pool_id;
    const char *collection;
    const char *rarity;
    const char *drop_rate; /* percent, two decimals */
    int64_t available;
    int64_t average_fmv_usd; /* micros */
    int64_t expected;        /* draws by the odds, rounded down */
    int64_t drawn;
    const char *share; /* percent of all draws, two decimals */
};

struct simulation {
    const char *pack_id;
    const char *pack_name;
    int64_t pack_version;
    const char *seed;
    int64_t draws;
    int64_t price_usd;
    int64_t expected_value_usd;  /* by the odds */
    int64_t average_value_usd;   /* of what was drawn */
    const char *instant_return;  /* percent: what an instant sale of the average gives back of the price */
    const char *above_price;     /* percent of draws worth more than the price */
    const char *above_instantly; /* percent of draws whose instant sale gives more than the price */
    int64_t percentile_5_usd;
    int64_t percentile_25_usd;
    int64_t median_usd;
    int64_t percentile_75_usd;
    int64_t percentile_95_usd;
    int64_t percentile_99_usd;
    int64_t highest_usd;
    struct list rows; /* struct simulated_row */
};
extern const struct shape simulation_shape;

struct managed_pack;

struct simulation_wish {
    struct list rows; /* struct pool_rate; none: the current odds */
    int64_t draws;
    const char *seed; /* NULL: a random one; the same seed gives the same draws */
};

/* STATUS_DROP_RATES_NOT_100 and STATUS_INVALID_INPUT as for odds that are published; STATUS_RULE_REFUSED when there are
 * none. */
enum status pack_simulate(struct context *context, const struct managed_pack *pack, const struct simulation_wish *wish,
                          struct simulation *ret_simulation) MUST_CHECK;

#endif
