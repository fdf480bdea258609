#include "key_recovery.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <string.h>

static bool is_low_s(const secp256k1_context *context, const secp256k1_ecdsa_recoverable_signature *recoverable) {
    secp256k1_ecdsa_signature signature;
    secp256k1_ecdsa_recoverable_signature_convert(context, &signature, recoverable);
    return secp256k1_ecdsa_signature_normalize(context, NULL, &signature) == 0;
}

bool key_recover(const unsigned char digest[RECOVERY_DIGEST_SIZE],
                 const unsigned char signature[RECOVERY_SIGNATURE_SIZE], int recovery_id,
                 unsigned char ret_point[RECOVERY_POINT_SIZE]) {
    const secp256k1_context *context = secp256k1_context_static;
    secp256k1_ecdsa_recoverable_signature recoverable;
    secp256k1_pubkey key;
    unsigned char serialized[1 + RECOVERY_POINT_SIZE];
    size_t length = sizeof serialized;
    if (recovery_id < 0 || recovery_id > 1)
        return false;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(context, &recoverable, signature, recovery_id) != 1 ||
        !is_low_s(context, &recoverable))
        return false;
    if (secp256k1_ecdsa_recover(context, &key, &recoverable, digest) != 1)
        return false;
    secp256k1_ec_pubkey_serialize(context, serialized, &length, &key, SECP256K1_EC_UNCOMPRESSED);
    memcpy(ret_point, serialized + 1, RECOVERY_POINT_SIZE);
    return true;
}
