/* JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256 (RFC 7515, "HS256"): made and checked here, nothing else
 * accepted. */
#ifndef GEM_JWT_H
#define GEM_JWT_H

#include "context.h"

struct jwt_claims {
    const char *audience;   /* "gem-user", "gem-admin", "gem-payment": tokens of one kind never pass as another */
    const char *subject;    /* a UUID: the user */
    const char *session_id; /* a UUID */
    int64_t issued_at;      /* seconds since 1970 */
    int64_t expires_at;     /* seconds since 1970 */
};

/* The signed token, in the arena. */
const char *jwt_sign(struct arena *arena, const struct jwt_claims *claims, const char *key);

/* Checks the signature, the audience and the times against the platform's clock; claims live in the context's arena.
 * STATUS_UNAUTHENTICATED for anything but a good token. */
enum status jwt_verify(struct context *context, const char *token, const char *audience, const char *key,
                       struct jwt_claims *ret_claims) MUST_CHECK;

#endif
