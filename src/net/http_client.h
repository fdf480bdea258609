/* The only way out by HTTP (libcurl). One call, one answer, bounded in time and size.
 *
 * Certificates are verified; redirects are answers, not followed; only http and https; no proxy, cookie or password
 * file is taken from the environment. Nothing here ever repeats a whole URL: paths and queries carry keys. */
#ifndef GEM_HTTP_CLIENT_H
#define GEM_HTTP_CLIENT_H

#include "context.h"

#include <stddef.h>

struct http_header {
    const char *name;
    const char *value;
};

struct http_call {
    const char *method; /* "GET", "POST" … */
    const char *url;
    const struct http_header *headers;
    size_t header_count;
    const char *body; /* NULL: none */
    size_t body_length;
    int timeout;           /* milliseconds for everything, at least 1 */
    size_t answer_maximum; /* bytes of body; a longer answer is a failure */
};

/* Lives in the context's arena. `body` is NUL-terminated after `body_length` bytes. */
struct http_answer {
    int status;
    const char *body;
    size_t body_length;
    struct http_header *headers;
    size_t header_count;
};

/* Sends and waits. Any HTTP status is STATUS_OK. STATUS_UNAVAILABLE when no whole answer came (connection, TLS,
 * time-out, too long), with a detail that names only the host: whether the other side did what was asked is then
 * unknown. STATUS_INTERNAL for a header that would break the request. */
enum status http_client_send(struct context *context, const struct http_call *call,
                             struct http_answer *ret_answer) MUST_CHECK;

/* The first header of that name, in any case; NULL when there is none. */
const char *http_answer_header(const struct http_answer *answer, const char *name);

/* "host:port" of a URL for messages, without path, query or password; "an invalid address" when it is none. In the
 * arena. */
const char *http_client_place(struct arena *arena, const char *url);

#endif
