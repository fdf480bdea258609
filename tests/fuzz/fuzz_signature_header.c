/* libFuzzer target: a first line as the header, the rest as the body. Nobody signs by chance; what we sign is accepted
 * whatever the body, and no more when a secret is missing; a secret is itself and no other text. */
#include "arena.h"
#include "digest.h"
#include "fuzz.h"
#include "signature_header.h"
#include "text.h"

#include <string.h>

#define SECRET "whsec_0123456789abcdef"
#define OTHER_SECRET "whsec_fedcba9876543210"

enum { NOW = 1768471200, TOLERANCE = 300 };

static bool is_valid(const char *header, const char *body, size_t length, const char *secrets) {
    return signature_header_is_valid(header, body, length, secrets, NOW, TOLERANCE);
}

static const char *sign(struct arena *arena, const char *body, size_t length) {
    unsigned char digest[SHA256_SIZE];
    struct text message = text_new(arena, length + 64);
    text_append_format(&message, "%d.", NOW);
    text_append_bytes(&message, body, length);
    digest_hmac_sha256(SECRET, strlen(SECRET), message.data, message.length, digest);
    return text_hex(arena, digest, sizeof digest);
}

static void check_secrets(const char *text) {
    bool plain = *text != '\0' && strchr(text, ',') == NULL;
    fuzz_must(secret_matches(text, text) == plain, "a secret is itself, unless it is none");
    fuzz_must(!secret_matches(text, ""), "no secret matches nothing");
    fuzz_must(secret_matches(text, SECRET) == text_equal(text, SECRET), "nobody knows the secret");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = fuzz_context()->arena;
    const char *header = arena_copy(arena, data, size);
    size_t length = strcspn(header, "\n");
    const char *body = header + length + (length < size);
    size_t body_length = size - (size_t)(body - header);
    header = arena_copy(arena, data, length);

    fuzz_must(!is_valid(header, body, body_length, SECRET), "nobody signs by chance");
    const char *good = arena_format(arena, "t=%d,v1=%s", NOW, sign(arena, body, body_length));
    fuzz_must(is_valid(good, body, body_length, SECRET), "what we sign is accepted");
    fuzz_must(is_valid(good, body, body_length, OTHER_SECRET "," SECRET), "by any of the secrets");
    fuzz_must(!is_valid(good, body, body_length, OTHER_SECRET), "but by no other");
    fuzz_must(!is_valid(good, body, body_length, ""), "nor by none");
    bool mixed = is_valid(arena_format(arena, "%s,%s", good, header), body, body_length, SECRET);
    fuzz_must(!mixed || strchr(header, '=') != NULL, "all of a header must be of its form");
    check_secrets(header);
    return 0;
}
