#include "arena.h"
#include "fixture.h"
#include "text.h"

#include <json-c/json.h>
#include <string.h>

Suite *text_suite(void);

struct utf8_case {
    const char *bytes;
    size_t length;
    bool valid;
};

#define BYTES(text) (text), sizeof(text) - 1

static const struct utf8_case utf8_cases[] = {
    {BYTES(""), true},
    {BYTES("plain"), true},
    {BYTES("\x7f"), true},
    {BYTES("\xc2\x80"), true},
    {BYTES("\xdf\xbf"), true},
    {BYTES("\xe0\xa0\x80"), true},
    {BYTES("\xed\x9f\xbf"), true},
    {BYTES("\xee\x80\x80"), true},
    {BYTES("\xef\xbf\xbf"), true},
    {BYTES("\xf0\x90\x80\x80"), true},
    {BYTES("\xf4\x8f\xbf\xbf"), true},
    {BYTES("Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x92\x8e"), true},
    {BYTES("\0"), false},   /* NUL */
    {BYTES("a\0b"), false}, /* NUL within */
    {BYTES("\x80"), false}, /* continuation first */
    {BYTES("\xbf"), false},
    {BYTES("\xc0\xaf"), false}, /* overlong "/" */
    {BYTES("\xc0\x80"), false}, /* overlong NUL */
    {BYTES("\xc1\xbf"), false}, /* overlong 0x7f */
    {BYTES("\xe0\x80\xaf"), false},
    {BYTES("\xe0\x9f\xbf"), false}, /* overlong U+07FF */
    {BYTES("\xf0\x80\x80\xaf"), false},
    {BYTES("\xf0\x8f\xbf\xbf"), false}, /* overlong U+FFFF */
    {BYTES("\xed\xa0\x80"), false},     /* surrogates U+D800 … */
    {BYTES("\xed\xbf\xbf"), false},     /* … U+DFFF */
    {BYTES("\xf4\x90\x80\x80"), false}, /* above U+10FFFF */
    {BYTES("\xf5\x80\x80\x80"), false},
    {BYTES("\xff"), false},
    {BYTES("\xfe"), false},
    {BYTES("\xf8\x88\x80\x80\x80"), false}, /* five bytes */
    {BYTES("\xc3"), false},                 /* cut short */
    {BYTES("\xe2\x82"), false},
    {BYTES("\xf0\x9f\x92"), false},
    {BYTES("\xc3("), false}, /* no continuation */
    {BYTES("\xe2(\xa1"), false},
    {BYTES("\xe2\x82("), false},
    {BYTES("\xf0\x9f\x92("), false},
};

START_TEST(test_utf8) {
    const struct utf8_case *row = &utf8_cases[_i];
    ck_assert_msg(text_is_utf8(row->bytes, row->length) == row->valid, "row %d", _i);
}
END_TEST

START_TEST(test_utf8_looks_no_further_than_its_length) {
    ck_assert(text_is_utf8("ab\xff", 2));
    ck_assert(!text_is_utf8("\xc3\xbc", 1));
    ck_assert_uint_eq(text_count_characters(""), 0);
    ck_assert_uint_eq(text_count_characters("Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x92\x8e"), 10);
}
END_TEST

static const char *json_of(const char *string) {
    struct text text = text_new(fixture.arena, 1000);
    text_append_json(&text, string);
    return text.data;
}

START_TEST(test_json) {
    ck_assert_str_eq(json_of(""), "\"\"");
    ck_assert_str_eq(json_of("plain /"), "\"plain /\"");
    ck_assert_str_eq(json_of("\"\\"), "\"\\\"\\\\\"");
    ck_assert_str_eq(json_of("a\nb\rc\td"), "\"a\\nb\\rc\\td\"");
    ck_assert_str_eq(json_of("\x01\x1f\x08\x0c"), "\"\\u0001\\u001f\\u0008\\u000c\"");
    ck_assert_str_eq(json_of("\x7f\xc3\xbc\xf0\x9f\x92\x8e"), "\"\x7f\xc3\xbc\xf0\x9f\x92\x8e\"");
}
END_TEST

START_TEST(test_json_reads_back) {
    for (int character = 1; character < 0x80; character++) {
        const char string[] = {'<', (char)character, (char)character, '>', '\0'};
        struct json_object *json = json_tokener_parse(json_of(string));
        ck_assert_str_eq(json_object_get_string(json), string);
        json_object_put(json);
    }
}
END_TEST

START_TEST(test_html) {
    struct text text = text_new(fixture.arena, 1000);
    text_append_html(&text, "<a href=\"x\" title='y'>&amp;\xc3\xbc</a>");
    text_append_html(&text, "");
    ck_assert_str_eq(text.data, "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;\xc3\xbc&lt;/a&gt;");
}
END_TEST

START_TEST(test_appending) {
    struct text text = text_new(fixture.arena, 100000);
    ck_assert_str_eq(text.data, "");
    text_append(&text, "a");
    text_append_bytes(&text, "bcd", 2);
    text_append_character(&text, '-');
    text_append_integer(&text, INT64_MIN);
    text_append_format(&text, "[%s:%d]", "x", 5);
    ck_assert_str_eq(text.data, "abc--9223372036854775808[x:5]");
    ck_assert_uint_eq(text.length, strlen(text.data));
    for (int i = 0; i < 5000; i++)
        text_append(&text, "0123456789");
    ck_assert_uint_eq(text.length, 50029);
    ck_assert_uint_eq(strlen(text.data), 50029);
    ck_assert(!text.overflowed);
}
END_TEST

