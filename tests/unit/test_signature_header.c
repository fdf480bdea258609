/* Signatures of webhooks: the vectors of Stripe's own library and Shippo's form, hostile headers, keys that change. */
#include "arena.h"
#include "digest.h"
#include "fixture.h"
#include "signature_header.h"
#include "text.h"
#include "vectors.h"

#include <string.h>

Suite *signature_header_suite(void);

#define SECRET "whsec_one"
#define BODY "{\"id\":\"evt_1\"}"

enum { NOW = 1768471200, TOLERANCE = 300 };

static const char *sign(const char *secret, const char *time, const char *body) {
    unsigned char digest[SHA256_SIZE];
    const char *message = arena_format(fixture.arena, "%s.%s", time, body);
    digest_hmac_sha256(secret, strlen(secret), message, strlen(message), digest);
    return text_hex(fixture.arena, digest, sizeof digest);
}

static bool accepts(const char *header, const char *secrets) {
    return signature_header_is_valid(header, BODY, strlen(BODY), secrets, NOW, TOLERANCE);
}

START_TEST(test_stripe_vectors) {
    struct json_object *cases = vectors_in("stripe_signature", "cases");
    const char *whole = vectors_text(vectors_file("stripe_signature"), "payload");
    for (size_t i = 0; i < json_object_array_length(cases); i++) {
        struct json_object *row = json_object_array_get_idx(cases, i);
        const char *payload = vectors_text(row, "payload");
        const char *body = *payload == '(' ? whole : payload;
        bool expected = json_object_get_boolean(vectors_member(row, "accept"));
        bool valid = signature_header_is_valid(vectors_text(row, "header"), body, strlen(body),
                                               vectors_text(row, "secret"), vectors_integer(row, "now"), TOLERANCE);
        ck_assert_msg(valid == expected, "%s", vectors_text(row, "name"));
    }
}
END_TEST

START_TEST(test_shippo_vector) {
    struct json_object *vector = vectors_file("shippo_signature");
    const char *body = vectors_text(vector, "body");
    const char *secret = vectors_text(vector, "secret");
    const char *good = vectors_text(vector, "header");
    const char *wrong = vectors_text(vector, "wrong_header");
    ck_assert(signature_header_is_valid(good, body, strlen(body), secret, NOW, TOLERANCE));
    ck_assert(!signature_header_is_valid(wrong, body, strlen(body), secret, NOW, TOLERANCE));
}
END_TEST

/* T: the time that was signed, S: the right signature. */
static const struct {
    const char *header;
    bool accepted;
} forms[] = {
    {"t=T,v1=S", true},
    {"v1=S,t=T", true},
    {"t=T,v1=S,v1=S", true},
    {"t=T,v0=x,v1=S,v2=", true},
    {"t=T,v1=0,v1=S", true},
    {"t=T,v1=S,x=", true},
    {"t=T,v1=S,", false},
    {",t=T,v1=S", false},
    {"t=T,v1=S,x", false},
    {"t=T,t=T,v1=S", false},
    {"t=T, v1=S", false},
    {"t= T,v1=S", false},
    {"t=+T,v1=S", false},
    {"t=0T,v1=S", false},
    {"t=T.0,v1=S", false},
    {"t=,v1=S", false},
    {"t,v1=S", false},
    {"t=T", false},
    {"v1=S", false},
    {"t=T,v1=S0", false},
    {"t=T,v1= S", false},
    {"t=T,v0=S", false},
    {"t=T,V1=S", false},
    {"t=T,v1==S", false},
    {"t=T;v1=S", false},
    {"t=99999999999999999999,v1=S", false},
    {"t=-9223372036854775808,v1=S", false},
    {"=", false},
    {",", false},
    {"", false},
};

START_TEST(test_forms) {
    struct text header = text_new(fixture.arena, 1000);
    for (const char *at = forms[_i].header; *at != '\0'; at++) {
        if (*at == 'T')
            text_append_integer(&header, NOW);
        else if (*at == 'S')
            text_append(&header, sign(SECRET, "1768471200", BODY));
        else
            text_append_character(&header, *at);
    }
    ck_assert_msg(accepts(header.data, SECRET) == forms[_i].accepted, "%s", forms[_i].header);
}
END_TEST

