#include "id.h"

#include "arena.h"
#include "clock.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

const char *id_new(struct arena *arena) {
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        abort();
    uint64_t milliseconds = (uint64_t)(clock_now() / 1000);
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(milliseconds >> (40 - 8 * i));
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const char *hex = text_hex(arena, bytes, sizeof bytes);
    return arena_format(arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

bool id_is_valid(const char *text) {
    if (strlen(text) != ID_TEXT_LENGTH)
        return false;
    for (int i = 0; i < ID_TEXT_LENGTH; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : strchr("0123456789abcdef", text[i]) == NULL)
            return false;
    }
    return true;
}
