#include "arena.h"
#include "clock.h"
#include "everything.h"
#include "field_check.h"
#include "fixture.h"
#include "money.h"

#include <string.h>

Suite *field_check_suite(void);

#define TEN "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN
#define GEM "\xf0\x9f\x92\x8e"
#define TEN_GEMS GEM GEM GEM GEM GEM GEM GEM GEM GEM GEM

struct text_case {
    const char *field;
    const char *text;
    const char *code; /* NULL: taken */
};

static const struct text_case text_cases[] = {
    {"text", "x", NULL},
    {"text", SIXTY "1234", NULL},
    {"text", TEN_GEMS TEN_GEMS TEN_GEMS TEN_GEMS TEN_GEMS TEN_GEMS "1234", NULL},
    {"text", "", "too_short"},
    {"text", SIXTY "12345", "too_long"},
    {"id", "019234ab-0000-7000-8000-000000000001", NULL},
    {"id", "019234AB-0000-7000-8000-000000000001", "invalid_id"},
    {"id", "", "invalid_id"},
    {"choice", "UP", NULL},
    {"choice", "DOWN", NULL},
    {"choice", "up", "invalid_choice"},
    {"choice", "UPDOWN", "invalid_choice"},
    {"choice", "", "invalid_choice"},
    {"decimal", "60.00", NULL},
    {"decimal", "0.05", NULL},
    {"decimal", "999999999.99", NULL},
    {"decimal", "1000000000.00", "invalid_decimal"},
    {"decimal", "60", "invalid_decimal"},
    {"decimal", "060.00", "invalid_decimal"},
    {"decimal", "00.05", "invalid_decimal"},
    {"decimal", "60.0", "invalid_decimal"},
    {"decimal", "60.000", "invalid_decimal"},
    {"decimal", ".50", "invalid_decimal"},
    {"decimal", "-1.00", "invalid_decimal"},
    {"decimal", "+1.00", "invalid_decimal"},
    {"decimal", "1e3.00", "invalid_decimal"},
    {"decimal", "1.00 ", "invalid_decimal"},
    {"decimal", "1,00", "invalid_decimal"},
    {"decimal", "", "invalid_decimal"},
    {"hex", "0123abcf", NULL},
    {"hex", "0123ABCF", "invalid_hex"},
    {"hex", "0123abc", "invalid_hex"},
    {"hex", "0123abcf0", "invalid_hex"},
    {"hex", "0x123abc", "invalid_hex"},
    {"hex", "", "invalid_hex"},
    {"email", "ada@example.com", NULL},
    {"email", "ada+gems.x@sub.example.com", NULL},
    {"email", "ada", "invalid_email"},
    {"email", "@example.com", "invalid_email"},
    {"email", "ada@", "invalid_email"},
    {"email", "ada@example", "invalid_email"},
    {"email", "ada@.com", "invalid_email"},
    {"email", "ada@example.", "invalid_email"},
    {"email", "ada@example..com", "invalid_email"},
    {"email", "ada@eve@example.com", "invalid_email"},
    {"email", "ada lovelace@example.com", "invalid_email"},
    {"email", "ada\r\nBcc:eve@example.com", "invalid_email"},
    {"email", "ada@example.com,eve@example.com", "invalid_email"},
    {"email", "Ada <ada@example.com>", "invalid_email"},
    {"email", "ada\x7f@example.com", "invalid_email"},
    {"email", SIXTY SIXTY SIXTY SIXTY TEN "@example.com", "invalid_email"},
    {"email", "", "invalid_email"},
    {"integer", "0", NULL},
    {"integer", "10", NULL},
    {"integer", "-10", NULL},
    {"integer", "11", "out_of_range"},
    {"integer", "-11", "out_of_range"},
    {"integer", "9223372036854775808", "invalid_integer"},
    {"integer", "1.0", "invalid_integer"},
    {"integer", "1e1", "invalid_integer"},
    {"integer", " 1", "invalid_integer"},
    {"integer", "+1", "invalid_integer"},
    {"integer", "", "invalid_integer"},
    {"unbounded", "9223372036854775806", NULL},
    {"unbounded", "-9223372036854775807", NULL},
    {"unbounded", "-9223372036854775808", "out_of_range"}, /* would read as "absent" */
    {"boolean", "true", NULL},
    {"boolean", "false", NULL},
    {"boolean", "TRUE", "invalid_boolean"},
    {"boolean", "1", "invalid_boolean"},
    {"boolean", "", "invalid_boolean"},
    {"money", "25.000000", NULL},
    {"money", "0.000001", NULL},
    {"money", "1000.000000", NULL},
    {"money", "1000.000001", "out_of_range"},
    {"money", "0.000000", "out_of_range"},
    {"money", "-0.000001", "out_of_range"},
    {"money", "25", "invalid_money"},
    {"money", "25.5", "invalid_money"},
    {"money", "25.0000000", "invalid_money"},
    {"money", "25,000000", "invalid_money"},
    {"money", "1e3.000000", "invalid_money"},
    {"money", ".000001", "invalid_money"},
    {"money", " 25.000000", "invalid_money"},
    {"money", "10000000000000.000000", "invalid_money"},
    {"money", "", "invalid_money"},
    {"time", "2026-11-22T04:56:42.123456Z", NULL},
    {"time", "2026-11-22T04:56:42+00:00", NULL},
    {"time", "2026-11-22T04:56:42+01:00", "invalid_time"},
    {"time", "2026-02-30T04:56:42Z", "invalid_time"},
    {"time", "1795323402", "invalid_time"},
    {"time", "", "invalid_time"},
    {"object", "{}", "wrong_type"},
    {"pointer", "{}", "wrong_type"},
    {"list", "[]", "wrong_type"},
    {"texts", "[]", "wrong_type"},
    {"json", "{}", "wrong_type"},
};