START_TEST(test_times) {
    static const struct {
        int64_t time;
        bool accepted;
    } rows[] = {{NOW, true},        {NOW - 300, true}, {NOW - 301, false}, {NOW + 300, true},
                {NOW + 301, false}, {0, false},        {-NOW, false},      {INT64_MAX, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *time = text_from_integer(fixture.arena, rows[i].time);
        const char *header = arena_format(fixture.arena, "t=%s,v1=%s", time, sign(SECRET, time, BODY));
        ck_assert_msg(accepts(header, SECRET) == rows[i].accepted, "%s", time);
    }
}
END_TEST

/* While a secret is changed there are two, on either side. */
static const struct {
    const char *secrets;
    bool accepted;
} rotations[] = {
    {SECRET, true},
    {"whsec_old," SECRET, true},
    {SECRET ",whsec_new", true},
    {"," SECRET ",", true},
    {"whsec_old", false},
    {"", false},
    {",", false},
    {SECRET "x", false},
    {"whsec_on,e", false},
    {" " SECRET, false},
    {"one", false},
};

START_TEST(test_rotation) {
    const char *header = arena_format(fixture.arena, "t=1768471200,v1=%s", sign(SECRET, "1768471200", BODY));
    ck_assert_msg(accepts(header, rotations[_i].secrets) == rotations[_i].accepted, "%s", rotations[_i].secrets);
    ck_assert_msg(secret_matches(SECRET, rotations[_i].secrets) == rotations[_i].accepted, "%s", rotations[_i].secrets);
}
END_TEST

START_TEST(test_nothing_is_no_proof) {
    const char *keyless = arena_format(fixture.arena, "t=1768471200,v1=%s", sign("", "1768471200", BODY));
    ck_assert(!accepts(keyless, ""));
    ck_assert(!accepts(keyless, ",,"));
    ck_assert(!accepts(NULL, SECRET));
    ck_assert(!secret_matches("", ""));
    ck_assert(!secret_matches("", ","));
    ck_assert(!secret_matches("", SECRET));
    ck_assert(!secret_matches(NULL, SECRET));
    ck_assert(!secret_matches(NULL, ""));
    ck_assert(!secret_matches(SECRET ",", SECRET ","));
}
END_TEST

START_TEST(test_every_changed_byte_is_noticed) {
    char *header = arena_format(fixture.arena, "t=1768471200,v1=%s", sign(SECRET, "1768471200", BODY));
    char *body = arena_string(fixture.arena, BODY);
    ck_assert(accepts(header, SECRET));
    for (char *at = header; *at != '\0'; at++) {
        *at ^= 1;
        ck_assert_msg(!accepts(header, SECRET), "header byte %td", at - header);
        *at ^= 1;
    }
    for (char *at = body; *at != '\0'; at++) {
        *at ^= 1;
        ck_assert_msg(!signature_header_is_valid(header, body, strlen(BODY), SECRET, NOW, TOLERANCE), "body byte %td",
                      at - body);
        *at ^= 1;
    }
    ck_assert(!signature_header_is_valid(header, body, strlen(BODY) - 1, SECRET, NOW, TOLERANCE));
}
END_TEST

/* Bodies are bytes: NUL too, or none at all. */
START_TEST(test_any_body) {
    unsigned char digest[SHA256_SIZE];
    digest_hmac_sha256(SECRET, strlen(SECRET), "1768471200.a\0b", 14, digest);
    const char *header =
        arena_format(fixture.arena, "t=1768471200,v1=%s", text_hex(fixture.arena, digest, sizeof digest));
    ck_assert(signature_header_is_valid(header, "a\0b", 3, SECRET, NOW, TOLERANCE));
    ck_assert(!signature_header_is_valid(header, "a\0c", 3, SECRET, NOW, TOLERANCE));
    header = arena_format(fixture.arena, "t=1768471200,v1=%s", sign(SECRET, "1768471200", ""));
    ck_assert(signature_header_is_valid(header, "", 0, SECRET, NOW, TOLERANCE));
}
END_TEST

Suite *signature_header_suite(void) {
    Suite *suite = suite_create("signature header");
    TCase *tcase = fixture_case(suite, "signature header");
    tcase_add_test(tcase, test_stripe_vectors);
    tcase_add_test(tcase, test_shippo_vector);
    tcase_add_loop_test(tcase, test_forms, 0, sizeof forms / sizeof *forms);
    tcase_add_test(tcase, test_times);
    tcase_add_loop_test(tcase, test_rotation, 0, sizeof rotations / sizeof *rotations);
    tcase_add_test(tcase, test_nothing_is_no_proof);
    tcase_add_test(tcase, test_every_changed_byte_is_noticed);
    tcase_add_test(tcase, test_any_body);
    return suite;
}
