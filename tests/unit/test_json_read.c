#include "arena.h"
#include "clock.h"
#include "everything.h"
#include "fixture.h"
#include "json_read.h"
#include "money.h"
#include "text.h"

#include <string.h>

Suite *json_read_suite(void);

#define ID "019234ab-0000-7000-8000-000000000001"
#define PART "{\"word\":\"word\"}"

static struct everything value;

static enum status read_bytes(const char *bytes, size_t length) {
    memset(&value, 0xa5, sizeof value);
    return json_read(&fixture, bytes, length, &everything_shape, &value);
}

static enum status read_text(const char *json) {
    return read_bytes(json, strlen(json));
}

START_TEST(test_everything) {
    ck_assert_int_eq(read_text(" {\"text\": \"Z\xc3\xbcrich \\\"\\u20ac\\ud83d\\udc8e\\\"\", \"id\":\"" ID "\",\n"
                               "\"choice\":\"DOWN\",\"decimal\":\"60.05\",\"hex\":\"0123abcf\","
                               "\"email\":\"Ada@Example.com\",\"integer\":-7,\"unbounded\":9223372036854775806,"
                               "\"boolean\":true,\"money\":\"25.000001\",\"time\":\"1970-01-01T00:00:01.5Z\","
                               "\"object\":{\"word\":\"in\",\"number\":3,\"parts\":[{\"flag\":true}]},"
                               "\"list\":[{\"word\":\"one\"},{\"word\":\"two\",\"number\":2}],"
                               "\"nullable\":\"x\",\"nullable_integer\":0}\r\n\t "),
                     STATUS_OK);
    ck_assert_str_eq(value.text, "Z\xc3\xbcrich \"\xe2\x82\xac\xf0\x9f\x92\x8e\"");
    ck_assert_str_eq(value.id, ID);
    ck_assert_str_eq(value.choice, "DOWN");
    ck_assert_str_eq(value.decimal, "60.05");
    ck_assert_str_eq(value.hex, "0123abcf");
    ck_assert_str_eq(value.email, "ada@example.com");
    ck_assert_int_eq(value.integer, -7);
    ck_assert_int_eq(value.unbounded, INT64_MAX - 1);
    ck_assert(value.boolean);
    ck_assert_int_eq(value.money, 25000001);
    ck_assert_int_eq(value.time, 1500000);
    ck_assert_str_eq(value.object.word, "in");
    ck_assert_int_eq(value.object.number, 3);
    ck_assert_uint_eq(value.object.parts.count, 1);
    ck_assert(((struct leaf *)value.object.parts.items)->flag);
    const struct part *parts = value.list.items;
    ck_assert_uint_eq(value.list.count, 2);
    ck_assert_str_eq(parts[0].word, "one");
    ck_assert_int_eq(parts[0].number, FIELD_INTEGER_NONE);
    ck_assert_str_eq(parts[1].word, "two");
    ck_assert_int_eq(parts[1].number, 2);
    ck_assert_str_eq(value.nullable, "x");
    ck_assert_int_eq(value.nullable_integer, 0);
}
END_TEST

START_TEST(test_absent_is_cleared) {
    ck_assert_int_eq(read_text("{}"), STATUS_OK);
    ck_assert_ptr_null(value.text);
    ck_assert_ptr_null(value.email);
    ck_assert_int_eq(value.integer, FIELD_INTEGER_NONE);
    ck_assert(!value.boolean);
    ck_assert_int_eq(value.money, MONEY_NONE);
    ck_assert_int_eq(value.time, CLOCK_NONE);
    ck_assert_ptr_null(value.object.word);
    ck_assert_ptr_null(value.pointer);
    ck_assert_uint_eq(value.list.count, 0);
    ck_assert_int_eq(read_text("{\"nullable\":null,\"nullable_integer\":null}"), STATUS_OK);
    ck_assert_ptr_null(value.nullable);
    ck_assert_int_eq(value.nullable_integer, FIELD_INTEGER_NONE);
}
END_TEST

