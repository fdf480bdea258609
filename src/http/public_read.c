#include "public_read.h"

#include "arena.h"
#include "cache.h"
#include "digest.h"

#include <string.h>

enum { ETAG_BYTES = 16 };

static const char *entity_tag(struct arena *arena, const struct text *body) {
    unsigned char digest[SHA256_SIZE];
    digest_sha256(body->data, body->length, digest);
    return arena_format(arena, "\"%s\"", text_hex(arena, digest, ETAG_BYTES));
}

/* RFC 9110 section 13.1.2: a list of tags, weak or not, or a star. */
static bool caller_has(const char *if_none_match, const char *tag) {
    return if_none_match != NULL && (strcmp(if_none_match, "*") == 0 || strstr(if_none_match, tag) != NULL);
}

static void keep_copy(struct request *request, const struct response *response) {
    struct context *context = request->context;
    const char *key = arena_format(context->arena, "gem:%s", request->path);
    cache_set(context->cache, key, response->body.data, response->body.length, (uint32_t)request->route->cache_seconds);
}

void public_read_finish(struct request *request, struct response *response) {
    struct arena *arena = request->context->arena;
    const struct route *route = request->route;
    if (response->status != 200 || route == NULL || route->cache_seconds == 0) {
        response_header(response, "Cache-Control", "no-store");
        return;
    }
    const char *tag = entity_tag(arena, &response->body);
    response_header(response, "Cache-Control",
                    arena_format(arena, "public, max-age=%lld", (long long)route->cache_seconds));
    response_header(response, "ETag", tag);
    if ((route->flags & ROUTE_CACHED) != 0 && *request->query_string == '\0')
        keep_copy(request, response);
    if (caller_has(request->if_none_match, tag))
        response->status = 304;
}
