/* Importing gems in one batch: checked whole, in one transaction or not at all (E55), every bad row named.
 *
 * A stone joins the pool of its collection and rarity. The new stones of a pool are put in a random order, which is
 * committed to by hash in the same transaction: from then on the order is fixed. */
#ifndef GEM_NFT_IMPORT_H
#define GEM_NFT_IMPORT_H

#include "catalog/pool_order.h"
#include "context.h"
#include "shape.h"

enum { IMPORT_STONES_MAXIMUM = 200000 };

/* What is said of a stone when it comes into the catalogue. */
extern const struct shape stone_shape;

/* {"nfts": [ … ], "dry_run": true} */
struct nft_batch {
    struct list nfts; /* struct stone */
    bool dry_run;
};
extern const struct shape nft_batch_shape;

struct import_result {
    bool dry_run; /* nothing was imported */
    int64_t stones;
    int64_t pools;
    int64_t total_fmv_usd; /* micros */
};
extern const struct shape import_result_shape;

extern const char *const gem_species[];

/* `bytes` is the JSON of a batch: {"nfts": [ … ]}. STATUS_INVALID_INPUT with one field error for every fault. */
enum status nft_import(struct context *context, const char *bytes, size_t length,
                       struct import_result *ret_result) MUST_CHECK;

/* The same in steps: reads a batch, which may be read in part when faults are named; and imports what was read, or only
 * looks through it when it says so. */
enum status nft_import_read(struct context *context, const char *bytes, size_t length,
                            struct nft_batch *ret_batch) MUST_CHECK;
enum status nft_import_batch(struct context *context, const struct nft_batch *batch,
                             struct import_result *ret_result) MUST_CHECK;

/* One stone, by the same rules; sets its id. A fault is named by its field alone. */
enum status nft_import_one(struct context *context, struct stone *stone) MUST_CHECK;

/* Whether a stone's decimals fit their columns; what does not is named with `prefix` before it. */
enum status nft_import_check_bounds(struct context *context, const struct stone *stone, const char *prefix) MUST_CHECK;

#endif
