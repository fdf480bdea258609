/* What coins are worth in USD, by outside sources. GEM_PRICE_URLS names them, separated by commas without blanks:
 *
 *     coingecko+URL    coingecko-pro+URL    CoinGecko's simple price; a key in GEM_PRICE_API_KEY, if any
 *     pyth+URL                              Pyth's Hermes
 *
 * where URL is the base, http or https, without a slash at the end. How old a price may be is for the caller to say. */
#ifndef GEM_PRICE_H
#define GEM_PRICE_H

#include "context.h"
#include "shape.h"

struct price_service;

struct price_source {
    const char *name; /* "coingecko" or "pyth" */
    const struct price_service *service;
    const char *base; /* URL */
};

/* The struct price_source that `urls` names, in its order; they live in the arena. STATUS_INVALID_INPUT for an entry of
 * another form, and for a second one of the same name, which would count as a voice of its own: the detail says which.
 */
enum status price_sources(struct context *context, const char *urls, struct list *ret_sources) MUST_CHECK;

struct price {
    const char *asset;    /* "SOL", "ZETA" */
    int64_t usd_micros;   /* for one whole coin, rounded down; more than 0, up to 1,000,000,000 USD */
    int64_t published_at; /* by the source; microseconds since 1970 */
};

/* Asks a source once, for 5 s at most. ret_prices: struct price of the assets that it gave, one at least. An asset is
 * left out when its price is none (zero, negative, absurd) or one Pyth is not sure of (confidence beyond 1 %).
 * STATUS_UNAVAILABLE when nothing is left or the source gave no answer that can be understood; the detail names it. */
enum status price_read(struct context *context, const struct price_source *source, struct list *ret_prices) MUST_CHECK;

#endif
