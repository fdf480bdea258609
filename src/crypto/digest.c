#include "digest.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

static void must(bool succeeded) {
    if (succeeded)
        return;
    fputs("OpenSSL failed\n", stderr);
    abort();
}

void digest_sha256(const void *bytes, size_t length, unsigned char ret_digest[SHA256_SIZE]) {
    must(EVP_Digest(bytes, length, ret_digest, NULL, EVP_sha256(), NULL) == 1);
}

void digest_hmac_sha256(const void *key, size_t key_length, const void *message, size_t message_length,
                        unsigned char ret_digest[SHA256_SIZE]) {
    unsigned int size = 0;
    must(key_length <= INT_MAX);
    must(HMAC(EVP_sha256(), key, (int)key_length, message, message_length, ret_digest, &size) != NULL);
}

void digest_random(void *ret_bytes, size_t length) {
    must(length <= INT_MAX && RAND_bytes(ret_bytes, (int)length) == 1);
}

bool digest_equal(const void *left, const void *right, size_t length) {
    return CRYPTO_memcmp(left, right, length) == 0;
}
