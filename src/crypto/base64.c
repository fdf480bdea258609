#include "base64.h"

#include "arena.h"
#include "base64url.h"

/* The other alphabet but for its last two characters, and filled up to groups of four. */
char *base64_encode(struct arena *arena, const void *bytes, size_t length) {
    const char *from = base64url_encode(arena, bytes, length);
    char *text = arena_alloc(arena, length / 3 * 4 + 5);
    size_t count = 0;
    for (; *from != '\0'; from++)
        text[count++] = *from == '-' ? '+' : *from == '_' ? '/' : *from;
    while (count % 4 != 0)
        text[count++] = '=';
    return text;
}
