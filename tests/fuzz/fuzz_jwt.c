/* libFuzzer target: any text as a token, which is refused; any text as a payload under our own signature, which is read
 * without harm. */
#include "arena.h"
#include "base64url.h"
#include "digest.h"
#include "fuzz.h"
#include "jwt.h"
#include "text.h"

#include <string.h>

#define KEY "0123456789abcdef0123456789abcdef"
#define HEADER "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

static enum status verify(struct context *context, const char *token, struct jwt_claims *ret_claims) {
    enum status status = jwt_verify(context, token, "gem-user", KEY, ret_claims);
    fuzz_must(status == STATUS_OK || status == STATUS_UNAUTHENTICATED, "jwt_verify()'s statuses");
    fuzz_must_explain(context, status);
    return status;
}

static const char *sign(struct arena *arena, const char *body) {
    unsigned char digest[SHA256_SIZE];
    digest_hmac_sha256(KEY, strlen(KEY), body, strlen(body), digest);
    return arena_format(arena, "%s.%s", body, base64url_encode(arena, digest, sizeof digest));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct context *context = fuzz_context();
    struct arena *arena = context->arena;
    struct jwt_claims claims = {0};
    const char *text = arena_copy(arena, data, size);
    fuzz_must(verify(context, text, &claims) != STATUS_OK, "a token without our signature is refused");
    /* As a payload, and as the text of one. */
    const char *encoded = base64url_encode(arena, data, size);
    if (verify(context, sign(arena, arena_format(arena, "%s.%s", HEADER, encoded)), &claims) == STATUS_OK)
        fuzz_must(text_equal(claims.audience, "gem-user") && claims.subject != NULL && claims.session_id != NULL,
                  "a good token has all of its claims");
    enum status status = verify(context, sign(arena, arena_format(arena, "%s.%s", HEADER, text)), &claims);
    fuzz_must(status != STATUS_OK || text_equal(claims.audience, "gem-user"), "a good token is for this use");
    return 0;
}
