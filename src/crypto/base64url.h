/* Base64 for URLs without padding (RFC 4648 section 5). */
#ifndef GEM_BASE64URL_H
#define GEM_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* In the arena. */
char *base64url_encode(struct arena *arena, const void *bytes, size_t length);

/* `length` characters back into bytes (arena, NUL added). False for anything but the canonical encoding. */
bool base64url_decode(struct arena *arena, const char *text, size_t length, unsigned char **ret_bytes,
                      size_t *ret_length);

#endif
