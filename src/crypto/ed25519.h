/* Ed25519 (RFC 8032) on OpenSSL. */
#ifndef GEM_ED25519_H
#define GEM_ED25519_H

#include <stdbool.h>
#include <stddef.h>

enum { ED25519_KEY_SIZE = 32, ED25519_SIGNATURE_SIZE = 64 };

/* Does the public key verify the signature? S ≥ L, keys off the curve and keys of small order are refused. */
bool ed25519_verify(const unsigned char key[ED25519_KEY_SIZE], const void *message, size_t length,
                    const unsigned char signature[ED25519_SIGNATURE_SIZE]);

#endif
