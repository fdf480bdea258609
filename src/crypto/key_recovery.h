/* ECDSA over secp256k1 with key recovery (SEC 1 section 4.1.6), on libsecp256k1. */
#ifndef GEM_KEY_RECOVERY_H
#define GEM_KEY_RECOVERY_H

#include <stdbool.h>

enum { RECOVERY_DIGEST_SIZE = 32, RECOVERY_SIGNATURE_SIZE = 64, RECOVERY_POINT_SIZE = 64 };

/* The public key (x ‖ y, big-endian) that made the signature r ‖ s with this recovery id (0 or 1) over a digest. False
 * for r or s of zero or beyond the order, for s in the upper half (a second signature of the same key for the same
 * text), and when there is no such key. */
bool key_recover(const unsigned char digest[RECOVERY_DIGEST_SIZE],
                 const unsigned char signature[RECOVERY_SIGNATURE_SIZE], int recovery_id,
                 unsigned char ret_point[RECOVERY_POINT_SIZE]);

#endif
