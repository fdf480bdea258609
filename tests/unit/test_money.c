#include "arena.h"
#include "fixture.h"
#include "money.h"

#include <string.h>

Suite *money_suite(void);

enum { UNTOUCHED = 4711 };

struct parse_case {
    const char *text;
    int64_t micros;
    const char *written; /* NULL: refused */
};

static const struct parse_case parse_cases[] = {
    {"0", 0, "0.000000"},
    {"25", 25000000, "25.000000"},
    {"25.5", 25500000, "25.500000"},
    {"25.000000", 25000000, "25.000000"},
    {"0.000001", 1, "0.000001"},
    {"-0.000001", -1, "-0.000001"},
    {"0.1", 100000, "0.100000"},
    {"0.999999", 999999, "0.999999"},
    {"1.000001", 1000001, "1.000001"},
    {"-12.34", -12340000, "-12.340000"},
    {"-0", 0, "0.000000"},
    {"-0.000000", 0, "0.000000"},
    {"007", 7000000, "7.000000"},
    {"0000000000000000000000000001.50", 1500000, "1.500000"},
    {"999999999999.999999", MONEY_MAXIMUM - 1, "999999999999.999999"},
    {"1000000000000", MONEY_MAXIMUM, "1000000000000.000000"},
    {"1000000000000.000000", MONEY_MAXIMUM, "1000000000000.000000"},
    {"-999999999999.999999", 1 - MONEY_MAXIMUM, "-999999999999.999999"},
    {"-1000000000000.000000", -MONEY_MAXIMUM, "-1000000000000.000000"},
    {"1000000000000.000001", 0, NULL},
    {"-1000000000000.000001", 0, NULL},
    {"9223372036854.775807", 0, NULL},
    {"9223372036854.775808", 0, NULL},
    {"-9223372036854.775808", 0, NULL},
    {"18446744073709.551616", 0, NULL},
    {"18446744073734.551616", 0, NULL}, /* 25 dollars after two wraps */
    {"99999999999999999999999999999999", 0, NULL},
    {"0.0000001", 0, NULL},
    {"1.0000000", 0, NULL},
    {"", 0, NULL},
    {"-", 0, NULL},
    {".", 0, NULL},
    {"-.", 0, NULL},
    {".5", 0, NULL},
    {"-.5", 0, NULL},
    {"5.", 0, NULL},
    {"1..5", 0, NULL},
    {"1.5.", 0, NULL},
    {"1.5.5", 0, NULL},
    {"+1", 0, NULL},
    {"--1", 0, NULL},
    {"-+1", 0, NULL},
    {"1-", 0, NULL},
    {"1.-5", 0, NULL},
    {" 1", 0, NULL},
    {"1 ", 0, NULL},
    {"- 1", 0, NULL},
    {"1. 5", 0, NULL},
    {"1\n", 0, NULL},
    {"\t1", 0, NULL},
    {"1e3", 0, NULL},
    {"1E3", 0, NULL},
    {"1.5e0", 0, NULL},
    {"0x1", 0, NULL},
    {"1,5", 0, NULL},
    {"1,000", 0, NULL},
    {"1_000", 0, NULL},
    {"$1", 0, NULL},
    {"1USD", 0, NULL},
    {"inf", 0, NULL},
    {"nan", 0, NULL},
    {"\xd9\xa1", 0, NULL}, /* ARABIC-INDIC DIGIT ONE */
};

START_TEST(test_parse) {
    const struct parse_case *row = &parse_cases[_i];
    int64_t micros = UNTOUCHED;
    ck_assert_msg(money_parse(row->text, &micros) == (row->written != NULL), "\"%s\"", row->text);
    if (row->written == NULL) {
        ck_assert_int_eq(micros, UNTOUCHED);
        return;
    }
    ck_assert_int_eq(micros, row->micros);
    ck_assert_str_eq(money_text(fixture.arena, micros), row->written);
    ck_assert(money_parse(row->written, &micros));
    ck_assert_int_eq(micros, row->micros);
}
END_TEST

START_TEST(test_text) {
    ck_assert_ptr_null(money_text(fixture.arena, MONEY_NONE));
    ck_assert_str_eq(money_text(fixture.arena, INT64_MAX), "9223372036854.775807");
    ck_assert_str_eq(money_text(fixture.arena, INT64_MIN + 1), "-9223372036854.775807");
}
END_TEST

struct calculation {
    int64_t left;
    int64_t right;
    enum status status;
    int64_t result;
};

static const struct calculation sums[] = {
    {1, 2, STATUS_OK, 3},
    {-1, 1, STATUS_OK, 0},
    {MONEY_MAXIMUM, 0, STATUS_OK, MONEY_MAXIMUM},
    {MONEY_MAXIMUM - 1, 1, STATUS_OK, MONEY_MAXIMUM},
    {MONEY_MAXIMUM, -MONEY_MAXIMUM, STATUS_OK, 0},
    {1 - MONEY_MAXIMUM, -1, STATUS_OK, -MONEY_MAXIMUM},
    {MONEY_MAXIMUM, 1, STATUS_OVERFLOW, 0},
    {-MONEY_MAXIMUM, -1, STATUS_OVERFLOW, 0},
    {MONEY_MAXIMUM, MONEY_MAXIMUM, STATUS_OVERFLOW, 0},
    {INT64_MAX, 1, STATUS_OVERFLOW, 0},
    {INT64_MAX, INT64_MAX, STATUS_OVERFLOW, 0},
    {MONEY_NONE, MONEY_NONE, STATUS_OVERFLOW, 0},
    {MONEY_NONE, 0, STATUS_OVERFLOW, 0},
};

