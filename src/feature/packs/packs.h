/* Packs on sale: their odds in versions, what they are expected to hold, and the publishing of new ones. */
#ifndef GEM_PACKS_H
#define GEM_PACKS_H

#include "context.h"
#include "shape.h"

struct pack_series {
    const char *id;
    const char *name;
    const char *description;
};
extern const struct shape pack_series_shape;

struct named {
    const char *id;
    const char *name;
};
extern const struct shape series_reference_shape;
extern const struct shape collection_reference_shape;

struct pack {
    const char *id;
    struct named series;
    const char *name;
    const char *description;
    int64_t price_usd;     /* micros */
    const char *price_sol; /* lamports; NULL while SOL is not sold for */
    int64_t xp_reward;
    int64_t max_supply;
    int64_t remaining;
    const char *status;
    const char *image_gradient;
    const char *cover_image_url;
    int64_t version;
    const char *version_hash;
    int64_t expected_value_usd; /* micros: from the current odds and what is left in the pools */
    const char *sort_key;
};
extern const struct shape pack_shape;
extern const char *const pack_statuses[]; /* those the public sees */
extern const char *const pack_sorts[];

struct odds_row {
    const char *rarity;
    struct named collection;
    const char *drop_rate; /* percent, two decimals */
    int64_t fmv_min;       /* micros */
    int64_t fmv_max;
    int64_t available;
};

struct odds {
    const char *pack_id;
    int64_t version;
    const char *version_hash;
    int64_t expected_value_usd;
    struct list odds; /* struct odds_row, in published order */
};
extern const struct shape odds_shape;

struct pack_filter {
    const char *series_id; /* NULL: any */
    const char *status;    /* NULL: any */
    const char *sort;      /* one of pack_sorts; NULL: newest */
};

enum status packs_list_series(struct context *context, struct page *ret_page) MUST_CHECK;
enum status packs_list(struct context *context, const struct pack_filter *filter, const char *cursor, int64_t limit,
                       struct page *ret_page) MUST_CHECK;
enum status packs_show(struct context *context, const char *id, struct pack *ret_pack) MUST_CHECK;
enum status packs_show_odds(struct context *context, const char *id, struct odds *ret_odds) MUST_CHECK;

/* Removes what memcached holds about a pack; call it once its change is committed. */
void packs_forget_cached(struct context *context, const char *pack_id);

#endif