/* What was read must not point into the caller's bytes. */
START_TEST(test_values_are_copies) {
    char *bytes = arena_string(fixture.arena, "{\"text\":\"abc\"}");
    ck_assert_int_eq(read_text(bytes), STATUS_OK);
    memset(bytes, 'x', strlen(bytes));
    ck_assert_str_eq(value.text, "abc");
}
END_TEST

struct bad_case {
    const char *json;
    const char *errors;
};

static const struct bad_case bad_cases[] = {
    /* wrong types */
    {"{\"text\":1}", "text:wrong_type"},
    {"{\"text\":true}", "text:wrong_type"},
    {"{\"text\":1.5}", "text:wrong_type"},
    {"{\"text\":[]}", "text:wrong_type"},
    {"{\"text\":{}}", "text:wrong_type"},
    {"{\"integer\":\"1\"}", "integer:wrong_type"},
    {"{\"integer\":true}", "integer:wrong_type"},
    {"{\"integer\":[1]}", "integer:wrong_type"},
    {"{\"integer\":1.0}", "integer:wrong_type"},
    {"{\"integer\":1.5}", "integer:wrong_type"},
    {"{\"integer\":1e1}", "integer:wrong_type"},
    {"{\"integer\":1e400}", "integer:wrong_type"},
    {"{\"integer\":-0.0}", "integer:wrong_type"},
    {"{\"boolean\":\"true\"}", "boolean:wrong_type"},
    {"{\"boolean\":1}", "boolean:wrong_type"},
    {"{\"boolean\":0}", "boolean:wrong_type"},
    {"{\"money\":25}", "money:wrong_type"},
    {"{\"money\":25.000000}", "money:wrong_type"},
    {"{\"time\":1795323402}", "time:wrong_type"},
    {"{\"decimal\":60.00}", "decimal:wrong_type"},
    {"{\"object\":[]}", "object:wrong_type"},
    {"{\"object\":[{\"word\":\"in\"}]}", "object:wrong_type"},
    {"{\"object\":\"{}\"}", "object:wrong_type"},
    {"{\"list\":{}}", "list:wrong_type"},
    {"{\"list\":\"[]\"}", "list:wrong_type"},
    {"{\"list\":1}", "list:wrong_type"},
    {"{\"list\":[1]}", "list[0]:wrong_type"},
    {"{\"list\":[null]}", "list[0]:wrong_type"},
    {"{\"list\":[[]]}", "list[0]:wrong_type"},
    {"{\"pointer\":" PART "}", "pointer:wrong_type"},
    {"{\"texts\":{}}", "texts:wrong_type"},
    {"{\"texts\":\"a\"}", "texts:wrong_type"},
    {"{\"texts\":[\"a\",1,null]}", "texts[1]:wrong_type texts[2]:wrong_type"},
    {"{\"texts\":[[\"a\"],{\"\":\"a\"}]}", "texts[0]:wrong_type texts[1]:wrong_type"},
    {"{\"texts\":[\"a\\u0000b\"]}", "texts[0]:invalid_character"},
    {"{\"texts\":[\"a\",\"b\",\"c\",\"d\"]}", "texts:out_of_range"},
    {"{\"list\":[\"a\"]}", "list[0]:wrong_type"},
    {"{\"json\":\"{}\"}", "json:wrong_type"},
    {"{\"json\":{}}", "json:wrong_type"},
    /* null */
    {"{\"text\":null}", "text:wrong_type"},
    {"{\"integer\":null}", "integer:wrong_type"},
    {"{\"boolean\":null}", "boolean:wrong_type"},
    {"{\"object\":null}", "object:wrong_type"},
    {"{\"list\":null}", "list:wrong_type"},
    {"{\"object\":{\"word\":null}}", "object.word:wrong_type"},
    /* bad values; field_check has the rest */
    {"{\"text\":\"\"}", "text:too_short"},
    {"{\"id\":\"x\"}", "id:invalid_id"},
    {"{\"choice\":\"LEFT\"}", "choice:invalid_choice"},
    {"{\"decimal\":\"60\"}", "decimal:invalid_decimal"},
    {"{\"hex\":\"0123ABCF\"}", "hex:invalid_hex"},
    {"{\"email\":\"x\"}", "email:invalid_email"},
    {"{\"money\":\"25\"}", "money:invalid_money"},
    {"{\"time\":\"yesterday\"}", "time:invalid_time"},
    {"{\"text\":\"a\\u0000b\"}", "text:invalid_character"},
    {"{\"email\":\"ada@example.com\\u0000\"}", "email:invalid_character"},
    /* beyond the bounds, and beyond int64 */
    {"{\"integer\":11}", "integer:out_of_range"},
    {"{\"integer\":-11}", "integer:out_of_range"},
    {"{\"integer\":9223372036854775808}", "integer:out_of_range"},
    {"{\"unbounded\":9223372036854775808}", "unbounded:out_of_range"},
    {"{\"unbounded\":18446744073709551615}", "unbounded:out_of_range"},
    {"{\"unbounded\":18446744073709551616}", "unbounded:out_of_range"},
    {"{\"unbounded\":99999999999999999999999999999999}", "unbounded:out_of_range"},
    {"{\"unbounded\":-9223372036854775808}", "unbounded:out_of_range"},
    {"{\"unbounded\":-9223372036854775809}", "unbounded:out_of_range"},
    {"{\"unbounded\":-99999999999999999999999999999999}", "unbounded:out_of_range"},
    /* missing and unknown */
    {"{\"object\":{}}", "object.word:required"},
    {"{\"list\":[{}]}", "list[0].word:required"},
    {"{\"list\":[" PART ",{\"number\":1}]}", "list[1].word:required"},
    {"{\"other\":1}", "other:unknown"},
    {"{\"other\":null}", "other:unknown"},
    {"{\"Text\":\"x\"}", "Text:unknown"},
    {"{\"\":\"x\"}", ":unknown"},
    {"{\"object\":{\"word\":\"in\",\"other\":1}}", "object.other:unknown"},
    {"{\"list\":[{\"word\":\"in\",\"other\":[]}]}", "list[0].other:unknown"},
    /* list bounds and nested names */
    {"{\"list\":[]}", "list:out_of_range"},
    {"{\"list\":[" PART "," PART "," PART "," PART "]}", "list:out_of_range"},
    {"{\"list\":[" PART "," PART ",{\"word\":\"x\",\"number\":6}]}",
     "list[2].word:too_short list[2].number:out_of_range"},
    {"{\"list\":[{\"word\":\"in\",\"parts\":[{\"flag\":true},{\"flag\":1}]}]}", "list[0].parts[1].flag:wrong_type"},
    {"{\"list\":[{\"word\":\"in\",\"parts\":[{},{},{}]}]}", "list[0].parts:out_of_range"},
    {"{\"object\":{\"word\":\"in\",\"parts\":[{}]}}", "object.parts[0].flag:required"},
    /* every bad field is named */
    {"{\"text\":1,\"id\":\"x\",\"integer\":\"y\",\"z\":0}",
     "text:wrong_type id:invalid_id integer:wrong_type z:unknown"},
    /* twice */
    {"{\"text\":\"a\",\"text\":\"a\"}", "text:duplicate"},
    {"{\"text\":\"a\",\"text\":\"a\",\"text\":\"a\"}", "text:duplicate text:duplicate"},
    {"{\"text\":\"a\",\"\\u0074ext\":\"b\"}", "text:duplicate"},
    {"{\"\\u0074ext\":\"a\",\"t\\u0065xt\":\"b\"}", "text:duplicate"},
    {"{\"a\":1,\"\\u0061\":2}", "a:duplicate a:unknown"},
    {"{\"\\\"\":1,\"\\u0022\":2}", "\":duplicate \":unknown"},
    {"{\"\\\\\":1,\"\\u005c\":2}", "\\:duplicate \\:unknown"},
    {"{\"text\" \n:\"a\",\"text\"\t:\"b\"}", "text:duplicate"},
    {"{\"object\":{\"word\":\"in\",\"word\":\"in\"}}", "word:duplicate"},
    {"{\"list\":[{\"word\":\"in\",\"word\":\"in\"}]}", "word:duplicate"},
    /* names with NUL are not what they begin with */
    {"{\"text\\u0000\":\"a\"}", "text:invalid_character"},
    {"{\"text\\u0000x\":\"a\",\"text\":\"b\"}", "text:invalid_character text:duplicate"},
};

