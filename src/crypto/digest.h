/* Hashes, message authentication, randomness and comparison, on OpenSSL. Any failure of OpenSSL here is a broken
 * installation and ends the process: no caller could go on safely. */
#ifndef GEM_DIGEST_H
#define GEM_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { SHA256_SIZE = 32 };

/* SHA-256 (FIPS 180-4). */
void digest_sha256(const void *bytes, size_t length, unsigned char ret_digest[SHA256_SIZE]);

/* HMAC-SHA-256 (RFC 2104). */
void digest_hmac_sha256(const void *key, size_t key_length, const void *message, size_t message_length,
                        unsigned char ret_digest[SHA256_SIZE]);

/* Fills from OpenSSL's cryptographic generator. */
void digest_random(void *ret_bytes, size_t length);

/* Equal, in time that depends on `length` alone? */
bool digest_equal(const void *left, const void *right, size_t length);

#endif
