#include "arena.h"
#include "fixture.h"
#include "metrics.h"
#include "text.h"

#include <string.h>

Suite *metrics_suite(void);

enum { PROCESSES = 4, ROUNDS = 20000, SERIES = 50, OUTPUT_MAXIMUM = 4 * 1024 * 1024 };

static const char *output(void) {
    struct text text = text_new(fixture.arena, OUTPUT_MAXIMUM);
    metrics_write(&text);
    ck_assert(!text.overflowed);
    return text.data;
}

static void attach(void) {
    ck_assert_int_eq(metrics_attach(fixture_file()), STATUS_OK);
}

static bool has_line(const char *line) {
    return strstr(output(), arena_format(fixture.arena, "\n%s\n", line)) != NULL;
}

static int count_of(const char *text, const char *part) {
    int count = 0;
    for (; (text = strstr(text, part)) != NULL; text++)
        count++;
    return count;
}

/* Every process meets every series for the first time in the same moment as the others. */
static void count_much(void) {
    for (int i = 0; i < ROUNDS; i++) {
        char labels[32] = "route=\"00\"";
        labels[7] = (char)('0' + i % SERIES / 10);
        labels[8] = (char)('0' + i % SERIES % 10);
        metrics_add(METRIC_REQUESTS, labels, 1);
        metrics_add(METRIC_DRAWS, "outcome=\"handed\"", 3);
        metrics_observe(METRIC_REQUEST_SECONDS, "route=\"x\"", i % 2 == 0 ? 400 : 400000);
    }
}

START_TEST(test_processes_add_up) {
    attach();
    fixture_fork(PROCESSES, count_much);
    for (int i = 0; i < SERIES; i++) {
        const char *line =
            arena_format(fixture.arena, "gem_http_requests_total{route=\"%02d\"} %d", i, PROCESSES * ROUNDS / SERIES);
        ck_assert_msg(has_line(line), "%s", line);
    }
    ck_assert_int_eq(count_of(output(), "gem_http_requests_total{"), SERIES);
    ck_assert(has_line(arena_format(fixture.arena, "gem_draws_total{outcome=\"handed\"} %d", PROCESSES * ROUNDS * 3)));
    ck_assert(has_line(
        arena_format(fixture.arena, "gem_http_request_duration_seconds_count{route=\"x\"} %d", PROCESSES * ROUNDS)));
    /* 40000 times 400 microseconds and 400 milliseconds. */
    ck_assert(has_line("gem_http_request_duration_seconds_sum{route=\"x\"} 16016.000000"));
}
END_TEST

START_TEST(test_histogram) {
    static const int64_t bounds[] = {250, 500, 5000000};
    attach();
    for (size_t i = 0; i < 3; i++) {
        metrics_observe(METRIC_REQUEST_SECONDS, "route=\"x\"", bounds[i]);
        metrics_observe(METRIC_REQUEST_SECONDS, "route=\"x\"", bounds[i] + 1);
    }
    ck_assert(has_line("gem_http_request_duration_seconds_bucket{route=\"x\",le=\"0.000250\"} 1"));
    ck_assert(has_line("gem_http_request_duration_seconds_bucket{route=\"x\",le=\"0.000500\"} 3"));
    ck_assert(has_line("gem_http_request_duration_seconds_bucket{route=\"x\",le=\"0.001000\"} 4"));
    ck_assert(has_line("gem_http_request_duration_seconds_bucket{route=\"x\",le=\"1.000000\"} 4"));
    ck_assert(has_line("gem_http_request_duration_seconds_bucket{route=\"x\",le=\"5.000000\"} 5"));
    ck_assert(has_line("gem_http_request_duration_seconds_bucket{route=\"x\",le=\"+Inf\"} 6"));
    ck_assert(has_line("gem_http_request_duration_seconds_sum{route=\"x\"} 10.001503"));
    ck_assert(has_line("gem_http_request_duration_seconds_count{route=\"x\"} 6"));
}
END_TEST

