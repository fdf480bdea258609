#include "ed25519.h"

#include <openssl/evp.h>

bool ed25519_verify(const unsigned char key[ED25519_KEY_SIZE], const void *message, size_t length,
                    const unsigned char signature[ED25519_SIGNATURE_SIZE]) {
    bool valid = false;
    EVP_PKEY *public_key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, ED25519_KEY_SIZE);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (public_key == NULL || digest == NULL || EVP_DigestVerifyInit(digest, NULL, NULL, NULL, public_key) != 1)
        goto out;
    valid = EVP_DigestVerify(digest, signature, ED25519_SIGNATURE_SIZE, message, length) == 1;
out:
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(public_key);
    return valid;
}
