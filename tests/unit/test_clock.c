#include "arena.h"
#include "clock.h"
#include "fixture.h"

#include <stdlib.h>
#include <sys/stat.h>

Suite *clock_suite(void);

enum { UNTOUCHED = 4711 };

struct time_case {
    const char *text;
    int64_t time;
    const char *written; /* NULL: refused */
};

static const struct time_case time_cases[] = {
    {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000000Z"},
    {"1969-12-31T23:59:59.999999Z", -1, "1969-12-31T23:59:59.999999Z"},
    {"2026-11-22T04:56:42.123456Z", INT64_C(1795323402123456), "2026-11-22T04:56:42.123456Z"},
    {"2026-11-22t04:56:42z", INT64_C(1795323402000000), "2026-11-22T04:56:42.000000Z"},
    {"2026-11-22 04:56:42.1+00", INT64_C(1795323402100000), "2026-11-22T04:56:42.100000Z"},
    {"2026-11-22 04:56:42+00:00", INT64_C(1795323402000000), "2026-11-22T04:56:42.000000Z"},
    {"2026-11-22T04:56:42-00:00", INT64_C(1795323402000000), "2026-11-22T04:56:42.000000Z"},
    {"2026-11-22T04:56:42.000001Z", INT64_C(1795323402000001), "2026-11-22T04:56:42.000001Z"},
    {"2026-11-22T04:56:42.1234567Z", INT64_C(1795323402123456), "2026-11-22T04:56:42.123456Z"},
    {"2026-11-22T04:56:42.123456999Z", INT64_C(1795323402123456), "2026-11-22T04:56:42.123456Z"},
    {"2024-02-29T12:00:00Z", INT64_C(1709208000000000), "2024-02-29T12:00:00.000000Z"},
    {"2000-02-29T00:00:00Z", INT64_C(951782400000000), "2000-02-29T00:00:00.000000Z"},
    {"2038-01-19T03:14:08Z", INT64_C(2147483648000000), "2038-01-19T03:14:08.000000Z"},
    {"0001-01-01T00:00:00Z", INT64_C(-62135596800000000), "0001-01-01T00:00:00.000000Z"},
    {"9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z"},
    /* No such date or time. */
    {"2023-02-29T00:00:00Z", 0, NULL},
    {"1900-02-29T00:00:00Z", 0, NULL},
    {"2100-02-29T00:00:00Z", 0, NULL},
    {"2026-02-30T00:00:00Z", 0, NULL},
    {"2026-04-31T00:00:00Z", 0, NULL},
    {"2026-00-10T00:00:00Z", 0, NULL},
    {"2026-13-10T00:00:00Z", 0, NULL},
    {"2026-01-00T00:00:00Z", 0, NULL},
    {"2026-01-32T00:00:00Z", 0, NULL},
    {"2026-01-01T24:00:00Z", 0, NULL},
    {"2026-01-01T00:60:00Z", 0, NULL},
    {"2026-01-01T00:00:60Z", 0, NULL},
    {"2016-12-31T23:59:60Z", 0, NULL}, /* a leap second: PostgreSQL has none either */
    /* Not in UTC. */
    {"2026-11-22T04:56:42+01:00", 0, NULL},
    {"2026-11-22T04:56:42-00:01", 0, NULL},
    {"2026-11-22T04:56:42+01", 0, NULL},
    {"2026-11-22T04:56:42", 0, NULL},
    {"2026-11-22T04:56:42 UTC", 0, NULL},
    /* Not shaped like a time. */
    {"", 0, NULL},
    {"now", 0, NULL},
    {"infinity", 0, NULL},
    {"2026-11-22", 0, NULL},
    {"2026-11-22Z", 0, NULL},
    {"2026-11-22T04:56Z", 0, NULL},
    {"2026-11-22T04:56:42.Z", 0, NULL},
    {"2026-11-22T04:56:42,5Z", 0, NULL},
    {"2026-11-22T04:56:42.1234567890Z", 0, NULL},
    {"2026-11-22T04:56:42Z ", 0, NULL},
    {" 2026-11-22T04:56:42Z", 0, NULL},
    {"2026-11-22T04:56:42ZZ", 0, NULL},
    {"2026-11-22T04:56:42+", 0, NULL},
    {"2026-11-22T04:56:42+0", 0, NULL},
    {"2026-11-22T04:56:42+00:", 0, NULL},
    {"2026-11-22T04:56:42+00:0", 0, NULL},
    {"2026-11-22T04:56:42+00:00Z", 0, NULL},
    {"2026-11-22T04:56:42+0000", 0, NULL},
    {"26-11-22T04:56:42Z", 0, NULL},
    {"12026-11-22T04:56:42Z", 0, NULL},
    {"-026-11-22T04:56:42Z", 0, NULL},
    {"+2026-11-22T04:56:42Z", 0, NULL},
    {"2026-1-22T04:56:42Z", 0, NULL},
    {"2026/11/22T04:56:42Z", 0, NULL},
    {"2026-11-22T4:56:42Z", 0, NULL},
    {"2026-11-22T-4:56:42Z", 0, NULL},
};

START_TEST(test_parse) {
    const struct time_case *row = &time_cases[_i];
    int64_t time = UNTOUCHED;
    ck_assert_msg(clock_parse(row->text, &time) == (row->written != NULL), "\"%s\"", row->text);
    if (row->written == NULL) {
        ck_assert_int_eq(time, UNTOUCHED);
        return;
    }
    ck_assert_int_eq(time, row->time);
    ck_assert_str_eq(clock_text(fixture.arena, time), row->written);
}
END_TEST

/* Some time of every day of 500 years. */
START_TEST(test_round_trip) {
    int64_t day = INT64_C(86400) * CLOCK_SECOND;
    for (int64_t i = -200 * 365; i < 300 * 365; i++) {
        int64_t time = i * day + (i * INT64_C(7919000123)) % day;
        int64_t again = UNTOUCHED;
        if (!clock_parse(clock_text(fixture.arena, time), &again) || again != time)
            ck_abort_msg("%s", clock_text(fixture.arena, time));
        arena_clear(fixture.arena);
    }
    ck_assert_ptr_null(clock_text(fixture.arena, CLOCK_NONE));
}
END_TEST

START_TEST(test_now_and_monotonic) {
    int64_t before = clock_monotonic();
    int64_t earliest;
    int64_t latest;
    ck_assert(clock_parse("2024-01-01T00:00:00Z", &earliest));
    ck_assert(clock_parse("2200-01-01T00:00:00Z", &latest));
    ck_assert(clock_now() > earliest && clock_now() < latest);
    ck_assert_int_ge(clock_monotonic(), before);
}
END_TEST

static void shift_without_file(void) {
    if (clock_current_shift() != 0 || clock_shift(5) != STATUS_INTERNAL || clock_current_shift() != 0)
        abort();
}

/* Asked in a process of its own, before any test of this suite attaches. */
START_TEST(test_no_shift_without_file) {
    fixture_fork(1, shift_without_file);
    ck_assert_int_eq(clock_attach("/nonexistent/clock"), STATUS_INTERNAL);
}
END_TEST

static void shift_by_two_hours(void) {
    if (clock_shift(INT64_C(7200) * CLOCK_SECOND) != STATUS_OK)
        abort();
}

START_TEST(test_shift_is_shared) {
    const char *path = fixture_file();
    struct stat about;
    ck_assert_int_eq(clock_attach(path), STATUS_OK);
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_int_eq(about.st_size, 8);
    ck_assert_int_eq(clock_current_shift(), 0);
    int64_t before = clock_now();
    int64_t monotonic = clock_monotonic();
    fixture_fork(1, shift_by_two_hours);
    ck_assert_int_eq(clock_current_shift(), INT64_C(7200) * CLOCK_SECOND);
    int64_t passed = clock_now() - before;
    ck_assert(passed >= INT64_C(7200) * CLOCK_SECOND && passed < INT64_C(7260) * CLOCK_SECOND);
    ck_assert(clock_monotonic() - monotonic < INT64_C(60) * CLOCK_SECOND);

    /* Who comes later finds the shift in force. */
    ck_assert_int_eq(clock_attach(path), STATUS_OK);
    ck_assert_int_eq(clock_current_shift(), INT64_C(7200) * CLOCK_SECOND);
    ck_assert_int_eq(clock_shift(-5 * CLOCK_SECOND), STATUS_OK);
    ck_assert_int_lt(clock_now(), before + INT64_C(60) * CLOCK_SECOND);
    ck_assert_int_eq(clock_shift(0), STATUS_OK);
}
END_TEST

Suite *clock_suite(void) {
    Suite *suite = suite_create("clock");
    TCase *tcase = fixture_case(suite, "clock");
    tcase_add_loop_test(tcase, test_parse, 0, sizeof time_cases / sizeof time_cases[0]);
    tcase_add_test(tcase, test_round_trip);
    tcase_add_test(tcase, test_now_and_monotonic);
    tcase_add_test(tcase, test_no_shift_without_file);
    tcase_add_test(tcase, test_shift_is_shared);
    return suite;
}