START_TEST(test_set_and_add) {
    attach();
    metrics_set(METRIC_LEDGER_BALANCED, "", 1);
    metrics_set(METRIC_WORKERS_BUSY, "program=\"gem-api\"", 5);
    metrics_add(METRIC_WORKERS_BUSY, "program=\"gem-api\"", -2);
    metrics_set(METRIC_WORKERS_BUSY, "program=\"gem-hooks\"", 9);
    ck_assert(has_line("gem_ledger_balanced 1"));
    ck_assert(has_line("gem_workers_busy{program=\"gem-api\"} 3"));
    ck_assert(has_line("gem_workers_busy{program=\"gem-hooks\"} 9"));
    metrics_set(METRIC_LEDGER_BALANCED, "", 0);
    ck_assert(has_line("gem_ledger_balanced 0"));
}
END_TEST

/* Labels that are too long still name one series only. */
START_TEST(test_long_labels) {
    char labels[200];
    attach();
    memset(labels, 'x', sizeof labels);
    labels[sizeof labels - 1] = '\0';
    metrics_add(METRIC_JOBS, labels, 1);
    metrics_add(METRIC_JOBS, labels, 1);
    ck_assert_int_eq(count_of(output(), "gem_jobs_total{"), 1);
    ck_assert_ptr_nonnull(strstr(output(), "x} 2\n"));
}
END_TEST

/* Text format 0.0.4: two comments for every metric, then name, labels, value; nothing else. */
START_TEST(test_format) {
    attach();
    metrics_add(METRIC_REQUESTS, "program=\"gem-api\",route=\"packs_list\",status=\"200\"", 7);
    metrics_observe(METRIC_REQUEST_SECONDS, "route=\"x\"", 1);
    const char *text = output();
    ck_assert_int_eq(count_of(text, "# HELP "), METRIC_COUNT);
    ck_assert_int_eq(count_of(text, "# TYPE "), METRIC_COUNT);
    ck_assert_ptr_nonnull(
        strstr(text, "# TYPE gem_http_requests_total counter\n"
                     "gem_http_requests_total{program=\"gem-api\",route=\"packs_list\",status=\"200\"} 7\n"));
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        ck_assert_ptr_nonnull(strchr(line, '\n'));
        ck_assert(strncmp(line, "# HELP gem_", 11) == 0 || strncmp(line, "# TYPE gem_", 11) == 0 ||
                  strncmp(line, "gem_", 4) == 0);
    }
}
END_TEST

/* A second program finds what the first has counted. */
START_TEST(test_attaching_again_keeps_the_counts) {
    const char *path = fixture_file();
    ck_assert_int_eq(metrics_attach(path), STATUS_OK);
    metrics_add(METRIC_DEADLINES, "program=\"a\"", 2);
    ck_assert_int_eq(metrics_attach(path), STATUS_OK);
    metrics_add(METRIC_DEADLINES, "program=\"a\"", 1);
    ck_assert(has_line("gem_request_deadlines_total{program=\"a\"} 3"));
    ck_assert_int_eq(metrics_attach("/nonexistent/metrics"), STATUS_INTERNAL);
    ck_assert(has_line("gem_request_deadlines_total{program=\"a\"} 3"));
}
END_TEST

/* More series than there is room for are lost, not mixed up. */
START_TEST(test_full) {
    attach();
    for (int i = 0; i < 5000; i++)
        metrics_add(METRIC_JOBS, arena_format(fixture.arena, "kind=\"%d\"", i), 1);
    ck_assert_int_eq(count_of(output(), "gem_jobs_total{"), 4096);
    ck_assert_int_eq(count_of(output(), "\"} 1\n"), 4096);
}
END_TEST

Suite *metrics_suite(void) {
    Suite *suite = suite_create("metrics");
    TCase *tcase = fixture_case(suite, "metrics");
    tcase_add_test(tcase, test_processes_add_up);
    tcase_add_test(tcase, test_histogram);
    tcase_add_test(tcase, test_set_and_add);
    tcase_add_test(tcase, test_long_labels);
    tcase_add_test(tcase, test_format);
    tcase_add_test(tcase, test_attaching_again_keeps_the_counts);
    tcase_add_test(tcase, test_full);
    return suite;
}
