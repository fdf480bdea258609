/* Publishing packs from a file: series, packs and the first version of their odds, all or nothing. */
#ifndef GEM_PACK_IMPORT_H
#define GEM_PACK_IMPORT_H

#include "context.h"

struct pack_import_result {
    int64_t series;
    int64_t packs;
};

/* {"series": [{name, description, packs: [{name, description, price_usd, max_supply, xp_reward, image_gradient, status,
 * odds:
 * [{collection, rarity, drop_rate}]}]}]}. STATUS_DROP_RATES_NOT_100 when a pack's rates do not add up,
 * STATUS_INVALID_INPUT with a field error for every other fault, also for odds that name a pool without stones. */
enum status pack_import(struct context *context, const char *bytes, size_t length,
                        struct pack_import_result *ret_result) MUST_CHECK;

#endif
