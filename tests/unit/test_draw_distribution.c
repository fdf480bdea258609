/* Are rows drawn as often as their weights say, and starts of a pool equally often? Pearson's chi-square over fixed
 * seeds: the same 1,000,000 draws in every run. A fair draw exceeds the critical values in one of 1,000 choices. */
#include "digest.h"
#include "fairness/draw.h"
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

Suite *draw_distribution_suite(void);

enum { ROWS_MAXIMUM = 64, SEEDS = 1000, UNITS = 1000, QUICK_UNITS = 100 };

/* The 99.9 % quantile of the chi-square distribution, by degrees of freedom. */
#define CRITICAL_2 13.816
#define CRITICAL_4 18.467
#define CRITICAL_24 51.179
#define CRITICAL_50 86.661

static char client_seed[32];

/* A tenth under sanitizers, where GEM_TEST_QUICK is set. */
static int64_t units_of_seed(void) {
    return getenv("GEM_TEST_QUICK") == NULL ? UNITS : QUICK_UNITS;
}

static double draws(void) {
    return (double)(SEEDS * units_of_seed());
}

/* The n-th seed: SHA-256 of its number. */
static struct draw_seed seed_number(int number) {
    struct draw_seed seed = {.client_seed = client_seed, .nonce = number % 7};
    snprintf(client_seed, sizeof client_seed, "client %d", number);
    digest_sha256(&number, sizeof number, seed.server_seed);
    return seed;
}

static double chi_square(const uint64_t *counts, const double *expected, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double difference = (double)counts[i] - expected[i];
        sum += difference * difference / expected[i];
    }
    return sum;
}

static double rows_statistic(const uint64_t *weights, size_t count) {
    uint64_t counts[ROWS_MAXIMUM] = {0};
    double expected[ROWS_MAXIMUM];
    double total = 0;
    for (size_t i = 0; i < count; i++)
        total += (double)weights[i];
    for (size_t i = 0; i < count; i++)
        expected[i] = (double)weights[i] / total * draws();
    int64_t units = units_of_seed();
    for (int number = 0; number < SEEDS; number++) {
        struct draw_seed seed = seed_number(number);
        for (int64_t unit = 0; unit < units; unit++)
            counts[draw_row(&seed, unit, weights, count).row]++;
    }
    return chi_square(counts, expected, count);
}

/* The odds of a real pack. */
START_TEST(test_published_odds) {
    const uint64_t weights[] = {6000, 2500, 1000, 450, 50};
    double statistic = rows_statistic(weights, 5);
    ck_assert_msg(statistic < CRITICAL_4, "chi-square is %f", statistic);
}
END_TEST

/* A total so large that a quarter of all numbers is rejected: without that the first row would be drawn half of the
 * time. */
START_TEST(test_no_modulo_bias) {
    const uint64_t third = UINT64_C(1) << 62;
    const uint64_t weights[] = {third, third, third};
    double statistic = rows_statistic(weights, 3);
    ck_assert_msg(statistic < CRITICAL_2, "chi-square is %f", statistic);
}
END_TEST

START_TEST(test_start_positions) {
    enum { POOL = 51 };
    uint64_t counts[POOL] = {0};
    double expected[POOL];
    for (int i = 0; i < POOL; i++)
        expected[i] = draws() / POOL;
    int64_t units = units_of_seed();
    for (int number = 0; number < SEEDS; number++) {
        struct draw_seed seed = seed_number(number);
        for (int64_t unit = 0; unit < units; unit++)
            counts[draw_start_position(&seed, unit, POOL)]++;
    }
    double statistic = chi_square(counts, expected, POOL);
    ck_assert_msg(statistic < CRITICAL_50, "chi-square is %f", statistic);
}
END_TEST

/* Does the row that was drawn tell where the search starts? All pairs of row and start are equally frequent. */
START_TEST(test_starts_do_not_depend_on_rows) {
    enum { PARTS = 5 };
    const uint64_t weights[PARTS] = {1, 1, 1, 1, 1};
    uint64_t counts[PARTS * PARTS] = {0};
    double expected[PARTS * PARTS];
    for (int i = 0; i < PARTS * PARTS; i++)
        expected[i] = draws() / (PARTS * PARTS);
    int64_t units = units_of_seed();
    for (int number = 0; number < SEEDS; number++) {
        struct draw_seed seed = seed_number(number);
        for (int64_t unit = 0; unit < units; unit++)
            counts[draw_row(&seed, unit, weights, PARTS).row * PARTS + draw_start_position(&seed, unit, PARTS)]++;
    }
    double statistic = chi_square(counts, expected, PARTS * PARTS);
    ck_assert_msg(statistic < CRITICAL_24, "chi-square is %f", statistic);
}
END_TEST

Suite *draw_distribution_suite(void) {
    Suite *suite = suite_create("draw distribution");
    TCase *tcase = fixture_case(suite, "draw distribution");
    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, test_published_odds);
    tcase_add_test(tcase, test_no_modulo_bias);
    tcase_add_test(tcase, test_start_positions);
    tcase_add_test(tcase, test_starts_do_not_depend_on_rows);
    return suite;
}
