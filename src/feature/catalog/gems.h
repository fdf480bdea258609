/* Gems as administrators see them: found by name, certificate or words, where each is, what it was worth when, and the
 * little about a gem that can be changed. Its certificate number and its place in its pool never change. */
#ifndef GEM_GEMS_H
#define GEM_GEMS_H

#include "catalog/pool_order.h"
#include "context.h"
#include "shape.h"

struct gem_row {
    const char *id;
    const char *certificate;
    const char *name;
    const char *collection;
    const char *rarity;
    const char *species;
    const char *shape;
    const char *carat;
    int64_t fmv_usd;   /* micros */
    const char *state; /* one of gem_states */
    bool on_shelf;
    int64_t imported_at;
    const char *sort_key;
};
extern const struct shape gem_row_shape;

/* All that is kept of a gem itself. */
struct gem_record {
    const char *id;
    const char *certificate;
    const char *laboratory;
    const char *name;
    const char *collection;
    const char *rarity;
    const char *state;
    bool on_shelf;
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
    int64_t fmv_at;
    const char *image_url; /* NULL: drawn */
    const char *picture_url;
    const char *pool_id;
    int64_t pool_position;
    const char *owner_id; /* NULL: nobody holds it */
    const char *owner_handle;
    int64_t imported_at;
    int64_t version;
};
extern const struct shape gem_record_shape;

struct gem_event {
    int64_t at;
    const char *event;
    const char *owner_id;
    const char *owner;
};

struct gem_value {
    int64_t observed_at;
    int64_t fmv_usd; /* micros */
    const char *source;
};

struct gem_detail {
    struct gem_record record;
    struct list events; /* struct gem_event, oldest first */
    struct list values; /* struct gem_value, oldest first */
};
extern const struct shape gem_detail_shape;

extern const char *const gem_states[];
extern const char *const gem_sorts[];

struct gem_search {
    const char *q; /* part of a name or certificate number, words that describe it, or an id; NULL: any */
    const char *rarity;
    const char *collection; /* by name */
    const char *state;
    const char *sort; /* one of gem_sorts; NULL: newest */
};

/* What an administrator wants a gem to be. */
struct gem_change {
    struct stone stone; /* name, laboratory, species, shape, carat, …, image_url; fmv_usd may be MONEY_NONE: as it is */
    const char *confirm_change;
};

enum status gems_list(struct context *context, const struct gem_search *search, const char *cursor, int64_t limit,
                      struct page *ret_page) MUST_CHECK;

enum status gems_show(struct context *context, const char *id, struct gem_detail *ret_gem) MUST_CHECK;

/* The gem with its row locked; within a transaction. */
enum status gems_lock(struct context *context, const char *id, struct gem_record *ret_gem) MUST_CHECK;

/* Makes a locked gem what `change` says. Another value is noted in its history; one that is more than 20 % away from
 * the last must be named in confirm_change: STATUS_INVALID_INPUT says how. */
enum status gems_change(struct context *context, const struct gem_record *gem,
                        const struct gem_change *change) MUST_CHECK;

/* E56: takes a locked gem off the shelf, and out of its pool if it waits there, or puts it on again, at its own
 * position unless somebody has it. STATUS_CONFLICT when there is nothing to do, STATUS_RULE_REFUSED for a gem that was
 * delivered. */
enum status gems_set_shelf(struct context *context, const struct gem_record *gem, bool on_shelf) MUST_CHECK;

#endif
