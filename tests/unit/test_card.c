#include "arena.h"
#include "deposits/card.h"
#include "fixture.h"

#include <string.h>

Suite *card_suite(void);

static const struct card_deposit_row deposit = {"d", "u", "PENDING", 25000000, "cs_1"};

/* A session that was paid as asked, but for what a row changes. */
struct judge_case {
    const char *name;
    struct stripe_session session;
    bool failed;
    enum card_verdict verdict;
    const char *problem; /* a part of it */
};

#define SESSION(name, how, paid, kind, money, cents, live)                                                             \
    {                                                                                                                  \
        .id = (name), .status = (how), .payment_status = (paid), .mode = (kind), .currency = (money),                  \
        .amount_total = (cents), .livemode = (live)                                                                    \
    }

static const struct judge_case cases[] = {
    {"paid", SESSION("cs_1", "complete", "paid", "payment", "usd", 2500, false), false, CARD_PAID, NULL},
    {"paid after all", SESSION("cs_1", "complete", "paid", "payment", "usd", 2500, false), true, CARD_PAID, NULL},
    {"open", SESSION("cs_1", "open", "unpaid", "payment", "usd", 2500, false), false, CARD_WAITS, NULL},
    {"slow", SESSION("cs_1", "complete", "unpaid", "payment", "usd", 2500, false), false, CARD_WAITS, NULL},
    {"slow, failed", SESSION("cs_1", "complete", "unpaid", "payment", "usd", 2500, false), true, CARD_FAILED, NULL},
    {"expired", SESSION("cs_1", "expired", "unpaid", "payment", "usd", 2500, false), false, CARD_EXPIRED, NULL},
    {"free of charge", SESSION("cs_1", "complete", "no_payment_required", "payment", "usd", 2500, false), false,
     CARD_WAITS, NULL},
    {"a cent less", SESSION("cs_1", "complete", "paid", "payment", "usd", 2499, false), false, CARD_DOUBTFUL, "2499"},
    {"a cent more", SESSION("cs_1", "complete", "paid", "payment", "usd", 2501, false), false, CARD_DOUBTFUL, "2501"},
    {"yen", SESSION("cs_1", "complete", "paid", "payment", "jpy", 2500, false), false, CARD_DOUBTFUL, "jpy"},
    {"a subscription", SESSION("cs_1", "complete", "paid", "subscription", "usd", 2500, false), false, CARD_DOUBTFUL,
     "subscription"},
    {"another session", SESSION("cs_2", "complete", "paid", "payment", "usd", 2500, false), false, CARD_DOUBTFUL,
     "cs_2"},
    {"the other mode", SESSION("cs_1", "complete", "paid", "payment", "usd", 2500, true), false, CARD_DOUBTFUL, "mode"},
};

START_TEST(judges) {
    const struct judge_case *row = &cases[_i];
    const char *problem = NULL;
    enum card_verdict verdict = card_judge(fixture.arena, &deposit, &row->session, false, row->failed, &problem);
    ck_assert_msg(verdict == row->verdict, "%s: %d", row->name, verdict);
    if (row->problem != NULL)
        ck_assert_msg(problem != NULL && strstr(problem, row->problem) != NULL, "%s: %s", row->name, problem);
}
END_TEST

/* A process that died before it noted the session must not cost the buyer the payment. */
START_TEST(takes_the_session_it_could_not_note) {
    const struct card_deposit_row unnoted = {"d", "u", "PENDING", 25000000, NULL};
    const char *problem = NULL;
    ck_assert(card_judge(fixture.arena, &unnoted, &cases[0].session, false, false, &problem) == CARD_PAID);
}
END_TEST

Suite *card_suite(void) {
    Suite *suite = suite_create("card");
    TCase *judging = fixture_case(suite, "judging");
    tcase_add_loop_test(judging, judges, 0, sizeof cases / sizeof *cases);
    tcase_add_test(judging, takes_the_session_it_could_not_note);
    return suite;
}
