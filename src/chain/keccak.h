/* Keccak-256 as Ethereum uses it: the Keccak submission (version 3) with rate 1088 and the old padding byte 0x01. It is
 * not the SHA3-256 of FIPS 202, which pads with 0x06. */
#ifndef GEM_KECCAK_H
#define GEM_KECCAK_H

#include <stddef.h>

enum { KECCAK256_SIZE = 32 };

void keccak256(const void *bytes, size_t length, unsigned char ret_digest[KECCAK256_SIZE]);

#endif
