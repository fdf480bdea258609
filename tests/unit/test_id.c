#include "arena.h"
#include "clock.h"
#include "fixture.h"
#include "id.h"

#include <stdlib.h>
#include <string.h>

Suite *id_suite(void);

enum { IDS = 20000 };

static int64_t milliseconds_of(const char *id) {
    char digits[13] = "";
    memcpy(digits, id, 8);
    memcpy(digits + 8, id + 9, 4);
    return (int64_t)strtoull(digits, NULL, 16);
}

START_TEST(test_layout) {
    for (int i = 0; i < 1000; i++) {
        int64_t before = clock_now() / 1000;
        const char *id = id_new(fixture.arena);
        int64_t after = clock_now() / 1000;
        ck_assert(id_is_valid(id));
        ck_assert_int_eq(id[14], '7');
        ck_assert_ptr_nonnull(strchr("89ab", id[19]));
        ck_assert_int_ge(milliseconds_of(id), before);
        ck_assert_int_le(milliseconds_of(id), after);
    }
}
END_TEST

START_TEST(test_later_ids_sort_later) {
    const char *last = id_new(fixture.arena);
    for (int round = 0; round < 20; round++) {
        const char *next;
        do
            next = id_new(fixture.arena);
        while (milliseconds_of(next) == milliseconds_of(last));
        ck_assert_str_lt(last, next);
        last = next;
    }
}
END_TEST

static int compare(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

START_TEST(test_never_the_same) {
    const char **ids = arena_array(fixture.arena, IDS, sizeof *ids);
    for (int i = 0; i < IDS; i++)
        ids[i] = id_new(fixture.arena);
    qsort(ids, IDS, sizeof *ids, compare);
    for (int i = 1; i < IDS; i++)
        ck_assert_str_ne(ids[i - 1], ids[i]);
}
END_TEST

/* The 74 bits that are not time, version or variant: each is set about half of the time. */
START_TEST(test_random_bits) {
    int set[128] = {0};
    for (int i = 0; i < 4000; i++) {
        const char *id = id_new(fixture.arena);
        int bit = 0;
        for (const char *at = id; *at != '\0'; at++)
            if (*at != '-') {
                int digit = (int)strtol((char[]){*at, '\0'}, NULL, 16);
                for (int mask = 8; mask > 0; mask >>= 1)
                    set[bit++] += (digit & mask) != 0;
            }
    }
    for (int bit = 52; bit < 128; bit++)
        if (bit != 64 && bit != 65)
            ck_assert_msg(set[bit] > 1750 && set[bit] < 2250, "bit %d is set %d times of 4000", bit, set[bit]);
}
END_TEST

START_TEST(test_validity) {
    const char *const good[] = {"00000000-0000-0000-0000-000000000000", "019234ab-0000-7000-8000-000000000001",
                                "f47ac10b-58cc-4372-a567-0e02b2c3d479", "ffffffff-ffff-ffff-ffff-ffffffffffff"};
    const char *const bad[] = {"",
                               "x",
                               "019234AB-0000-7000-8000-000000000001",
                               "019234ab-0000-7000-8000-00000000000",
                               "019234ab-0000-7000-8000-0000000000011",
                               "019234ab00007000800000000000000000001",
                               "019234ab-0000-7000-80000-00000000001",
                               "019234ab-0000-7000-8000-00000000000g",
                               "019234ab-0000-7000-8000-00000000000-",
                               "{19234ab-0000-7000-8000-00000000000}",
                               " 19234ab-0000-7000-8000-000000000001",
                               "019234ab 0000 7000 8000 000000000001",
                               "------------------------------------"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_msg(id_is_valid(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!id_is_valid(bad[i]), "%s", bad[i]);
}
END_TEST

Suite *id_suite(void) {
    Suite *suite = suite_create("id");
    TCase *tcase = fixture_case(suite, "id");
    tcase_add_test(tcase, test_layout);
    tcase_add_test(tcase, test_later_ids_sort_later);
    tcase_add_test(tcase, test_never_the_same);
    tcase_add_test(tcase, test_random_bits);
    tcase_add_test(tcase, test_validity);
    return suite;
}
