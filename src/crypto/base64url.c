#include "base64url.h"

#include "arena.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *base64url_encode(struct arena *arena, const void *bytes, size_t length) {
    const unsigned char *from = bytes;
    char *text = arena_alloc(arena, length * 4 / 3 + 4);
    char *to = text;
    uint32_t bits = 0;
    int held = 0;
    for (size_t i = 0; i < length; i++) {
        bits = bits << 8 | from[i];
        for (held += 8; held >= 6; held -= 6)
            *to++ = alphabet[bits >> (held - 6) & 63];
    }
    if (held > 0)
        *to++ = alphabet[bits << (6 - held) & 63];
    return text;
}

bool base64url_decode(struct arena *arena, const char *text, size_t length, unsigned char **ret_bytes,
                      size_t *ret_length) {
    unsigned char *bytes = arena_alloc(arena, length * 3 / 4 + 1);
    size_t count = 0;
    uint32_t bits = 0;
    int held = 0;
    for (size_t i = 0; i < length; i++) {
        const char *digit = text[i] == '\0' ? NULL : strchr(alphabet, text[i]);
        if (digit == NULL)
            return false;
        bits = bits << 6 | (uint32_t)(digit - alphabet);
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        bytes[count++] = (unsigned char)(bits >> held & 0xff);
    }
    /* Left-over bits must be zero and fewer than a whole character: else two texts would mean the same bytes. */
    if (held >= 6 || (bits & ((1u << held) - 1)) != 0)
        return false;
    *ret_bytes = bytes;
    *ret_length = count;
    return true;
}