START_TEST(test_maximum) {
    struct text text = text_new(fixture.arena, 5);
    text_append(&text, "hello");
    ck_assert(!text.overflowed);
    text_append(&text, "!");
    ck_assert(text.overflowed);
    ck_assert_str_eq(text.data, "hello");

    text = text_new(fixture.arena, 1000);
    for (int i = 0; i < 1000; i++)
        text_append_character(&text, 'x');
    ck_assert(!text.overflowed);
    text_append_character(&text, 'y');
    ck_assert(text.overflowed);
    ck_assert_uint_eq(strlen(text.data), 1000);

    text = text_new(fixture.arena, 0);
    text_append(&text, "");
    ck_assert(!text.overflowed);
    text_append(&text, "x");
    ck_assert(text.overflowed);
    ck_assert_str_eq(text.data, "");
}
END_TEST

/* What did not fit leaves a hole otherwise. */
START_TEST(test_nothing_after_an_overflow) {
    struct text text = text_new(fixture.arena, 5);
    text_append(&text, "abc");
    text_append(&text, "defg");
    ck_assert(text.overflowed);
    text_append(&text, "h");
    ck_assert_str_eq(text.data, "abc");
    ck_assert_uint_eq(text.length, 3);
}
END_TEST

START_TEST(test_equal) {
    ck_assert(text_equal("", ""));
    ck_assert(text_equal("a", "a"));
    ck_assert(!text_equal("a", "A"));
    ck_assert(!text_equal("a", "ab"));
    ck_assert(!text_equal(NULL, ""));
    ck_assert(!text_equal("", NULL));
    ck_assert(!text_equal(NULL, NULL));
}
END_TEST

struct integer_case {
    const char *text;
    bool valid;
    int64_t value;
};

static const struct integer_case integer_cases[] = {
    {"0", true, 0},
    {"-0", true, 0},
    {"7", true, 7},
    {"-7", true, -7},
    {"007", true, 7},
    {"9223372036854775807", true, INT64_MAX},
    {"-9223372036854775808", true, INT64_MIN},
    {"0000000000000000000000009223372036854775807", true, INT64_MAX},
    {"9223372036854775808", false, 0},
    {"-9223372036854775809", false, 0},
    {"18446744073709551616", false, 0},
    {"99999999999999999999999999", false, 0},
    {"", false, 0},
    {"-", false, 0},
    {"--1", false, 0},
    {"+1", false, 0},
    {" 1", false, 0},
    {"1 ", false, 0},
    {"1\n", false, 0},
    {"1.0", false, 0},
    {"1e3", false, 0},
    {"0x10", false, 0},
    {"1,000", false, 0},
    {"\xd9\xa1", false, 0}, /* ARABIC-INDIC DIGIT ONE */
};

START_TEST(test_integer) {
    const struct integer_case *row = &integer_cases[_i];
    int64_t value = 4711;
    ck_assert_msg(text_parse_integer(row->text, &value) == row->valid, "\"%s\"", row->text);
    ck_assert_int_eq(value, row->valid ? row->value : 4711);
    if (row->valid)
        ck_assert(text_parse_integer(text_from_integer(fixture.arena, value), &value));
    ck_assert_int_eq(value, row->valid ? row->value : 4711);
}
END_TEST

START_TEST(test_hex) {
    unsigned char bytes[4] = {9, 9, 9, 9};
    ck_assert_str_eq(text_hex(fixture.arena, "\x00\x7f\xab\xff", 4), "007fabff");
    ck_assert_str_eq(text_hex(fixture.arena, "", 0), "");
    ck_assert(text_parse_hex("007fabff", bytes, 4));
    ck_assert_mem_eq(bytes, "\x00\x7f\xab\xff", 4);
    const char *const bad[] = {"", "007fabf", "007fabff0", "007FABFF", "007fabfg", "0x7fabff", " 07fabff", "007fab-1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!text_parse_hex(bad[i], bytes, 4), "\"%s\"", bad[i]);
    ck_assert_mem_eq(bytes, "\x00\x7f\xab\xff", 4);
    ck_assert(text_parse_hex("", bytes, 0));
}
END_TEST

START_TEST(test_percent_encoding) {
    static const char *const rows[][2] = {
        {"", ""},
        {"AZaz09-._~", "AZaz09-._~"},
        {" +%/?&=#", "%20%2B%25%2F%3F%26%3D%23"},
        {"\x01\x7f\xc3\xa9", "%01%7F%C3%A9"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_str_eq(text_percent_encode(fixture.arena, rows[i][0]), rows[i][1]);
}
END_TEST

Suite *text_suite(void) {
    Suite *suite = suite_create("text");
    TCase *tcase = fixture_case(suite, "text");
    tcase_add_loop_test(tcase, test_utf8, 0, sizeof utf8_cases / sizeof utf8_cases[0]);
    tcase_add_test(tcase, test_utf8_looks_no_further_than_its_length);
    tcase_add_test(tcase, test_json);
    tcase_add_test(tcase, test_json_reads_back);
    tcase_add_test(tcase, test_html);
    tcase_add_test(tcase, test_appending);
    tcase_add_test(tcase, test_maximum);
    tcase_add_test(tcase, test_nothing_after_an_overflow);
    tcase_add_test(tcase, test_equal);
    tcase_add_loop_test(tcase, test_integer, 0, sizeof integer_cases / sizeof integer_cases[0]);
    tcase_add_test(tcase, test_hex);
    tcase_add_test(tcase, test_percent_encoding);
    return suite;
}