START_TEST(test_bad) {
    const struct bad_case *row = &bad_cases[_i];
    enum status status = read_text(row->json);
    const char *errors = fixture_take_errors();
    ck_assert_msg(status == STATUS_INVALID_INPUT, "%s was taken", row->json);
    ck_assert_msg(text_equal(errors, row->errors), "%s: %s", row->json, errors);
}
END_TEST

/* The same name in different objects is fine, and so is one that stands in a text. */
START_TEST(test_no_duplicates) {
    static const char *const good[] = {
        "{\"object\":{\"word\":\"in\"},\"list\":[{\"word\":\"in\"},{\"word\":\"in\"}]}",
        "{\"list\":[{\"word\":\"in\",\"parts\":[{\"flag\":true},{\"flag\":true}]}]}",
        "{\"text\":\"text\",\"nullable\":\"text\"}",
        "{\"text\":\"\\\"text\\\":1,\\\"text\\\":2\"}",
        "{\"text\":\"}{\",\"nullable\":\"][\\\\\"}",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_msg(read_text(good[i]) == STATUS_OK, "%s: %s", good[i], fixture_take_errors());
}
END_TEST

static const char *const malformed[] = {
    "",
    " ",
    "\n",
    "null",
    "true",
    "1",
    "1.5",
    "\"text\"",
    "[]",
    "[{}]",
    "{",
    "}",
    "{\"text\"",
    "{\"text\":",
    "{\"text\":\"a\"",
    "{\"text\":\"a",
    "{\"text\":\"a\\",
    "{\"text\":\"a\\\"}",
    "{\"text\":\"a\",}",
    "{,}",
    "{\"text\" \"a\"}",
    "{\"text\":\"a\" \"id\":\"b\"}",
    "{text:\"a\"}",
    "{'text':\"a\"}",
    "{\"text\":'a'}",
    "{\"list\":[,]}",
    "{\"list\":[{\"word\":\"in\"},]}",
    "{\"text\":\"\\x\"}",
    "{\"text\":\"\\u00g0\"}",
    "{\"text\":\"\\u00\"}",
    "{\"text\":nul}",
    "{\"boolean\":True}",
    "{\"boolean\":tru}",
    "{\"integer\":01}",
    "{\"integer\":+1}",
    "{\"integer\":0x1}",
    "{\"integer\":- 1}",
    "{\"integer\":1e}",
    "{\"integer\":--1}",
    /* what json-c alone would let pass */
    "{'text':\"a\",\"text\":\"b\"}",
    "{'a\"b':1}",
    "{\"text\":\"a\nb\"}",
    "{\"text\":\"\x01\"}",
    "{\"a\tb\":1}",
    "{\"text\":\"\\ud800\"}",
    "{\"text\":\"\\udc8e\\ud83d\"}",
    "{\"text\":\"\\ud83d\\u0041\"}",
    "{\"text\":\"\\ud83d\\\\udc8e\"}",
    "{\"\\udfff\":1}",
    /* trailing bytes and comments */
    "{}{}",
    "{} x",
    "{},",
    "{}]",
    "{}}",
    "{} null",
    "// a\n{}",
    "/* a */{}",
    "{/* a */}",
    "{} // a",
    "\xef\xbb\xbf{}",
};

START_TEST(test_malformed) {
    enum status status = read_text(malformed[_i]);
    ck_assert_msg(status == STATUS_MALFORMED, "%s: %s", malformed[_i], status_code(status));
    ck_assert_ptr_nonnull(fixture.detail);
    ck_assert_uint_eq(fixture.field_error_count, 0);
}
END_TEST

START_TEST(test_not_text) {
    static const char *const bad[] = {
        "{\"text\":\"\xff\"}",
        "{\"text\":\"\xc0\x80\"}",
        "{\"text\":\"\xed\xa0\x80\"}",
        "{\"text\":\"\xc3\"}",
        "{\"\xfe\":1}",
        "{}\xff",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(read_text(bad[i]) == STATUS_MALFORMED, "%s", bad[i]);
    ck_assert_int_eq(read_bytes("{}\0", 3), STATUS_MALFORMED);
    ck_assert_int_eq(read_bytes("{}\0{}", 5), STATUS_MALFORMED);
    ck_assert_int_eq(read_bytes("{\"text\":\"a\0b\"}", 14), STATUS_MALFORMED);
    ck_assert_int_eq(read_bytes("\0", 1), STATUS_MALFORMED);
}
END_TEST

/* Bytes behind `length` are not the caller's. */
START_TEST(test_reads_only_its_length) {
    ck_assert_int_eq(read_bytes("{\"text\":\"a\"}{}", 12), STATUS_OK);
    ck_assert_str_eq(value.text, "a");
    ck_assert_int_eq(read_bytes("{}", 1), STATUS_MALFORMED);
}
END_TEST

static const char *nested(int depth, const char *open, const char *close) {
    struct text text = text_new(fixture.arena, 1024 * 1024);
    text_append(&text, "{\"other\":");
    for (int i = 0; i < depth; i++)
        text_append(&text, open);
    text_append(&text, "1");
    for (int i = 0; i < depth; i++)
        text_append(&text, close);
    text_append(&text, "}");
    return text.data;
}

START_TEST(test_depth) {
    for (int depth = 0; depth < 10; depth++) {
        ck_assert_int_eq(read_text(nested(depth, "[", "]")), STATUS_INVALID_INPUT);
        ck_assert_str_eq(fixture_take_errors(), "other:unknown");
    }
    for (int depth = JSON_DEPTH_MAXIMUM; depth < 40; depth++) {
        ck_assert_int_eq(read_text(nested(depth, "[", "]")), STATUS_MALFORMED);
        ck_assert_int_eq(read_text(nested(depth, "{\"a\":", "}")), STATUS_MALFORMED);
    }
    ck_assert_int_eq(read_text(nested(50000, "[", "]")), STATUS_MALFORMED);
    ck_assert_int_eq(read_text(nested(50000, "{\"a\":", "}")), STATUS_MALFORMED);
}
END_TEST

/* An object of thousands of members must not cost quadratic time, nor write beyond what is kept of their names. */
START_TEST(test_many_members) {
    struct text text = text_new(fixture.arena, 1024 * 1024);
    for (int i = 0; i < 5000; i++)
        text_append_format(&text, "%s\"m%d\":1", i == 0 ? "{" : ",", i);
    text_append(&text, "}");
    ck_assert_int_eq(read_text(text.data), STATUS_INVALID_INPUT);
    ck_assert_uint_ge(fixture.field_error_count, 5000);
}
END_TEST

START_TEST(test_empty_shape) {
    ck_assert_int_eq(json_read(&fixture, "{}", 2, &empty_shape, NULL), STATUS_OK);
    ck_assert_int_eq(json_read(&fixture, "{\"a\":1}", 7, &empty_shape, NULL), STATUS_INVALID_INPUT);
    ck_assert_str_eq(fixture_take_errors(), "a:unknown");
}
END_TEST

START_TEST(test_lists_of_texts) {
    struct text json = text_new(fixture.arena, 4096);
    ck_assert_int_eq(read_text("{\"texts\":[\"a\",\"\",\"\\u00e9\"]}"), STATUS_OK);
    const char *const *texts = value.texts.items;
    ck_assert_uint_eq(value.texts.count, 3);
    ck_assert_str_eq(texts[0], "a");
    ck_assert_str_eq(texts[1], "");
    ck_assert_str_eq(texts[2], "\xc3\xa9");
    ck_assert_int_eq(read_text("{\"texts\":[]}"), STATUS_OK);
    ck_assert_uint_eq(value.texts.count, 0);
    text_append(&json, "{\"texts\":[\"");
    for (int i = 0; i < FIELD_LIST_TEXT_MAXIMUM; i++)
        text_append(&json, "\xc3\xa9");
    const char *longest = arena_format(fixture.arena, "%s\"]}", json.data);
    ck_assert_int_eq(read_text(longest), STATUS_OK);
    ck_assert_int_eq(read_text(arena_format(fixture.arena, "%s.\"]}", json.data)), STATUS_INVALID_INPUT);
    ck_assert_str_eq(fixture_take_errors(), "texts[0]:too_long");
}
END_TEST

struct answer {
    const char *any;
    struct list numbers;
};
static const struct field number_fields[] = {{"", FIELD_INTEGER, .minimum = 0, .maximum = 9}};
static const struct shape number_shape = SHAPE("Number", int64_t, number_fields);
static const struct field answer_fields[] = {
    {"any", FIELD_JSON, offsetof(struct answer, any)},
    {"numbers", FIELD_LIST, offsetof(struct answer, numbers), 0, 0, 3, .shape = &number_shape},
};
static const struct shape answer_shape = SHAPE("Answer", struct answer, answer_fields);

static enum status read_answer(const char *json, struct answer *ret_answer) {
    return json_read_answer(&fixture, json, strlen(json), &answer_shape, ret_answer);
}

/* Whatever it is, as it was written. */
START_TEST(test_answer_keeps_json) {
    static const char *const rows[] = {
        "1",     "-9223372036854775808", "1.50", "142.135000000000000001", "1e3", "true",
        "\"a\"", "\"a\\\"\\u0001/\"",    "[]",   "[1,null,{\"a\":0.10}]",  "{}",  "{\"b\":1,\"a\":[]}",
    };
    struct answer answer;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_int_eq(read_answer(arena_format(fixture.arena, "{\"any\":%s}", rows[i]), &answer), STATUS_OK);
        ck_assert_str_eq(answer.any, rows[i]);
    }
    ck_assert_int_eq(read_answer("{\"any\":null}", &answer), STATUS_OK);
    ck_assert_ptr_null(answer.any);
    ck_assert_int_eq(read_answer("{}", &answer), STATUS_OK);
    ck_assert_ptr_null(answer.any);
}
END_TEST

START_TEST(test_answer_has_lists_of_numbers) {
    static const char *const bad[] = {
        "[10]", "[-1]", "[1.5]", "[\"1\"]", "[null]", "[true]", "[[1]]", "[{\"\":1}]", "[1,2,3,4]", "1", "{}", "null",
    };
    struct answer answer;
    ck_assert_int_eq(read_answer("{\"numbers\":[0,9,5]}", &answer), STATUS_OK);
    const int64_t *numbers = answer.numbers.items;
    ck_assert_uint_eq(answer.numbers.count, 3);
    ck_assert(numbers[0] == 0 && numbers[1] == 9 && numbers[2] == 5);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *json = arena_format(fixture.arena, "{\"numbers\":%s}", bad[i]);
        ck_assert_msg(read_answer(json, &answer) == STATUS_MALFORMED, "%s", json);
    }
}
END_TEST

Suite *json_read_suite(void) {
    Suite *suite = suite_create("json read");
    TCase *tcase = fixture_case(suite, "json read");
    tcase_add_test(tcase, test_everything);
    tcase_add_test(tcase, test_absent_is_cleared);
    tcase_add_test(tcase, test_values_are_copies);
    tcase_add_loop_test(tcase, test_bad, 0, sizeof bad_cases / sizeof bad_cases[0]);
    tcase_add_test(tcase, test_no_duplicates);
    tcase_add_loop_test(tcase, test_malformed, 0, sizeof malformed / sizeof malformed[0]);
    tcase_add_test(tcase, test_not_text);
    tcase_add_test(tcase, test_reads_only_its_length);
    tcase_add_test(tcase, test_depth);
    tcase_add_test(tcase, test_many_members);
    tcase_add_test(tcase, test_empty_shape);
    tcase_add_test(tcase, test_lists_of_texts);
    tcase_add_test(tcase, test_answer_keeps_json);
    tcase_add_test(tcase, test_answer_has_lists_of_numbers);
    return suite;
}