static const struct field *named(const char *name) {
    const struct field *field = shape_find(&everything_shape, name, strlen(name));
    ck_assert_ptr_nonnull(field);
    return field;
}

START_TEST(test_text) {
    const struct text_case *row = &text_cases[_i];
    struct everything value;
    struct everything cleared;
    memset(&value, 0, sizeof value);
    shape_clear(&everything_shape, &value);
    memcpy(&cleared, &value, sizeof value);
    enum status status = field_take_text(&fixture, named(row->field), "at.place", row->text, &value);
    if (row->code == NULL) {
        ck_assert_msg(status == STATUS_OK, "%s \"%s\": %s", row->field, row->text, fixture_take_errors());
        return;
    }
    ck_assert_msg(status == STATUS_INVALID_INPUT, "%s \"%s\" was taken", row->field, row->text);
    ck_assert_str_eq(fixture_take_errors(), arena_format(fixture.arena, "at.place:%s", row->code));
    ck_assert_mem_eq(&value, &cleared, sizeof value);
}
END_TEST

START_TEST(test_stored_values) {
    struct everything value;
    shape_clear(&everything_shape, &value);
    ck_assert_int_eq(field_take_text(&fixture, named("text"), "", "word", &value), STATUS_OK);
    ck_assert_str_eq(value.text, "word");
    ck_assert_int_eq(field_take_text(&fixture, named("email"), "", "Ada@Example.COM", &value), STATUS_OK);
    ck_assert_str_eq(value.email, "ada@example.com");
    ck_assert_int_eq(field_take_text(&fixture, named("choice"), "", "DOWN", &value), STATUS_OK);
    ck_assert_str_eq(value.choice, "DOWN");
    ck_assert_int_eq(field_take_text(&fixture, named("integer"), "", "-7", &value), STATUS_OK);
    ck_assert_int_eq(value.integer, -7);
    ck_assert_int_eq(field_take_text(&fixture, named("boolean"), "", "true", &value), STATUS_OK);
    ck_assert(value.boolean);
    ck_assert_int_eq(field_take_text(&fixture, named("boolean"), "", "false", &value), STATUS_OK);
    ck_assert(!value.boolean);
    ck_assert_int_eq(field_take_text(&fixture, named("money"), "", "25.000001", &value), STATUS_OK);
    ck_assert_int_eq(value.money, 25000001);
    ck_assert_int_eq(field_take_text(&fixture, named("time"), "", "1970-01-01T00:00:01Z", &value), STATUS_OK);
    ck_assert_int_eq(value.time, CLOCK_SECOND);
    ck_assert_uint_eq(fixture.field_error_count, 0);
}
END_TEST

START_TEST(test_allowed_characters) {
    const char *stored = NULL;
    const struct field field = {"seed", FIELD_TEXT, 0, 0, 1, 8, .characters = "abc-"};
    ck_assert_int_eq(field_take_text(&fixture, &field, "seed", "a-b-c", &stored), STATUS_OK);
    ck_assert_str_eq(stored, "a-b-c");
    ck_assert_int_eq(field_take_text(&fixture, &field, "seed", "a:b", &stored), STATUS_INVALID_INPUT);
    ck_assert_str_eq(fixture_take_errors(), "seed:invalid_character");
    ck_assert_str_eq(stored, "a-b-c");
}
END_TEST

START_TEST(test_integers) {
    struct everything value;
    shape_clear(&everything_shape, &value);
    ck_assert_int_eq(field_take_integer(&fixture, named("integer"), "n", 10, &value), STATUS_OK);
    ck_assert_int_eq(value.integer, 10);
    ck_assert_int_eq(field_take_integer(&fixture, named("integer"), "n", 11, &value), STATUS_INVALID_INPUT);
    ck_assert_int_eq(field_take_integer(&fixture, named("integer"), "n", -11, &value), STATUS_INVALID_INPUT);
    ck_assert_str_eq(fixture_take_errors(), "n:out_of_range n:out_of_range");
    ck_assert_int_eq(value.integer, 10);
    for (size_t i = 0; i < everything_shape.count; i++) {
        const struct field *field = &everything_shape.fields[i];
        if (field->kind == FIELD_INTEGER)
            continue;
        ck_assert_int_eq(field_take_integer(&fixture, field, "n", 1, &value), STATUS_INVALID_INPUT);
        ck_assert_str_eq(fixture_take_errors(), "n:wrong_type");
    }
}
END_TEST

START_TEST(test_many_errors) {
    struct everything value;
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(field_take_text(&fixture, named("hex"), arena_format(fixture.arena, "f%d", i), "", &value),
                         STATUS_INVALID_INPUT);
    ck_assert_uint_eq(fixture.field_error_count, 100);
    for (int i = 0; i < 100; i++)
        ck_assert_str_eq(fixture.field_errors[i].field, arena_format(fixture.arena, "f%d", i));
}
END_TEST

Suite *field_check_suite(void) {
    Suite *suite = suite_create("field check");
    TCase *tcase = fixture_case(suite, "field check");
    tcase_add_loop_test(tcase, test_text, 0, sizeof text_cases / sizeof text_cases[0]);
    tcase_add_test(tcase, test_stored_values);
    tcase_add_test(tcase, test_allowed_characters);
    tcase_add_test(tcase, test_integers);
    tcase_add_test(tcase, test_many_errors);
    return suite;
}
