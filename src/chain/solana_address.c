#include "solana_address.h"

#include "arena.h"
#include "base58.h"
#include "digest.h"
#include "ed25519.h"

#include <string.h>

enum { SEEDS_MAXIMUM = 15, SEED_MAXIMUM = 32, BUMP_MAXIMUM = 255 };

static const char marker[] = "ProgramDerivedAddress";

bool solana_address_is_valid(const char *address) {
    unsigned char bytes[SOLANA_ADDRESS_SIZE];
    return base58_decode(address, bytes, sizeof bytes);
}

bool solana_address_is_wallet(const char *address) {
    unsigned char bytes[SOLANA_ADDRESS_SIZE];
    return base58_decode(address, bytes, sizeof bytes) && ed25519_is_point(bytes);
}

static size_t append(unsigned char *to, size_t length, const void *bytes, size_t more) {
    memcpy(to + length, bytes, more);
    return length + more;
}

const char *solana_program_address(struct arena *arena, const char *program, const struct solana_seed *seeds,
                                   size_t count) {
    unsigned char program_key[SOLANA_ADDRESS_SIZE];
    unsigned char digest[SHA256_SIZE];
    unsigned char hashed[SEEDS_MAXIMUM * SEED_MAXIMUM + 1 + SOLANA_ADDRESS_SIZE + sizeof marker];
    size_t length = 0;
    if (count > SEEDS_MAXIMUM || !base58_decode(program, program_key, sizeof program_key))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (seeds[i].length > SEED_MAXIMUM)
            return NULL;
        length = append(hashed, length, seeds[i].bytes, seeds[i].length);
    }
    unsigned char *bump = &hashed[length++];
    length = append(hashed, length, program_key, sizeof program_key);
    length = append(hashed, length, marker, strlen(marker));
    for (int value = BUMP_MAXIMUM; value >= 0; value--) {
        *bump = (unsigned char)value;
        digest_sha256(hashed, length, digest);
        if (!ed25519_is_point(digest))
            return base58_encode(arena, digest, sizeof digest);
    }
    return NULL;
}

const char *solana_token_account(struct arena *arena, const char *owner, const char *mint) {
    unsigned char keys[3][SOLANA_ADDRESS_SIZE];
    const char *const addresses[3] = {owner, SOLANA_TOKEN_PROGRAM, mint};
    struct solana_seed seeds[3];
    for (size_t i = 0; i < 3; i++) {
        if (!base58_decode(addresses[i], keys[i], sizeof keys[i]))
            return NULL;
        seeds[i] = (struct solana_seed){keys[i], sizeof keys[i]};
    }
    return solana_program_address(arena, SOLANA_TOKEN_ACCOUNT_PROGRAM, seeds, 3);
}

const char *solana_reference(struct arena *arena) {
    unsigned char bytes[SOLANA_ADDRESS_SIZE];
    digest_random(bytes, sizeof bytes);
    return base58_encode(arena, bytes, sizeof bytes);
}
