/* Ed25519 (RFC 8032) on OpenSSL. */
#ifndef GEM_ED25519_H
#define GEM_ED25519_H

#include <stdbool.h>
#include <stddef.h>

enum { ED25519_KEY_SIZE = 32, ED25519_SIGNATURE_SIZE = 64 };

/* Does the public key verify the signature? S ≥ L, keys off the curve and keys of small order are refused. */
bool ed25519_verify(const unsigned char key[ED25519_KEY_SIZE], const void *message, size_t length,
                    const unsigned char signature[ED25519_SIGNATURE_SIZE]);

/* Signs with the key that comes from a seed (RFC 8032 section 5.1.5). Failure of OpenSSL ends the process. */
void ed25519_sign(const unsigned char seed[ED25519_KEY_SIZE], const void *message, size_t length,
                  unsigned char ret_signature[ED25519_SIGNATURE_SIZE]);

/* The public key of a seed. */
void ed25519_public_key(const unsigned char seed[ED25519_KEY_SIZE], unsigned char ret_key[ED25519_KEY_SIZE]);

/* Do the 32 bytes stand for a point of the curve, so that they may be a public key (RFC 8032 section 5.1.3)? As Solana
 * asks it: a y beyond the field's prime stands for what is left of it, and the sign of x = 0 may be either. */
bool ed25519_is_point(const unsigned char key[ED25519_KEY_SIZE]);

#endif
