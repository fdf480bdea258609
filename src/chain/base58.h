/* Base58 with Bitcoin's alphabet, as Solana writes keys and signatures: a number in base 58, one '1' for each leading
 * zero byte. */
#ifndef GEM_BASE58_H
#define GEM_BASE58_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { BASE58_BYTES_MAXIMUM = 128 };

/* Up to BASE58_BYTES_MAXIMUM bytes as text, in the arena. */
char *base58_encode(struct arena *arena, const void *bytes, size_t length);

/* A text that stands for exactly `length` (at most BASE58_BYTES_MAXIMUM) bytes; false for anything else. */
bool base58_decode(const char *text, void *ret_bytes, size_t length);

#endif
