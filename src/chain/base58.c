#include "base58.h"

#include "arena.h"

#include <stdlib.h>
#include <string.h>

/* log(256) / log(58) is below 1.37. */
enum { BASE58_TEXT_MAXIMUM = BASE58_BYTES_MAXIMUM * 137 / 100 + 2 };

static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

char *base58_encode(struct arena *arena, const void *bytes, size_t length) {
    const unsigned char *from = bytes;
    unsigned char digits[BASE58_TEXT_MAXIMUM] = {0}; /* least significant first */
    size_t count = 0;
    size_t zeros = 0;
    if (length > BASE58_BYTES_MAXIMUM)
        abort();
    while (zeros < length && from[zeros] == 0)
        zeros++;
    for (size_t i = zeros; i < length; i++) {
        unsigned carry = from[i];
        for (size_t j = 0; j < count || carry > 0; j++) {
            carry += digits[j] * 256u;
            digits[j] = (unsigned char)(carry % 58);
            carry /= 58;
            count = j + 1 > count ? j + 1 : count;
        }
    }
    char *text = arena_alloc(arena, zeros + count + 1);
    memset(text, '1', zeros);
    for (size_t i = 0; i < count; i++)
        text[zeros + i] = alphabet[digits[count - 1 - i]];
    return text;
}

bool base58_decode(const char *text, void *ret_bytes, size_t length) {
    unsigned char bytes[BASE58_BYTES_MAXIMUM] = {0}; /* least significant first */
    size_t count = 0;
    size_t zeros = 0;
    size_t text_length = strlen(text);
    if (length > BASE58_BYTES_MAXIMUM || text_length > BASE58_TEXT_MAXIMUM)
        return false;
    while (text[zeros] == '1')
        zeros++;
    for (size_t i = zeros; i < text_length; i++) {
        const char *digit = strchr(alphabet, text[i]);
        if (digit == NULL)
            return false;
        unsigned carry = (unsigned)(digit - alphabet);
        for (size_t j = 0; j < count || carry > 0; j++) {
            if (j == BASE58_BYTES_MAXIMUM)
                return false;
            carry += bytes[j] * 58u;
            bytes[j] = carry & 255;
            carry >>= 8;
            count = j + 1 > count ? j + 1 : count;
        }
    }
    if (zeros + count != length)
        return false;
    unsigned char *to = ret_bytes;
    memset(to, 0, zeros);
    for (size_t i = 0; i < count; i++)
        to[zeros + i] = bytes[count - 1 - i];
    return true;
}