static const struct calculation products[] = {
    {2500000, 4, STATUS_OK, 10000000},
    {2500000, 0, STATUS_OK, 0},
    {-2500000, 4, STATUS_OK, -10000000},
    {2500000, -4, STATUS_OK, -10000000},
    {MONEY_MAXIMUM, 1, STATUS_OK, MONEY_MAXIMUM},
    {MONEY_MAXIMUM, -1, STATUS_OK, -MONEY_MAXIMUM},
    {MONEY_MAXIMUM / 2, 2, STATUS_OK, MONEY_MAXIMUM},
    {MONEY_MAXIMUM / 2 + 1, 2, STATUS_OVERFLOW, 0},
    {MONEY_MAXIMUM, 2, STATUS_OVERFLOW, 0},
    {-MONEY_MAXIMUM, 2, STATUS_OVERFLOW, 0},
    {INT64_C(1) << 32, INT64_C(1) << 32, STATUS_OVERFLOW, 0}, /* 2^64: nothing is left of it */
    {INT64_MAX, INT64_MAX, STATUS_OVERFLOW, 0},
    {INT64_MIN, -1, STATUS_OVERFLOW, 0},
    {INT64_MIN, INT64_MIN, STATUS_OVERFLOW, 0},
};

/* Amount, basis points, share: rounded towards zero. */
static const struct calculation shares[] = {
    {100000000, 8500, STATUS_OK, 85000000},
    {100000000, 10000, STATUS_OK, 100000000},
    {100000000, 0, STATUS_OK, 0},
    {0, 8500, STATUS_OK, 0},
    {1, 8500, STATUS_OK, 0},
    {1, 9999, STATUS_OK, 0},
    {1, 10000, STATUS_OK, 1},
    {2, 5000, STATUS_OK, 1},
    {3, 5000, STATUS_OK, 1},
    {19999, 5000, STATUS_OK, 9999},
    {10001, 9999, STATUS_OK, 9999},
    {12345678, 350, STATUS_OK, 432098},
    {-1, 8500, STATUS_OK, 0},
    {-1, 9999, STATUS_OK, 0},
    {-3, 5000, STATUS_OK, -1},
    {-19999, 5000, STATUS_OK, -9999},
    {-12345678, 350, STATUS_OK, -432098},
    {MONEY_MAXIMUM, 10000, STATUS_OK, MONEY_MAXIMUM},
    {MONEY_MAXIMUM - 1, 9999, STATUS_OK, INT64_C(999899999999999999)},
    {-MONEY_MAXIMUM, 10000, STATUS_OK, -MONEY_MAXIMUM},
    {MONEY_MAXIMUM, 10001, STATUS_OVERFLOW, 0},
    {-MONEY_MAXIMUM, 10001, STATUS_OVERFLOW, 0},
    {MONEY_MAXIMUM, INT64_MAX, STATUS_OVERFLOW, 0},
    {9999, INT64_MAX, STATUS_OVERFLOW, 0},
    {-9999, INT64_MAX, STATUS_OVERFLOW, 0},
    {INT64_MAX, INT64_MAX, STATUS_OVERFLOW, 0},
    {INT64_MIN, INT64_MAX, STATUS_OVERFLOW, 0},
};

typedef enum status calculate(int64_t left, int64_t right, int64_t *ret_micros);

static void check(calculate *function, const struct calculation *row) {
    int64_t result = UNTOUCHED;
    enum status status = function(row->left, row->right, &result);
    ck_assert_int_eq(status, row->status);
    ck_assert_int_eq(result, row->status == STATUS_OK ? row->result : UNTOUCHED);
}

START_TEST(test_add) {
    check(money_add, &sums[_i]);
}
END_TEST

START_TEST(test_multiply) {
    check(money_multiply, &products[_i]);
}
END_TEST

START_TEST(test_share) {
    check(money_share, &shares[_i]);
}
END_TEST

__extension__ typedef __int128 wide;

static void check_share(int64_t micros, int64_t basis_points) {
    int64_t share = UNTOUCHED;
    enum status status = money_share(micros, basis_points, &share);
    /* No ck_assert(): a million of them take long. */
    if (status != STATUS_OK || share != (int64_t)((wide)micros * basis_points / 10000))
        ck_abort_msg("%lld basis points of %lld", (long long)basis_points, (long long)micros);
}

/* Against exact arithmetic in 128 bits. */
START_TEST(test_share_is_exact) {
    for (int64_t micros = -30011; micros <= 30011; micros += 7)
        for (int64_t basis_points = 0; basis_points <= 10000; basis_points += 83)
            check_share(micros, basis_points);
    for (int64_t basis_points = 1; basis_points <= 10000; basis_points++) {
        check_share(MONEY_MAXIMUM - basis_points * 12347, basis_points);
        check_share(basis_points * 12347 - MONEY_MAXIMUM, basis_points);
    }
}
END_TEST

Suite *money_suite(void) {
    Suite *suite = suite_create("money");
    TCase *tcase = fixture_case(suite, "money");
    tcase_add_loop_test(tcase, test_parse, 0, sizeof parse_cases / sizeof parse_cases[0]);
    tcase_add_test(tcase, test_text);
    tcase_add_loop_test(tcase, test_add, 0, sizeof sums / sizeof sums[0]);
    tcase_add_loop_test(tcase, test_multiply, 0, sizeof products / sizeof products[0]);
    tcase_add_loop_test(tcase, test_share, 0, sizeof shares / sizeof shares[0]);
    tcase_add_test(tcase, test_share_is_exact);
    return suite;
}
