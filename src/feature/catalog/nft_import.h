/* Importing gems in one batch: checked whole, in one transaction or not at all (E55), every bad row named.
 *
 * A stone joins the pool of its collection and rarity. The new stones of a pool are put in a random order, which is
 * committed to by hash in the same transaction: from then on the order is fixed. */
#ifndef GEM_NFT_IMPORT_H
#define GEM_NFT_IMPORT_H

#include "context.h"

enum { IMPORT_STONES_MAXIMUM = 200000 };

struct import_result {
    int64_t stones;
    int64_t pools;
};

/* `bytes` is the JSON of a batch: {"nfts": [ … ]}. STATUS_INVALID_INPUT with one field error for every fault. */
enum status nft_import(struct context *context, const char *bytes, size_t length,
                       struct import_result *ret_result) MUST_CHECK;

#endif
