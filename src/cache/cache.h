/* memcached (libmemcached): a convenience that may vanish at any moment. Every failure reads as a miss or is ignored;
 * after one the servers are left alone for two seconds, so a dead cache costs nothing. Correctness never depends on it.
 */
#ifndef GEM_CACHE_H
#define GEM_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cache;

/* `servers`: "host:port" or a socket path, comma separated; "" gives a cache that never holds anything. */
struct cache *cache_new(const char *servers);
void cache_free(struct cache *cache);

/* The value, NUL-terminated in the arena, or NULL. */
char *cache_get(struct cache *cache, struct arena *arena, const char *key, size_t *ret_length);

/* Keeps `length` bytes for `seconds`. */
void cache_set(struct cache *cache, const char *key, const char *value, size_t length, uint32_t seconds);

/* Removes every one of the keys in one round trip. */
void cache_remove(struct cache *cache, const char *const *keys, size_t count);

/* Counts one up and gives the new value; a first count lives `seconds`. 0 when the cache is away. */
uint64_t cache_count(struct cache *cache, const char *key, uint32_t seconds);

/* Does a server answer? For readiness only. */
bool cache_answers(struct cache *cache);

#endif
