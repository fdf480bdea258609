#include "fixture.h"
#include "payouts/payout_step.h"

Suite *payout_step_suite(void);

enum { LAST = 500, SLOT = 9000 };

#define HEARD(count, until) .answers = (count), .heard_slot = (until)

static const struct step_case {
    const char *name;
    struct solana_progress progress;
    struct solana_signature_status known;
    size_t nodes;
    enum payout_step step;
} cases[] = {
    {"nobody knows it yet", {SLOT, LAST - 100}, {HEARD(3, SLOT)}, 3, PAYOUT_SEND},
    {"at its last height", {SLOT, LAST}, {HEARD(3, SLOT)}, 3, PAYOUT_SEND},
    {"seen, not sure", {SLOT, LAST - 1}, {.known = true, HEARD(3, SLOT)}, 3, PAYOUT_SEND},
    {"seen and failed, not sure", {SLOT, LAST - 1}, {.known = true, .failed = true, HEARD(3, SLOT)}, 3, PAYOUT_SEND},
    {"confirmed", {SLOT, LAST - 1}, {.known = true, .confirmed = true, HEARD(1, SLOT)}, 3, PAYOUT_WAIT},
    {"failed, confirmed",
     {SLOT, LAST - 1},
     {.known = true, .failed = true, .confirmed = true, HEARD(1, SLOT)},
     3,
     PAYOUT_WAIT},
    {"final",
     {SLOT, LAST + 50},
     {.known = true, .confirmed = true, .finalized = true, HEARD(1, SLOT - 100)},
     3,
     PAYOUT_COMPLETE},
    {"failed, final",
     {SLOT, LAST - 1},
     {.known = true, .failed = true, .confirmed = true, .finalized = true, HEARD(1, SLOT)},
     3,
     PAYOUT_FAIL},
    {"confirmed beyond its last height",
     {SLOT, LAST + 1},
     {.known = true, .confirmed = true, HEARD(1, SLOT)},
     3,
     PAYOUT_WAIT},
    {"seen beyond its last height", {SLOT, LAST + 1}, {.known = true, HEARD(3, SLOT)}, 3, PAYOUT_WAIT},
    {"three know nothing", {SLOT, LAST + 1}, {HEARD(3, SLOT)}, 3, PAYOUT_EXPIRE},
    {"two know nothing", {SLOT, LAST + 1}, {HEARD(2, SLOT + 5)}, 3, PAYOUT_EXPIRE},
    {"one of three knows nothing", {SLOT, LAST + 1}, {HEARD(1, SLOT)}, 3, PAYOUT_WAIT},
    {"one of two knows nothing", {SLOT, LAST + 1}, {HEARD(1, SLOT)}, 2, PAYOUT_WAIT},
    {"the only one knows nothing", {SLOT, LAST + 1}, {HEARD(1, SLOT)}, 1, PAYOUT_EXPIRE},
    {"the only one says nothing", {SLOT, LAST + 1}, {HEARD(0, INT64_MAX)}, 1, PAYOUT_WAIT},
    {"one of them lags", {SLOT, LAST + 1}, {HEARD(3, SLOT - 1)}, 3, PAYOUT_WAIT},
    {"there are no nodes", {SLOT, LAST + 1}, {HEARD(0, INT64_MAX)}, 0, PAYOUT_WAIT},
};

START_TEST(test_step) {
    const struct step_case *row = &cases[_i];
    ck_assert_msg(payout_decide(LAST, &row->progress, &row->known, row->nodes) == row->step, "%s", row->name);
}
END_TEST

Suite *payout_step_suite(void) {
    Suite *suite = suite_create("payout_step");
    TCase *tcase = fixture_case(suite, "payout_step");
    tcase_add_loop_test(tcase, test_step, 0, (int)(sizeof cases / sizeof *cases));
    return suite;
}
