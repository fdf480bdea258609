/* What coins are worth in USD, from several outside sources (GEM_PRICE_URLS). The worker asks them all the time; quotes
 * use the median of what is fresh, and are refused rather than made on stale or disagreeing prices. */
#ifndef GEM_PRICES_H
#define GEM_PRICES_H

#include "context.h"

/* USD micros for one whole coin of `asset` ("SOL"). STATUS_PRICE_UNAVAILABLE when fewer than two sources (one, when
 * only one is configured) spoke within two minutes, or they differ by more than 2 %. */
enum status prices_current(struct context *context, const char *asset, int64_t *ret_micros) MUST_CHECK;

/* Schedule: asks every source once. Fails, after asking all, when one failed. */
enum status prices_schedule_fetch(struct context *context) MUST_CHECK;

#endif
