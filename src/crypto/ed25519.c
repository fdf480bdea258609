#include "ed25519.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* The y of the points of small order, and the two that stand for the same beyond the field's prime, little-endian. A
 * hash times such a point is one of eight points, so anybody can write a signature under it; 0 is also the address of
 * Solana's system program. */
static const unsigned char weak_keys[][ED25519_KEY_SIZE] = {
    {0},
    {1},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
};

static bool is_weak(const unsigned char key[ED25519_KEY_SIZE]) {
    unsigned char y[ED25519_KEY_SIZE];
    memcpy(y, key, sizeof y);
    y[ED25519_KEY_SIZE - 1] &= 0x7f; /* the sign of x */
    for (size_t i = 0; i < sizeof weak_keys / sizeof *weak_keys; i++)
        if (memcmp(y, weak_keys[i], sizeof y) == 0)
            return true;
    return false;
}

bool ed25519_verify(const unsigned char key[ED25519_KEY_SIZE], const void *message, size_t length,
                    const unsigned char signature[ED25519_SIGNATURE_SIZE]) {
    bool valid = false;
    EVP_PKEY *public_key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, ED25519_KEY_SIZE);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (is_weak(key) || public_key == NULL || digest == NULL ||
        EVP_DigestVerifyInit(digest, NULL, NULL, NULL, public_key) != 1)
        goto out;
    valid = EVP_DigestVerify(digest, signature, ED25519_SIGNATURE_SIZE, message, length) == 1;
out:
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(public_key);
    return valid;
}

/* OpenSSL's copy of the seed goes with it, wiped. */
static EVP_PKEY *private_key(const unsigned char seed[ED25519_KEY_SIZE]) {
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, ED25519_KEY_SIZE);
    if (key == NULL)
        abort();
    return key;
}

void ed25519_sign(const unsigned char seed[ED25519_KEY_SIZE], const void *message, size_t length,
                  unsigned char ret_signature[ED25519_SIGNATURE_SIZE]) {
    size_t size = ED25519_SIGNATURE_SIZE;
    EVP_PKEY *key = private_key(seed);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (digest == NULL || EVP_DigestSignInit(digest, NULL, NULL, NULL, key) != 1 ||
        EVP_DigestSign(digest, ret_signature, &size, message, length) != 1)
        abort();
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(key);
}

void ed25519_public_key(const unsigned char seed[ED25519_KEY_SIZE], unsigned char ret_key[ED25519_KEY_SIZE]) {
    size_t size = ED25519_KEY_SIZE;
    EVP_PKEY *key = private_key(seed);
    if (EVP_PKEY_get_raw_public_key(key, ret_key, &size) != 1)
        abort();
    EVP_PKEY_free(key);
}

/* x² = (y² − 1) / (d·y² + 1) with d = −121665/121666. A quotient is a square when the product is, which saves dividing:
 * (y² − 1)·121666 · (121666 − 121665·y²) must be 0 or a square modulo p = 2²⁵⁵ − 19. */
static int x_squared_symbol(BIGNUM *y, BN_CTX *scratch) {
    enum { NUMERATOR = 121665, DENOMINATOR = 121666, OFFSET = 19, BITS = 255 };
    int symbol = -2;
    BIGNUM *prime = BN_CTX_get(scratch);
    BIGNUM *left = BN_CTX_get(scratch);
    BIGNUM *right = BN_CTX_get(scratch);
    BIGNUM *product = BN_CTX_get(scratch);
    if (product == NULL || !BN_set_bit(prime, BITS) || !BN_sub_word(prime, OFFSET) ||
        !BN_mod_sqr(right, y, prime, scratch) || !BN_copy(left, right) || !BN_sub_word(left, 1))
        return symbol;
    BN_set_negative(right, 1);
    if (BN_mul_word(left, DENOMINATOR) && BN_mul_word(right, NUMERATOR) && BN_add_word(right, DENOMINATOR) &&
        BN_mod_mul(product, left, right, prime, scratch))
        symbol = BN_kronecker(product, prime, scratch);
    return symbol;
}

bool ed25519_is_point(const unsigned char key[ED25519_KEY_SIZE]) {
    unsigned char bytes[ED25519_KEY_SIZE];
    memcpy(bytes, key, sizeof bytes);
    bytes[ED25519_KEY_SIZE - 1] &= 0x7f; /* the sign of x */
    BN_CTX *scratch = BN_CTX_new();
    BIGNUM *y = BN_lebin2bn(bytes, sizeof bytes, NULL);
    if (scratch == NULL || y == NULL)
        abort();
    BN_CTX_start(scratch);
    int symbol = x_squared_symbol(y, scratch);
    if (symbol < -1)
        abort();
    BN_CTX_end(scratch);
    BN_CTX_free(scratch);
    BN_free(y);
    return symbol != -1;
}
