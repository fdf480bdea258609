/* Packs as administrators see and make them: drafts too, with their odds, how deep the pools behind them are, what a
 * pack is worth now, and every version of the odds. */
#ifndef GEM_PACK_MANAGE_H
#define GEM_PACK_MANAGE_H

#include "context.h"
#include "shape.h"

/* Something to choose in a form. */
struct form_option {
    const char *value;
    const char *label;
    const char *figure; /* of a pool: what its gems are worth on average, USD */
    int64_t count;      /* of a pool: how many gems wait in it */
};
extern const struct shape form_option_shape;

/* A pack itself, without its odds. */
struct managed_pack {
    const char *id;
    const char *series_id;
    const char *series;
    const char *name;
    const char *description;
    int64_t price_usd; /* micros */
    int64_t xp_reward;
    int64_t max_supply;
    int64_t remaining;
    const char *status; /* one of managed_statuses */
    const char *image_gradient;
    const char *cover_image_url;
    int64_t odds_version; /* FIELD_INTEGER_NONE: it has no odds yet */
    const char *version_hash;
    int64_t created_at;
    int64_t version;            /* of what stands here; counted by the database */
    int64_t expected_value_usd; /* of lists: micros, from the pools' last count */
};
extern const struct shape managed_pack_shape;
extern const struct shape managed_pack_row_shape;

/* A row of the current odds. */
struct managed_row {
    const char *pool_id;
    const char *collection;
    const char *rarity;
    const char *drop_rate; /* percent, two decimals */
    int64_t fmv_min_usd;
    int64_t fmv_max_usd;
    int64_t available;
    int64_t average_fmv_usd;
};

struct managed_version {
    int64_t version;
    const char *version_hash;
    int64_t created_at;
    bool current;
    const char *odds; /* in words */
};

struct managed_detail {
    struct managed_pack pack;
    const char *instant_return; /* percent of the price that an instant sale of the gem gives back on average */
    int64_t instant_sale;       /* what one gives of a gem's value, in basis points */
    struct list rows;           /* struct managed_row */
    struct list versions;       /* struct managed_version, newest first */
    struct list series;         /* struct form_option */
    struct list pools;          /* struct form_option */
};
extern const struct shape managed_detail_shape;

extern const char *const managed_statuses[];

/* What a pack is to be. */
struct pack_wish {
    const char *series_id;
    const char *name;
    const char *description;
    int64_t price_usd;
    int64_t xp_reward;
    int64_t max_supply; /* of a new one */
    const char *image_gradient;
    const char *cover_image_url;
    const char *status; /* of one that is there */
    int64_t add_supply; /* FIELD_INTEGER_NONE: none */
};

struct pack_search {
    const char *q; /* part of its name; NULL: any */
    const char *series_id;
    const char *status;
};

enum status packs_manage_list(struct context *context, const struct pack_search *search, const char *cursor,
                              int64_t limit, struct page *ret_page) MUST_CHECK;
enum status packs_manage_show(struct context *context, const char *id, struct managed_detail *ret_pack) MUST_CHECK;

/* The pack with its row locked; within a transaction. */
enum status packs_manage_lock(struct context *context, const char *id, struct managed_pack *ret_pack) MUST_CHECK;

/* A draft without odds; its id in ret_id. STATUS_ALREADY_EXISTS for a name that is taken. */
enum status packs_manage_create(struct context *context, const struct pack_wish *wish, const char **ret_id) MUST_CHECK;

/* Makes a locked pack what is wished. The status moves as state_transition allows, else STATUS_RULE_REFUSED; without
 * odds it cannot become ACTIVE. What memcached holds about it is removed when that is committed. */
enum status packs_manage_change(struct context *context, const struct managed_pack *pack,
                                const struct pack_wish *wish) MUST_CHECK;

/* Publishes rows of struct pool_rate as the next version of a locked pack's odds (E54). */
enum status packs_manage_publish(struct context *context, const struct managed_pack *pack,
                                 const struct list *rows) MUST_CHECK;

/* Σ rate × average value: micros. */
enum status packs_expected_value(const struct managed_row *rows, size_t count, int64_t *ret_micros) MUST_CHECK;

/* What an instant sale of gems worth `value` on average gives back of `price`: "87.55" percent, in the arena. */
enum status packs_instant_return(struct context *context, int64_t value, int64_t price,
                                 const char **ret_percent) MUST_CHECK;

/* All series, to choose one in a form. */
enum status packs_series_options(struct context *context, struct list *ret_options) MUST_CHECK;

#endif
