#include "arena.h"
#include "fixture.h"
#include "settlement/purse.h"
#include "text.h"

Suite *purse_suite(void);

#define TREASURY "treasury"
#define HOT "hot"
#define USDC "usdc"

enum { CHANGES_MAXIMUM = 4 };

static const struct purse_case {
    const char *name;
    struct solana_change changes[CHANGES_MAXIMUM];
    struct solana_change expected[CHANGES_MAXIMUM];
} cases[] = {
    {"nobody of ours", {{"ada", NULL, 5}, {"bob", NULL, -5}}, {{NULL, NULL, 0}}},
    {"one comes", {{"ada", USDC, -5}, {TREASURY, USDC, 5}}, {{TREASURY, USDC, 5}}},
    {"both get", {{TREASURY, USDC, 5}, {HOT, USDC, 6}}, {{TREASURY, USDC, 11}}},
    {"from one to the other", {{TREASURY, USDC, -5}, {HOT, USDC, 5}, {TREASURY, NULL, -7}}, {{TREASURY, NULL, -7}}},
    {"each its mint", {{HOT, NULL, -7}, {TREASURY, USDC, 5}}, {{HOT, NULL, -7}, {TREASURY, USDC, 5}}},
    {"more than a number holds", {{TREASURY, USDC, INT64_MAX}, {HOT, USDC, 1}, {HOT, NULL, 3}}, {{HOT, NULL, 3}}},
};

START_TEST(test_changes) {
    const struct purse_case *row = &cases[_i];
    struct purse purse = {{TREASURY, HOT}, 2};
    struct solana_transaction transaction = {
        .changes = {arena_array(fixture.arena, CHANGES_MAXIMUM, sizeof *row->changes), 0}};
    struct solana_change *change = transaction.changes.items;
    while (transaction.changes.count < CHANGES_MAXIMUM && row->changes[transaction.changes.count].owner != NULL) {
        change[transaction.changes.count] = row->changes[transaction.changes.count];
        transaction.changes.count++;
    }
    struct list sums = purse_changes(fixture.arena, &purse, &transaction);
    const struct solana_change *sum = sums.items;
    size_t expected = 0;
    for (; row->expected[expected].owner != NULL; expected++) {
        const struct solana_change *wanted = &row->expected[expected];
        ck_assert_msg(expected < sums.count, "%s", row->name);
        ck_assert_int_eq(sum[expected].amount, wanted->amount);
        ck_assert(wanted->mint == NULL ? sum[expected].mint == NULL : text_equal(sum[expected].mint, wanted->mint));
    }
    ck_assert_uint_eq(sums.count, expected);
}
END_TEST

Suite *purse_suite(void) {
    Suite *suite = suite_create("purse");
    TCase *tcase = fixture_case(suite, "purse");
    tcase_add_loop_test(tcase, test_changes, 0, (int)(sizeof cases / sizeof *cases));
    return suite;
}
