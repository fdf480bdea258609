#include "catalog/rarity.h"

#include "text.h"

#include <stddef.h>

const char *const rarities[] = {"COMMON", "UNCOMMON", "RARE", "EPIC", "LEGENDARY", NULL};

int rarity_rank(const char *rarity) {
    int rank = 0;
    while (rarities[rank] != NULL && !text_equal(rarities[rank], rarity))
        rank++;
    return rank;
}
