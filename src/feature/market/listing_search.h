/* Looking for a gem among those on sale: filters, words, orders, and how many there are of each kind. What a frozen
 * seller offers is not among them. */
#ifndef GEM_LISTING_SEARCH_H
#define GEM_LISTING_SEARCH_H

#include "market/listings.h"

enum { SEARCH_WORDS_MAXIMUM = 100 };

extern const char *const listing_sorts[];

/* NULL, or MONEY_NONE: anything. */
struct listing_filter {
    const char *words; /* of name, collection, certificate, species, shape or color; when nothing has them, a name
                        * spelt like them */
    const char *rarity;
    const char *collection_id;
    int64_t min_price; /* micros */
    int64_t max_price;
    const char *min_carat; /* decimal text */
    const char *max_carat;
};

/* At most `limit` listings (struct listing) after `cursor`. `sort` is one of listing_sorts; NULL: newest first. A place
 * in a list stays where it is while listings before it are sold. */
enum status listing_search_list(struct context *context, const struct listing_filter *filter, const char *sort,
                                const char *cursor, int64_t limit, struct page *ret_page) MUST_CHECK;

struct rarity_count {
    const char *rarity;
    int64_t count;
};

struct collection_count {
    const char *id;
    const char *name;
    int64_t count;
};

struct price_range {
    int64_t min; /* micros; MONEY_NONE when nothing was found */
    int64_t max;
};

struct facets {
    int64_t total;
    struct list rarities;    /* struct rarity_count, most first */
    struct list collections; /* struct collection_count, most first */
    struct price_range price;
};
extern const struct shape facets_shape;

/* How many listings fit, of which rarities and collections, at what prices. */
enum status listing_search_facets(struct context *context, const struct listing_filter *filter,
                                  struct facets *ret_facets) MUST_CHECK;

#endif
