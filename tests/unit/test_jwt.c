#include "arena.h"
#include "base64url.h"
#include "clock.h"
#include "digest.h"
#include "fixture.h"
#include "jwt.h"
#include "text.h"

#include <string.h>

Suite *jwt_suite(void);

#define KEY "0123456789abcdef0123456789abcdef"
#define OTHER_KEY "0123456789abcdef0123456789abcdeg"
#define AUDIENCE "gem-user"
#define SUBJECT "019234ab-0000-7000-8000-000000000001"
#define SESSION "019234ab-0000-7000-8000-000000000002"

static struct jwt_claims claims_until(int64_t seconds_from_now) {
    int64_t now = clock_now() / CLOCK_SECOND;
    return (struct jwt_claims){AUDIENCE, SUBJECT, SESSION, now - 10, now + seconds_from_now};
}

static const char *good_token(void) {
    struct jwt_claims claims = claims_until(3600);
    return jwt_sign(fixture.arena, &claims, KEY);
}

/* A token of any header and payload, rightly signed. */
static const char *token_of(const char *header, const char *payload) {
    unsigned char digest[SHA256_SIZE];
    const char *body = arena_format(fixture.arena, "%s.%s", base64url_encode(fixture.arena, header, strlen(header)),
                                    base64url_encode(fixture.arena, payload, strlen(payload)));
    digest_hmac_sha256(KEY, strlen(KEY), body, strlen(body), digest);
    return arena_format(fixture.arena, "%s.%s", body, base64url_encode(fixture.arena, digest, sizeof digest));
}

static bool accepts(const char *token) {
    struct jwt_claims claims;
    enum status status = jwt_verify(&fixture, token, AUDIENCE, KEY, &claims);
    ck_assert(status == STATUS_OK || status == STATUS_UNAUTHENTICATED);
    return status == STATUS_OK;
}

START_TEST(test_round_trip) {
    struct jwt_claims claims = claims_until(3600);
    struct jwt_claims read;
    const char *token = jwt_sign(fixture.arena, &claims, KEY);
    ck_assert_int_eq(jwt_verify(&fixture, token, AUDIENCE, KEY, &read), STATUS_OK);
    ck_assert_str_eq(read.audience, AUDIENCE);
    ck_assert_str_eq(read.subject, SUBJECT);
    ck_assert_str_eq(read.session_id, SESSION);
    ck_assert_int_eq(read.issued_at, claims.issued_at);
    ck_assert_int_eq(read.expires_at, claims.expires_at);
}
END_TEST

/* The layout others read: three parts, the first of them fixed. */
START_TEST(test_layout) {
    const struct jwt_claims claims = {"a", "b", "c", 1, 2};
    const char *token = jwt_sign(fixture.arena, &claims, KEY);
    const char *same = token_of("{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                                "{\"aud\":\"a\",\"sub\":\"b\",\"sid\":\"c\",\"iat\":1,\"exp\":2}");
    ck_assert_str_eq(token, same);
}
END_TEST

START_TEST(test_every_changed_character_is_noticed) {
    char *token = arena_string(fixture.arena, good_token());
    ck_assert(accepts(token));
    for (char *at = token; *at != '\0'; at++) {
        char before = *at;
        static const char others[] = "AQgw9-_.=\n";
        for (const char *other = others; *other != '\0'; other++) {
            *at = *other;
            ck_assert_msg(*other == before || !accepts(token), "character %td as %c", at - token, *other);
        }
        *at = before;
    }
    ck_assert(accepts(token));
}
END_TEST

START_TEST(test_every_cut_is_noticed) {
    const char *token = good_token();
    size_t length = strlen(token);
    for (size_t i = 0; i < length; i++) {
        ck_assert(!accepts(arena_copy(fixture.arena, token, i)));
        ck_assert(i == 0 || !accepts(token + i));
    }
    ck_assert(!accepts(arena_format(fixture.arena, "%sA", token)));
    ck_assert(!accepts(arena_format(fixture.arena, "%s.", token)));
    ck_assert(!accepts(arena_format(fixture.arena, "%s.A", token)));
    ck_assert(!accepts(arena_format(fixture.arena, ".%s", token)));
    ck_assert(!accepts(arena_format(fixture.arena, " %s", token)));
    ck_assert(!accepts(arena_format(fixture.arena, "Bearer %s", token)));
}
END_TEST

/* Even rightly signed: no header but ours. */
START_TEST(test_other_headers) {
    static const char *const headers[] = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"none\",\"typ\":\"JWT\"}",
        "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
        "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
        "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"x\"}",
        "{}",
        "",
    };
    struct jwt_claims claims = claims_until(3600);
    const char *payload =
        arena_format(fixture.arena, "{\"aud\":\"%s\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%lld,\"exp\":%lld}",
                     claims.audience, claims.subject, claims.session_id, (long long)claims.issued_at,
                     (long long)claims.expires_at);
    ck_assert(accepts(token_of("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", payload)));
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        const char *token = token_of(headers[i], payload);
        ck_assert_msg(!accepts(token), "%s", headers[i]);
        char *unsigned_token = arena_string(fixture.arena, token);
        strrchr(unsigned_token, '.')[1] = '\0';
        ck_assert_msg(!accepts(unsigned_token), "%s without signature", headers[i]);
    }
}
END_TEST

