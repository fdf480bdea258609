/* The vault: the gems a user holds, where each came from, and what it was worth when. */
#ifndef GEM_VAULT_H
#define GEM_VAULT_H

#include "context.h"
#include "shape.h"

struct gem_attributes {
    const char *laboratory;
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
};
extern const struct shape gem_attributes_shape;

struct vault_item {
    const char *id;
    const char *nft_id;
    const char *name;
    const char *collection;
    const char *rarity;
    int64_t fmv; /* micros */
    const char *status;
    const char *source;
    int64_t acquired_at;
    const char *image_url;
    const char *listing_id;
    const char *certificate;
    struct gem_attributes attributes;
};
extern const struct shape vault_item_shape;

struct vault_detail {
    struct vault_item item;
    struct list provenance;  /* every owner and event, oldest first */
    struct list fmv_history; /* oldest first */
};
extern const struct shape vault_detail_shape;

extern const char *const vault_statuses[];
extern const char *const vault_sorts[];

struct vault_filter {
    const char *status; /* NULL: everything still held */
    const char *sort;   /* one of vault_sorts; NULL: newest */
};

enum status vault_list(struct context *context, const char *user_id, const struct vault_filter *filter,
                       const char *cursor, int64_t limit, struct page *ret_page) MUST_CHECK;
enum status vault_show(struct context *context, const char *user_id, const char *id,
                       struct vault_detail *ret_detail) MUST_CHECK;

#endif
