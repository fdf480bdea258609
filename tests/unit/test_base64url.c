/* The vectors of RFC 4648 section 10 without their padding, and everything that is not canonical. */
#include "arena.h"
#include "base64url.h"
#include "fixture.h"

#include <string.h>

Suite *base64url_suite(void);

struct vector {
    const char *bytes;
    size_t length;
    const char *text;
};

static const struct vector vectors[] = {
    {"", 0, ""},
    {"f", 1, "Zg"},
    {"fo", 2, "Zm8"},
    {"foo", 3, "Zm9v"},
    {"foob", 4, "Zm9vYg"},
    {"fooba", 5, "Zm9vYmE"},
    {"foobar", 6, "Zm9vYmFy"},
    {"\xfb\xff\xbf", 3, "-_-_"},
    {"\0\0\0\0", 4, "AAAAAA"},
    {"\xff\xff\xff\xff", 4, "_____w"},
};

START_TEST(test_vectors) {
    const struct vector *vector = &vectors[_i];
    unsigned char *bytes = NULL;
    size_t length = 99;
    ck_assert_str_eq(base64url_encode(fixture.arena, vector->bytes, vector->length), vector->text);
    ck_assert(base64url_decode(fixture.arena, vector->text, strlen(vector->text), &bytes, &length));
    ck_assert_uint_eq(length, vector->length);
    ck_assert_mem_eq(bytes, vector->bytes, length);
    ck_assert_uint_eq(bytes[length], 0);
}
END_TEST

START_TEST(test_refused) {
    static const char *const bad[] = {
        "Z",    "Zm9vY", "A",                         /* one character is no byte */
        "Zh",   "Zv",    "Zm9",    "Zm-",   "Zm9vYh", /* left-over bits that are not zero */
        "Zg==", "Zm8=",  "=",      "Zm9v=",           /* padding */
        "-_+_", "/w",    "Zm9v\n", " Zm9v", "Zm 9v",  "Zm9v.", "Z\xc3\xbc", "Zm9!",
    };
    unsigned char *bytes = NULL;
    size_t length = 99;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!base64url_decode(fixture.arena, bad[i], strlen(bad[i]), &bytes, &length), "\"%s\"", bad[i]);
    ck_assert(!base64url_decode(fixture.arena, "Zm\0v", 4, &bytes, &length));
    ck_assert_ptr_null(bytes);
    ck_assert_uint_eq(length, 99);
}
END_TEST

START_TEST(test_reads_only_its_length) {
    unsigned char *bytes;
    size_t length;
    ck_assert(base64url_decode(fixture.arena, "Zm9v.rest", 4, &bytes, &length));
    ck_assert_mem_eq(bytes, "foo", 4);
}
END_TEST

START_TEST(test_round_trip) {
    unsigned char bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 151 + 7);
    for (size_t length = 0; length <= sizeof bytes; length++) {
        unsigned char *again;
        size_t again_length;
        const char *text = base64url_encode(fixture.arena, bytes, length);
        ck_assert_uint_eq(strlen(text), (length * 4 + 2) / 3);
        ck_assert(base64url_decode(fixture.arena, text, strlen(text), &again, &again_length));
        ck_assert_uint_eq(again_length, length);
        ck_assert_mem_eq(again, bytes, length);
    }
}
END_TEST

/* Two characters carry one byte: of all 4096 pairs of digits exactly 256 are canonical. */
START_TEST(test_one_text_for_each_value) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int accepted = 0;
    for (int first = 0; first < 64; first++)
        for (int second = 0; second < 64; second++) {
            const char text[] = {digits[first], digits[second], '\0'};
            unsigned char *bytes;
            size_t length;
            if (!base64url_decode(fixture.arena, text, 2, &bytes, &length))
                continue;
            accepted++;
            ck_assert_str_eq(base64url_encode(fixture.arena, bytes, length), text);
        }
    ck_assert_int_eq(accepted, 256);
}
END_TEST

Suite *base64url_suite(void) {
    Suite *suite = suite_create("base64url");
    TCase *tcase = fixture_case(suite, "base64url");
    tcase_add_loop_test(tcase, test_vectors, 0, sizeof vectors / sizeof vectors[0]);
    tcase_add_test(tcase, test_refused);
    tcase_add_test(tcase, test_reads_only_its_length);
    tcase_add_test(tcase, test_round_trip);
    tcase_add_test(tcase, test_one_text_for_each_value);
    return suite;
}