START_TEST(test_changed_payload) {
    const char *mine = good_token();
    const struct jwt_claims stronger = {AUDIENCE, "019234ab-0000-7000-8000-0000000000ff", SESSION, 0, INT64_C(1) << 40};
    const char *forged = jwt_sign(fixture.arena, &stronger, OTHER_KEY);
    const char *signature = strrchr(mine, '.');
    ck_assert(!accepts(forged));
    char *mixed = arena_string(fixture.arena, forged);
    *strrchr(mixed, '.') = '\0';
    ck_assert(!accepts(arena_format(fixture.arena, "%s%s", mixed, signature)));
}
END_TEST

START_TEST(test_wrong_audience) {
    static const char *const others[] = {"gem-admin", "gem-payment", "gem-use", "gem-userx", "", "GEM-USER"};
    struct jwt_claims read = {.subject = "untouched"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        fixture.detail = NULL;
        ck_assert_int_eq(jwt_verify(&fixture, good_token(), others[i], KEY, &read), STATUS_UNAUTHENTICATED);
        ck_assert_ptr_nonnull(fixture.detail);
    }
    ck_assert_str_eq(read.subject, "untouched");
    ck_assert_ptr_null(read.audience);
}
END_TEST

START_TEST(test_other_key) {
    struct jwt_claims read;
    ck_assert_int_eq(jwt_verify(&fixture, good_token(), AUDIENCE, OTHER_KEY, &read), STATUS_UNAUTHENTICATED);
    ck_assert_int_eq(jwt_verify(&fixture, good_token(), AUDIENCE, "", &read), STATUS_UNAUTHENTICATED);
}
END_TEST

START_TEST(test_expiry_follows_the_clock) {
    const char *token = good_token();
    ck_assert_int_eq(clock_attach(fixture_file()), STATUS_OK);
    ck_assert(accepts(token));
    ck_assert_int_eq(clock_shift(3590 * CLOCK_SECOND), STATUS_OK);
    ck_assert(accepts(token));
    ck_assert_int_eq(clock_shift(3601 * CLOCK_SECOND), STATUS_OK);
    ck_assert(!accepts(token));
    ck_assert_ptr_nonnull(strstr(fixture.detail, "expired"));
    ck_assert_int_eq(clock_shift(0), STATUS_OK);
    ck_assert(accepts(token));
    const struct jwt_claims now = claims_until(0);
    ck_assert(!accepts(jwt_sign(fixture.arena, &now, KEY)));
}
END_TEST

START_TEST(test_garbage) {
    static const char *const garbage[] = {"",
                                          ".",
                                          "..",
                                          "...",
                                          "x",
                                          "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
                                          "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
                                          "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..",
                                          "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.",
                                          "\xff\xfe.\xff.\xff"};
    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++)
        ck_assert_msg(!accepts(garbage[i]), "%s", garbage[i]);
    ck_assert(!accepts(token_of("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{}")));
    ck_assert(!accepts(token_of("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"aud\":\"gem-user\"}")));
    char *long_token = arena_alloc(fixture.arena, 10000);
    memset(long_token, 'A', 9999);
    ck_assert(!accepts(long_token));
}
END_TEST

Suite *jwt_suite(void) {
    Suite *suite = suite_create("jwt");
    TCase *tcase = fixture_case(suite, "jwt");
    tcase_add_test(tcase, test_round_trip);
    tcase_add_test(tcase, test_layout);
    tcase_add_test(tcase, test_every_changed_character_is_noticed);
    tcase_add_test(tcase, test_every_cut_is_noticed);
    tcase_add_test(tcase, test_other_headers);
    tcase_add_test(tcase, test_changed_payload);
    tcase_add_test(tcase, test_wrong_audience);
    tcase_add_test(tcase, test_other_key);
    tcase_add_test(tcase, test_expiry_follows_the_clock);
    tcase_add_test(tcase, test_garbage);
    return suite;
}
