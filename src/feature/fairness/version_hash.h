/* The hash that names a version of odds: SHA-256 over the canonical JSON (RFC 8785) of its rows in published order. */
#ifndef GEM_VERSION_HASH_H
#define GEM_VERSION_HASH_H

#include "shape.h"

struct arena;

/* A row as it is hashed: every value the text that is published. */
struct hashed_row {
    const char *collection_id;
    const char *drop_rate; /* percent, two decimals */
    const char *fmv_max;   /* six decimals */
    const char *fmv_min;
    const char *rarity;
};
extern const struct shape hashed_row_shape;

/* In hexadecimal, in the arena. */
const char *version_hash_make(struct arena *arena, const struct hashed_row *rows, size_t count);

/* "12.34" percent as 1234; 0 when it is no such text. */
int64_t version_hash_parse_rate(const char *drop_rate);

#endif
