#include "arena.h"
#include "fixture.h"
#include "form.h"
#include "multipart.h"
#include "text.h"

#include <string.h>

Suite *multipart_suite(void);

#define TYPE "multipart/form-data; boundary=x"
#define FIELD(name, value) "\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n--x"

struct good_case {
    const char *type;
    const char *body;
    const char *parts; /* name=value of each, | between; a file's name in brackets */
};

static const struct good_case good_cases[] = {
    {TYPE, "--x--", ""},
    {TYPE, "--x" FIELD("a", "1") "--", "a=1"},
    {TYPE, "--x" FIELD("a", "1") "--\r\n", "a=1"},
    {TYPE, "--x" FIELD("a", "") "--", "a="},
    {TYPE, "--x" FIELD("a", "1") FIELD("b", "2") "--", "a=1|b=2"},
    {TYPE, "--x" FIELD("a", "\r\n--y\r\n-\r\n--") "--", "a=\r\n--y\r\n-\r\n--"},
    {TYPE, "--x" FIELD("a\"; filename=\"f.json", "{}") "--", "a[f.json]={}"},
    {TYPE, "--x" FIELD("a\"; filename=\"", "{}") "--", "a[]={}"},
    {TYPE, "--x" FIELD("rows[0].rate", "1.00") "--", "rows[0].rate=1.00"},
    {TYPE, "--x" FIELD("a\"; filename=\"a; name=b", "1") "--", "a[a; name=b]=1"},
    {TYPE,
     "--x\r\nX-Other: 1\r\ncontent-disposition:form-data;name=a;filename=b\r\nContent-Type: "
     "text/plain\r\n\r\n1\r\n--x--",
     "a[b]=1"},
    {"multipart/form-data; charset=utf-8; boundary=\"a b\"",
     "--a b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--a b--", "a=1"},
    {TYPE, "--x" FIELD("Z\xc3\xbcrich", "\xff") "--", "Z\xc3\xbcrich=\xff"},
};

static const char *describe(const struct multipart_part *parts, size_t count) {
    struct text text = text_new(fixture.arena, 4096);
    for (size_t i = 0; i < count; i++) {
        text_append_format(&text, "%s%s", i == 0 ? "" : "|", parts[i].name);
        if (parts[i].file_name != NULL)
            text_append_format(&text, "[%s]", parts[i].file_name);
        text_append_character(&text, '=');
        text_append_bytes(&text, parts[i].bytes, parts[i].length);
    }
    return text.data;
}

START_TEST(test_parts_are_read) {
    const struct good_case *row = &good_cases[_i];
    struct multipart_part parts[MULTIPART_PARTS_MAXIMUM];
    size_t count = 99;
    ck_assert_int_eq(multipart_read(&fixture, row->type, row->body, strlen(row->body), parts, &count), STATUS_OK);
    ck_assert_str_eq(describe(parts, count), row->parts);
}
END_TEST

struct bad_case {
    const char *type;
    const char *body;
};

