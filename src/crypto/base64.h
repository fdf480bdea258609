/* Base64 with padding (RFC 4648 section 4). */
#ifndef GEM_BASE64_H
#define GEM_BASE64_H

#include <stddef.h>

struct arena;

/* In the arena. */
char *base64_encode(struct arena *arena, const void *bytes, size_t length);

#endif
