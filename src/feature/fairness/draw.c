#include "fairness/draw.h"

#include "digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAXIMUM = CLIENT_SEED_MAXIMUM + 3 * 24 };

static uint64_t hmac_number(const struct draw_seed *seed, const char *message) {
    unsigned char digest[SHA256_SIZE];
    uint64_t number = 0;
    digest_hmac_sha256(seed->server_seed, SERVER_SEED_SIZE, message, strlen(message), digest);
    for (int i = 0; i < 8; i++)
        number = number << 8 | digest[i];
    return number;
}

static uint64_t attempt_number(const struct draw_seed *seed, int64_t unit, int64_t attempt) {
    char message[MESSAGE_MAXIMUM];
    snprintf(message, sizeof message, "%s:%" PRId64 ":%" PRId64 ":%" PRId64, seed->client_seed, seed->nonce, unit,
             attempt);
    return hmac_number(seed, message);
}

/* 2^64 mod T numbers at the top would favour the first rows. Unsigned arithmetic wraps at 2^64, which is what is meant
 * here. */
static int is_rejected(uint64_t number, uint64_t total) {
    uint64_t remainder = (0 - total) % total;
    return remainder != 0 && number >= 0 - remainder;
}

struct draw_result draw_row(const struct draw_seed *seed, int64_t unit, const uint64_t *weights, size_t count) {
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++)
        if (__builtin_add_overflow(total, weights[i], &total))
            abort();
    if (total == 0)
        abort();
    struct draw_result result = {0};
    result.number = attempt_number(seed, unit, 0);
    while (is_rejected(result.number, total))
        result.number = attempt_number(seed, unit, ++result.attempt);
    uint64_t left = result.number % total;
    for (; left >= weights[result.row]; result.row++)
        left -= weights[result.row];
    return result;
}

uint64_t draw_start_position(const struct draw_seed *seed, int64_t unit, uint64_t size) {
    char message[MESSAGE_MAXIMUM];
    snprintf(message, sizeof message, "%s:%" PRId64 ":%" PRId64 ":gem", seed->client_seed, seed->nonce, unit);
    return hmac_number(seed, message) % size;
}
