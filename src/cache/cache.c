#include "cache.h"

#include "arena.h"
#include "clock.h"

#include <libmemcached/memcached.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MILLISECONDS = 300, REST_SECONDS = 2 };

struct cache {
    memcached_st *servers; /* NULL: none configured */
    int64_t rest_until;    /* clock_monotonic() before which nothing is tried */
};

static void add_servers(memcached_st *servers, const char *list) {
    char *copy = strdup(list);
    char *rest = copy;
    for (char *server = strsep(&rest, ","); server != NULL; server = strsep(&rest, ",")) {
        char *colon = strrchr(server, ':');
        if (*server == '/') {
            memcached_server_add_unix_socket(servers, server);
            continue;
        }
        in_port_t port = colon == NULL ? 11211 : (in_port_t)strtoul(colon + 1, NULL, 10);
        if (colon != NULL)
            *colon = '\0';
        memcached_server_add(servers, server, port);
    }
    free(copy);
}

struct cache *cache_new(const char *list) {
    struct cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        abort();
    if (*list == '\0')
        return cache;
    cache->servers = memcached_create(NULL);
    memcached_behavior_set(cache->servers, MEMCACHED_BEHAVIOR_TCP_NODELAY, 1);
    memcached_behavior_set(cache->servers, MEMCACHED_BEHAVIOR_CONNECT_TIMEOUT, TIMEOUT_MILLISECONDS);
    memcached_behavior_set(cache->servers, MEMCACHED_BEHAVIOR_POLL_TIMEOUT, TIMEOUT_MILLISECONDS);
    memcached_behavior_set(cache->servers, MEMCACHED_BEHAVIOR_SND_TIMEOUT, TIMEOUT_MILLISECONDS * 1000);
    memcached_behavior_set(cache->servers, MEMCACHED_BEHAVIOR_RCV_TIMEOUT, TIMEOUT_MILLISECONDS * 1000);
    memcached_behavior_set(cache->servers, MEMCACHED_BEHAVIOR_RETRY_TIMEOUT, REST_SECONDS);
    memcached_behavior_set(cache->servers, MEMCACHED_BEHAVIOR_DISTRIBUTION, MEMCACHED_DISTRIBUTION_CONSISTENT);
    add_servers(cache->servers, list);
    return cache;
}

void cache_free(struct cache *cache) {
    if (cache == NULL)
        return;
    if (cache->servers != NULL)
        memcached_free(cache->servers);
    free(cache);
}

static bool usable(const struct cache *cache) {
    return cache->servers != NULL && clock_monotonic() >= cache->rest_until;
}

static bool succeeded(struct cache *cache, memcached_return_t answer) {
    if (answer == MEMCACHED_SUCCESS)
        return true;
    bool normal = answer == MEMCACHED_NOTFOUND || answer == MEMCACHED_NOTSTORED || answer == MEMCACHED_DATA_EXISTS ||
                  answer == MEMCACHED_E2BIG || answer == MEMCACHED_KEY_TOO_BIG || answer == MEMCACHED_BAD_KEY_PROVIDED;
    if (!normal) {
        cache->rest_until = clock_monotonic() + REST_SECONDS * CLOCK_SECOND;
        memcached_quit(cache->servers);
    }
    return false;
}

char *cache_get(struct cache *cache, struct arena *arena, const char *key, size_t *ret_length) {
    size_t length = 0;
    uint32_t flags = 0;
    memcached_return_t answer;
    if (!usable(cache))
        return NULL;
    char *value = memcached_get(cache->servers, key, strlen(key), &length, &flags, &answer);
    if (!succeeded(cache, answer) || value == NULL) {
        free(value);
        return NULL;
    }
    char *copy = arena_copy(arena, value, length);
    free(value);
    *ret_length = length;
    return copy;
}

void cache_set(struct cache *cache, const char *key, const char *value, size_t length, uint32_t seconds) {
    if (usable(cache))
        succeeded(cache, memcached_set(cache->servers, key, strlen(key), value, length, (time_t)seconds, 0));
}

void cache_remove(struct cache *cache, const char *const *keys, size_t count) {
    for (size_t i = 0; i < count && usable(cache); i++)
        succeeded(cache, memcached_delete(cache->servers, keys[i], strlen(keys[i]), 0));
}

uint64_t cache_count(struct cache *cache, const char *key, uint32_t seconds) {
    uint64_t value = 0;
    if (!usable(cache))
        return 0;
    memcached_return_t answer = memcached_increment(cache->servers, key, strlen(key), 1, &value);
    if (answer == MEMCACHED_NOTFOUND) {
        answer = memcached_add(cache->servers, key, strlen(key), "1", 1, (time_t)seconds, 0);
        value = 1;
        if (answer == MEMCACHED_NOTSTORED)
            answer = memcached_increment(cache->servers, key, strlen(key), 1, &value);
    }
    return succeeded(cache, answer) ? value : 0;
}

bool cache_answers(struct cache *cache) {
    return usable(cache) &&
           succeeded(cache, memcached_set(cache->servers, "gem:ready", strlen("gem:ready"), "1", 1, 10, 0));
}
