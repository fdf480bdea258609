#include "wallet.h"

#include "arena.h"
#include "base58.h"
#include "ed25519.h"
#include "keccak.h"
#include "key_recovery.h"
#include "text.h"

#include <ctype.h>
#include <string.h>

enum { EVM_ADDRESS_SIZE = 20, EVM_ADDRESS_DIGITS = 40 };

const char *wallet_chain_name(enum wallet_chain chain) {
    return chain == WALLET_SOLANA ? "solana" : "evm";
}

/* EIP-55: a letter is upper case where the hash of the lower-case digits has a nibble of 8 or more. */
static const char *evm_checksummed(struct arena *arena, const char *lower_digits) {
    unsigned char digest[KECCAK256_SIZE];
    char *address = arena_format(arena, "0x%s", lower_digits);
    keccak256(lower_digits, EVM_ADDRESS_DIGITS, digest);
    for (int i = 0; i < EVM_ADDRESS_DIGITS; i++) {
        int nibble = i % 2 == 0 ? digest[i / 2] >> 4 : digest[i / 2] & 15;
        if (nibble >= 8)
            address[2 + i] = (char)toupper((unsigned char)address[2 + i]);
    }
    return address;
}

static const char *evm_canonical(struct arena *arena, const char *address) {
    if (strncmp(address, "0x", 2) != 0 || strlen(address) != 2 + EVM_ADDRESS_DIGITS ||
        strspn(address + 2, "0123456789abcdefABCDEF") != EVM_ADDRESS_DIGITS)
        return NULL;
    char *lower = arena_string(arena, address + 2);
    bool has_lower = false;
    bool has_upper = false;
    for (char *digit = lower; *digit != '\0'; digit++) {
        has_lower = has_lower || islower((unsigned char)*digit);
        has_upper = has_upper || isupper((unsigned char)*digit);
        *digit = (char)tolower((unsigned char)*digit);
    }
    const char *canonical = evm_checksummed(arena, lower);
    return has_lower && has_upper && !text_equal(canonical, address) ? NULL : canonical;
}

const char *wallet_address_canonical(struct arena *arena, enum wallet_chain chain, const char *address) {
    unsigned char key[ED25519_KEY_SIZE];
    if (chain == WALLET_EVM)
        return evm_canonical(arena, address);
    return base58_decode(address, key, sizeof key) ? arena_string(arena, address) : NULL;
}

static bool solana_signature_is_valid(const char *address, const char *message, const char *signature) {
    unsigned char key[ED25519_KEY_SIZE];
    unsigned char bytes[ED25519_SIGNATURE_SIZE];
    return base58_decode(address, key, sizeof key) && base58_decode(signature, bytes, sizeof bytes) &&
           ed25519_verify(key, message, strlen(message), bytes);
}

/* EIP-191, version 0x45. */
static void personal_digest(struct arena *arena, const char *message, unsigned char ret_digest[KECCAK256_SIZE]) {
    const char *text = arena_format(arena,
                                    "\x19"
                                    "Ethereum Signed Message:\n%zu%s",
                                    strlen(message), message);
    keccak256(text, strlen(text), ret_digest);
}

static bool parse_evm_signature(struct arena *arena, const char *signature,
                                unsigned char ret_bytes[RECOVERY_SIGNATURE_SIZE + 1]) {
    if (strncmp(signature, "0x", 2) != 0)
        return false;
    char *lower = arena_string(arena, signature + 2);
    for (char *digit = lower; *digit != '\0'; digit++)
        *digit = (char)tolower((unsigned char)*digit);
    return text_parse_hex(lower, ret_bytes, RECOVERY_SIGNATURE_SIZE + 1);
}

static bool evm_signature_is_valid(struct arena *arena, const char *address, const char *message,
                                   const char *signature) {
    unsigned char bytes[RECOVERY_SIGNATURE_SIZE + 1];
    unsigned char digest[KECCAK256_SIZE];
    unsigned char point[RECOVERY_POINT_SIZE];
    if (!parse_evm_signature(arena, signature, bytes))
        return false;
    int version = bytes[RECOVERY_SIGNATURE_SIZE];
    personal_digest(arena, message, digest);
    if (!key_recover(digest, bytes, version >= 27 ? version - 27 : version, point))
        return false;
    keccak256(point, sizeof point, digest);
    const char *digits = text_hex(arena, digest + KECCAK256_SIZE - EVM_ADDRESS_SIZE, EVM_ADDRESS_SIZE);
    return text_equal(evm_checksummed(arena, digits), address);
}

bool wallet_signature_is_valid(struct arena *arena, enum wallet_chain chain, const char *address, const char *message,
                               const char *signature) {
    return chain == WALLET_SOLANA ? solana_signature_is_valid(address, message, signature)
                                  : evm_signature_is_valid(arena, address, message, signature);
}