static const struct bad_case bad_cases[] = {
    {NULL, "--x--"},
    {"multipart/form-data", "--x--"},
    {"multipart/form-data; boundary=", "----"},
    {"multipart/form-data; boundary=\"x", "--x--"},
    {"multipart/form-data; boundary=\"x \"", "--x --"},
    {"multipart/form-data; boundary=\"x\n\"", "--x\n--"},
    {"multipart/form-data; boundary=01234567890123456789012345678901234567890123456789012345678901234567890", "--0"},
    {TYPE, ""},
    {TYPE, "--"},
    {TYPE, "x--"},
    {TYPE, "--x"},
    {TYPE, "--x-"},
    {TYPE, "--x\r\n"},
    {TYPE, "--xa--"},
    {TYPE, "\r\n--x--"},
    {TYPE, "--x\r\n\r\n1\r\n--x--"},
    {TYPE, "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"},
    {TYPE, "--x\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--x--"},
    {TYPE, "--x\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--x--"},
    {TYPE, "--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--x--"},
    {TYPE, "--x\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\n1\r\n--x--"},
    {TYPE, "--x" FIELD("a", "1")},
    {TYPE, "--x" FIELD("a", "1") "-"},
    {TYPE, "--x" FIELD("a", "1") "a"},
    {TYPE, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end"},
    {TYPE, "--x" FIELD("\xff", "1") "--"},
};

START_TEST(test_bad_forms_are_refused) {
    const struct bad_case *row = &bad_cases[_i];
    struct multipart_part parts[MULTIPART_PARTS_MAXIMUM];
    size_t count = 99;
    ck_assert_int_eq(multipart_read(&fixture, row->type, row->body, strlen(row->body), parts, &count),
                     STATUS_MALFORMED);
    ck_assert_uint_eq(count, 99);
}
END_TEST

START_TEST(test_parts_and_heads_are_bounded) {
    struct multipart_part parts[MULTIPART_PARTS_MAXIMUM];
    struct text body = text_new(fixture.arena, 64 * 1024);
    size_t count = 0;
    text_append(&body, "--x");
    for (int i = 0; i < MULTIPART_PARTS_MAXIMUM; i++)
        text_append(&body, FIELD("a", "1"));
    size_t length = body.length;
    text_append(&body, "--");
    ck_assert_int_eq(multipart_read(&fixture, TYPE, body.data, body.length, parts, &count), STATUS_OK);
    ck_assert_uint_eq(count, MULTIPART_PARTS_MAXIMUM);
    body.length = length;
    text_append(&body, FIELD("a", "1") "--");
    ck_assert_int_eq(multipart_read(&fixture, TYPE, body.data, body.length, parts, &count), STATUS_MALFORMED);
    struct text long_head = text_new(fixture.arena, 64 * 1024);
    text_append(&long_head, "--x\r\nX: ");
    for (int i = 0; i < MULTIPART_HEAD_MAXIMUM; i++)
        text_append_character(&long_head, 'x');
    text_append(&long_head, FIELD("a", "1") "--");
    ck_assert_int_eq(multipart_read(&fixture, TYPE, long_head.data, long_head.length, parts, &count), STATUS_MALFORMED);
}
END_TEST

START_TEST(test_a_forms_parts_find_their_places) {
    static const char body[] = "--x" FIELD("_token", "t") FIELD("_method", "PUT") FIELD("a b", "1&2")
        FIELD("file\"; filename=\"f.json", "{\"\xff\"}") "--";
    struct request request = {.context = &fixture,
                              .content_type = TYPE,
                              .body_bytes = body,
                              .body_length = sizeof body - 1};
    ck_assert_int_eq(form_take_parts(&request), STATUS_OK);
    ck_assert_str_eq(request.form.token, "t");
    ck_assert_str_eq(request.form.method, "PUT");
    ck_assert_ptr_null(request.form.version);
    ck_assert_str_eq(request.form.rest, "a%20b=1%262");
    ck_assert_str_eq(request.upload.file_name, "f.json");
    ck_assert_uint_eq(request.upload.length, 5);
    static const char no_text[] = "--x" FIELD("a", "\xff") "--";
    struct request bad = {.context = &fixture,
                          .content_type = TYPE,
                          .body_bytes = no_text,
                          .body_length = sizeof no_text - 1};
    ck_assert_int_eq(form_take_parts(&bad), STATUS_MALFORMED);
}
END_TEST

struct decimal_case {
    enum field_kind kind;
    int64_t decimals;
    const char *typed;
    const char *completed;
};

static const struct decimal_case decimal_cases[] = {
    {FIELD_MONEY, 0, "25", "25.000000"},
    {FIELD_MONEY, 0, "12.5", "12.500000"},
    {FIELD_MONEY, 0, "0.000001", "0.000001"},
    {FIELD_MONEY, 0, "0.0000001", "0.0000001"},
    {FIELD_MONEY, 0, "12.", "12."},
    {FIELD_MONEY, 0, ".5", ".5"},
    {FIELD_MONEY, 0, "-1", "-1.000000"},
    {FIELD_MONEY, 0, "1e3", "1e3"},
    {FIELD_MONEY, 0, "1.5x", "1.5x"},
    {FIELD_MONEY, 0, "", ""},
    {FIELD_DECIMAL, 2, "3", "3.00"},
    {FIELD_DECIMAL, 2, "3.1", "3.10"},
    {FIELD_DECIMAL, 1, "3.14", "3.14"},
    {FIELD_TEXT, 2, "3", "3"},
    {FIELD_INTEGER, 2, "3", "3"},
};

START_TEST(test_decimals_are_completed) {
    const struct decimal_case *row = &decimal_cases[_i];
    const struct field field = {.name = "a", .kind = row->kind, .maximum = row->decimals};
    ck_assert_str_eq(form_complete_decimal(fixture.arena, &field, row->typed), row->completed);
}
END_TEST

Suite *multipart_suite(void) {
    Suite *suite = suite_create("multipart");
    TCase *test = fixture_case(suite, "multipart");
    tcase_add_loop_test(test, test_parts_are_read, 0, (int)(sizeof good_cases / sizeof *good_cases));
    tcase_add_loop_test(test, test_bad_forms_are_refused, 0, (int)(sizeof bad_cases / sizeof *bad_cases));
    tcase_add_test(test, test_parts_and_heads_are_bounded);
    tcase_add_test(test, test_a_forms_parts_find_their_places);
    tcase_add_loop_test(test, test_decimals_are_completed, 0, (int)(sizeof decimal_cases / sizeof *decimal_cases));
    return suite;
}
