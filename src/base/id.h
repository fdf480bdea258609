/* UUIDs: version 7 (RFC 9562 section 5.7) made here, any version accepted. */
#ifndef GEM_ID_H
#define GEM_ID_H

#include <stdbool.h>

struct arena;

enum { ID_TEXT_LENGTH = 36 };

/* A new UUIDv7 as lower-case text in the arena: the platform's milliseconds, then 74 random bits. */
const char *id_new(struct arena *arena);

/* A UUID in lower-case canonical form? */
bool id_is_valid(const char *text);

#endif
