#include "rate_limit.h"

#include "arena.h"
#include "cache.h"
#include "clock.h"

enum { WINDOW_SECONDS = 60 };

struct rate_row {
    const char *name;
    int64_t calls_per_minute; /* 0: no limit */
};

static const struct rate_row rate_rows[] = {
    [RATE_UNLIMITED] = {"unlimited", 0},
    [RATE_WRITE] = {"write", 240},
    [RATE_MONEY] = {"money", 120},
};

enum status rate_limit_check(struct request *request) {
    const struct rate_row *row = &rate_rows[request->route->rate];
    struct context *context = request->context;
    if (row->calls_per_minute == 0 || request->session.user_id == NULL)
        return STATUS_OK;
    int64_t seconds = clock_now() / CLOCK_SECOND;
    const char *key = arena_format(context->arena, "rate:%s:%s:%lld", row->name, request->session.user_id,
                                   (long long)(seconds / WINDOW_SECONDS));
    int64_t calls = (int64_t)cache_count(context->cache, key, WINDOW_SECONDS * 2);
    request->rate_limit = row->calls_per_minute;
    request->rate_remaining = calls > row->calls_per_minute ? 0 : row->calls_per_minute - calls;
    request->rate_reset = WINDOW_SECONDS - seconds % WINDOW_SECONDS;
    if (calls <= row->calls_per_minute)
        return STATUS_OK;
    context->retry_after = request->rate_reset;
    return context_refuse(context, STATUS_TOO_MANY_REQUESTS, "At most %lld of these a minute.",
                          (long long)row->calls_per_minute);
}

void rate_limit_headers(struct request *request, struct response *response) {
    struct arena *arena = request->context->arena;
    if (request->rate_limit == 0)
        return;
    response_header(response, "RateLimit-Limit", text_from_integer(arena, request->rate_limit));
    response_header(response, "RateLimit-Remaining", text_from_integer(arena, request->rate_remaining));
    response_header(response, "RateLimit-Reset", text_from_integer(arena, request->rate_reset));
}
