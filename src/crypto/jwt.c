#include "jwt.h"

#include "arena.h"
#include "base64url.h"
#include "clock.h"
#include "digest.h"
#include "text.h"

#include <string.h>

enum { TOKEN_MAXIMUM = 2048 };

/* {"alg":"HS256","typ":"JWT"}: the only header we write, so the only one we accept; no algorithm can be chosen by a
 * caller. */
static const char encoded_header[] = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

static const char *sign_text(struct arena *arena, const char *text, size_t length, const char *key) {
    unsigned char digest[SHA256_SIZE];
    digest_hmac_sha256(key, strlen(key), text, length, digest);
    return base64url_encode(arena, digest, sizeof digest);
}

const char *jwt_sign(struct arena *arena, const struct jwt_claims *claims, const char *key) {
    const char *payload =
        arena_format(arena, "{\"aud\":\"%s\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%lld,\"exp\":%lld}",
                     claims->audience, claims->subject, claims->session_id, (long long)claims->issued_at,
                     (long long)claims->expires_at);
    const char *body = arena_format(arena, "%s.%s", encoded_header, base64url_encode(arena, payload, strlen(payload)));
    return arena_format(arena, "%s.%s", body, sign_text(arena, body, strlen(body), key));
}

static enum status refuse_token(struct context *context, const char *why) {
    return context_refuse(context, STATUS_UNAUTHENTICATED, "%s Sign in again.", why);
}

/* The payload carries our signature, so it is exactly what jwt_sign() wrote: members are found by their text. */
static const char *text_claim(struct arena *arena, const char *payload, const char *name) {
    const char *start = strstr(payload, arena_format(arena, "\"%s\":\"", name));
    if (start == NULL)
        return "";
    start += strlen(name) + 4;
    return arena_copy(arena, start, strcspn(start, "\""));
}

static int64_t integer_claim(struct arena *arena, const char *payload, const char *name) {
    int64_t value = 0;
    const char *start = strstr(payload, arena_format(arena, "\"%s\":", name));
    if (start == NULL)
        return 0;
    start += strlen(name) + 3;
    return text_parse_integer(arena_copy(arena, start, strcspn(start, ",}")), &value) ? value : 0;
}

static bool signature_is_ours(struct context *context, const char *token, const char *signature, const char *key) {
    const char *expected = sign_text(context->arena, token, (size_t)(signature - token - 1), key);
    return strlen(signature) == strlen(expected) && digest_equal(signature, expected, strlen(expected));
}

enum status jwt_verify(struct context *context, const char *token, const char *audience, const char *key,
                       struct jwt_claims *ret_claims) {
    unsigned char *payload;
    size_t length;
    const char *last_dot = strrchr(token, '.');
    size_t header_length = strlen(encoded_header);
    bool shaped = strlen(token) <= TOKEN_MAXIMUM && strncmp(token, encoded_header, header_length) == 0 &&
                  token[header_length] == '.' && last_dot > token + header_length;
    if (!shaped || !signature_is_ours(context, token, last_dot + 1, key))
        return refuse_token(context, "The session token is not valid.");
    const char *body = token + header_length + 1;
    if (!base64url_decode(context->arena, body, (size_t)(last_dot - body), &payload, &length))
        return refuse_token(context, "The session token is not valid.");
    struct arena *arena = context->arena;
    struct jwt_claims claims = {
        .audience = text_claim(arena, (char *)payload, "aud"),
        .subject = text_claim(arena, (char *)payload, "sub"),
        .session_id = text_claim(arena, (char *)payload, "sid"),
        .issued_at = integer_claim(arena, (char *)payload, "iat"),
        .expires_at = integer_claim(arena, (char *)payload, "exp"),
    };
    if (!text_equal(claims.audience, audience))
        return refuse_token(context, "The token is not for this use.");
    if (clock_now() / CLOCK_SECOND >= claims.expires_at)
        return refuse_token(context, "The session has expired.");
    *ret_claims = claims;
    return STATUS_OK;
}
