#include "signature_header.h"

#include "arena.h"
#include "digest.h"
#include "text.h"

#include <string.h>

enum { SIGNATURE_LENGTH = 2 * SHA256_SIZE };

/* A piece of a longer text. */
struct part {
    const char *bytes;
    size_t length;
};

/* The next part of a comma separated list; false when there is none any more. */
static bool next_part(const char **list, struct part *ret_part) {
    if (*list == NULL)
        return false;
    *ret_part = (struct part){*list, strcspn(*list, ",")};
    *list = (*list)[ret_part->length] == ',' ? *list + ret_part->length + 1 : NULL;
    return true;
}

/* Turns "name=value" into its value; false for another name. */
static bool take_value(struct part *part, const char *name) {
    size_t length = strlen(name);
    if (part->length <= length || strncmp(part->bytes, name, length) != 0 || part->bytes[length] != '=')
        return false;
    *part = (struct part){part->bytes + length + 1, part->length - length - 1};
    return true;
}

/* The one t, in the digits that were signed; NULL for a header of another form. */
static const char *find_time(struct arena *arena, const char *header) {
    const char *time = NULL;
    for (struct part part; next_part(&header, &part);) {
        if (memchr(part.bytes, '=', part.length) == NULL)
            return NULL;
        if (!take_value(&part, "t"))
            continue;
        if (time != NULL)
            return NULL;
        time = arena_copy(arena, part.bytes, part.length);
    }
    return time;
}

static bool is_near(const char *time, int64_t now_seconds, int64_t tolerance_seconds) {
    int64_t seconds;
    return text_parse_integer(time, &seconds) && seconds >= now_seconds - tolerance_seconds &&
           seconds <= now_seconds + tolerance_seconds;
}

static bool has_signature(const char *header, const char signature[SIGNATURE_LENGTH]) {
    bool found = false;
    for (struct part part; next_part(&header, &part);)
        if (take_value(&part, "v1") && part.length == SIGNATURE_LENGTH)
            found |= digest_equal(part.bytes, signature, SIGNATURE_LENGTH);
    return found;
}

static bool is_signed(struct arena *arena, const char *header, const struct text *message, const char *secrets) {
    unsigned char digest[SHA256_SIZE];
    bool found = false;
    for (struct part secret; next_part(&secrets, &secret);) {
        if (secret.length == 0)
            continue;
        digest_hmac_sha256(secret.bytes, secret.length, message->data, message->length, digest);
        found |= has_signature(header, text_hex(arena, digest, sizeof digest));
    }
    return found;
}

bool signature_header_is_valid(const char *header, const void *body, size_t length, const char *secrets,
                               int64_t now_seconds, int64_t tolerance_seconds) {
    struct arena *arena = arena_new();
    const char *time = find_time(arena, header);
    bool valid = time != NULL && is_near(time, now_seconds, tolerance_seconds);
    if (valid) {
        struct text message = text_new(arena, strlen(time) + 1 + length);
        text_append_format(&message, "%s.", time);
        text_append_bytes(&message, body, length);
        valid = is_signed(arena, header, &message, secrets);
    }
    arena_free(arena);
    return valid;
}

/* By their digests, which are all of one length. */
bool secret_matches(const char *given, const char *secrets) {
    unsigned char left[SHA256_SIZE];
    unsigned char right[SHA256_SIZE];
    bool found = false;
    if (given == NULL)
        return false;
    digest_sha256(given, strlen(given), left);
    for (struct part secret; next_part(&secrets, &secret);) {
        digest_sha256(secret.bytes, secret.length, right);
        found |= secret.length > 0 && digest_equal(left, right, SHA256_SIZE);
    }
    return found;
}
