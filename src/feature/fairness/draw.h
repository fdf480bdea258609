/* The draw: pure arithmetic on a committed seed, exactly as published in docs/fairness.md, so that anyone recomputes
 * it.
 *
 * For unit i of an opening and attempt k (both from 0), r is the first eight bytes, big-endian, of
 * HMAC-SHA-256(server_seed, client_seed ":" nonce ":" i ":" k). With T the total weight, r ≥ ⌊2^64 / T⌋ · T is rejected
 * and the next attempt is made: no row is favoured by the remainder. Else r mod T falls into the rows, taken in their
 * published order. */
#ifndef GEM_DRAW_H
#define GEM_DRAW_H

#include <stddef.h>
#include <stdint.h>

enum { SERVER_SEED_SIZE = 32, CLIENT_SEED_MAXIMUM = 64 };

#define CLIENT_SEED_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _-"

struct draw_seed {
    unsigned char server_seed[SERVER_SEED_SIZE];
    const char *client_seed;
    int64_t nonce;
};

struct draw_result {
    int64_t attempt;
    size_t row;
    uint64_t number; /* the accepted r */
};

/* Draws one unit among `count` rows of the given weights; their sum must be above zero. */
struct draw_result draw_row(const struct draw_seed *seed, int64_t unit, const uint64_t *weights, size_t count);

/* Where in a pool of `size` > 0 the search for the unit's gem starts: HMAC over client_seed ":" nonce ":" i ":gem",
 * modulo size. */
uint64_t draw_start_position(const struct draw_seed *seed, int64_t unit, uint64_t size);

#endif
