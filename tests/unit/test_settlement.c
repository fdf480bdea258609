#include "fixture.h"
#include "money.h"
#include "settlement/decision.h"

#include <string.h>

Suite *settlement_suite(void);

#define USD INT64_C(1000000)
#define SOL INT64_C(1000000000)
enum { ON_TIME = 1000, LATE = 1001 };

/* 10 USD: 10,000,000 base units of USDC, or 0.1 SOL at 100 USD. */
static const struct quote usdc_opening = {"q", "u", "OPENING", "OPEN", "USDC", 10 * USD, 10 * USD, ON_TIME};
static const struct quote sol_opening = {"q", "u", "OPENING", "OPEN", "SOL", SOL / 10, 10 * USD, ON_TIME};
static const struct quote paid_opening = {"q", "u", "OPENING", "PAID", "USDC", 10 * USD, 10 * USD, ON_TIME};
static const struct quote expired_opening = {"q", "u", "OPENING", "EXPIRED", "SOL", SOL / 10, 10 * USD, ON_TIME};
static const struct quote usdc_deposit = {"q", "u", "DEPOSIT", "OPEN", "USDC", 10 * USD, 10 * USD, ON_TIME};
static const struct quote sol_deposit = {"q", "u", "DEPOSIT", "EXPIRED", "SOL", SOL / 10, 10 * USD, ON_TIME};
static const struct quote paid_deposit = {"q", "u", "DEPOSIT", "PAID", "USDC", 10 * USD, 10 * USD, ON_TIME};

static const struct quote usdc_trade = {"q", "u", "TRADE", "OPEN", "USDC", 10 * USD, 10 * USD, ON_TIME};
static const struct quote sol_trade = {"q", "u", "TRADE", "OPEN", "SOL", SOL / 10, 10 * USD, ON_TIME};
static const struct quote paid_trade = {"q", "u", "TRADE", "PAID", "USDC", 10 * USD, 10 * USD, ON_TIME};
static const struct quote expired_trade = {"q", "u", "TRADE", "EXPIRED", "USDC", 10 * USD, 10 * USD, ON_TIME};
static const struct quote blocked_trade = {"q", "u", "TRADE", "OPEN", "SOL", SOL / 10, 10 * USD, ON_TIME, true};

struct decision_case {
    const char *name;
    struct receipt receipt;
    const struct quote *quote;
    bool payer_known;
    int64_t sol_price;
    const char *outcome; /* NULL: a price is needed */
    int64_t value;
    int64_t price;
    int64_t credit;
    int64_t difference;
};

static const struct decision_case cases[] = {
    {"exact", {"USDC", 10 * USD, ON_TIME}, &usdc_opening, false, MONEY_NONE, "OPENING", 10 * USD, 10 * USD, 0, 0},
    {"0.5 % short",
     {"USDC", 9950000, ON_TIME},
     &usdc_opening,
     false,
     MONEY_NONE,
     "OPENING",
     9950000,
     10 * USD,
     0,
     -50000},
    {"one unit shorter",
     {"USDC", 9949999, ON_TIME},
     &usdc_opening,
     false,
     MONEY_NONE,
     "CREDIT",
     9949999,
     0,
     9949999,
     0},
    {"0.5 % over",
     {"USDC", 10050000, ON_TIME},
     &usdc_opening,
     false,
     MONEY_NONE,
     "OPENING",
     10050000,
     10 * USD,
     0,
     50000},
    {"one unit more",
     {"USDC", 10050001, ON_TIME},
     &usdc_opening,
     false,
     MONEY_NONE,
     "OPENING",
     10050001,
     10 * USD,
     50001,
     0},
    {"twice as much",
     {"USDC", 20 * USD, ON_TIME},
     &usdc_opening,
     false,
     MONEY_NONE,
     "OPENING",
     20 * USD,
     10 * USD,
     10 * USD,
     0},
    {"one microsecond late",
     {"USDC", 10 * USD, LATE},
     &usdc_opening,
     false,
     MONEY_NONE,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"a second time",
     {"USDC", 10 * USD, ON_TIME},
     &paid_opening,
     false,
     MONEY_NONE,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"SOL at the locked price",
     {"SOL", SOL / 10, ON_TIME},
     &sol_opening,
     false,
     50 * USD,
     "OPENING",
     10 * USD,
     10 * USD,
     0,
     0},
    {"SOL short, at the locked price",
     {"SOL", SOL / 20, ON_TIME},
     &sol_opening,
     false,
     50 * USD,
     "CREDIT",
     5 * USD,
     0,
     5 * USD,
     0},
    {"SOL late, at today's price",
     {"SOL", SOL / 10, LATE},
     &sol_opening,
     false,
     50 * USD,
     "CREDIT",
     5 * USD,
     0,
     5 * USD,
     0},
    {"SOL late, no price", {"SOL", SOL / 10, LATE}, &sol_opening, false, MONEY_NONE, NULL, 0, 0, 0, 0},
    {"SOL on time, noticed after the end",
     {"SOL", SOL / 10, ON_TIME},
     &expired_opening,
     false,
     MONEY_NONE,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"SOL for a USDC quote",
     {"SOL", SOL / 10, ON_TIME},
     &usdc_opening,
     false,
     100 * USD,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"USDC for a SOL quote",
     {"USDC", 10 * USD, ON_TIME},
     &sol_opening,
     false,
     MONEY_NONE,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"deposit, exact",
     {"USDC", 10 * USD, ON_TIME},
     &usdc_deposit,
     false,
     MONEY_NONE,
     "DEPOSIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"deposit, a third of it",
     {"USDC", 3 * USD, ON_TIME},
     &usdc_deposit,
     false,
     MONEY_NONE,
     "DEPOSIT",
     3 * USD,
     0,
     3 * USD,
     0},
    {"deposit, late", {"SOL", SOL / 10, LATE}, &sol_deposit, false, 90 * USD, "DEPOSIT", 9 * USD, 0, 9 * USD, 0},
    {"deposit, a second time",
     {"USDC", 10 * USD, ON_TIME},
     &paid_deposit,
     false,
     MONEY_NONE,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"deposit, dust", {"SOL", 1, LATE}, &sol_deposit, false, 100 * USD, "CREDIT", 0, 0, 0, 0},
    {"trade, exact", {"USDC", 10 * USD, ON_TIME}, &usdc_trade, false, MONEY_NONE, "TRADE", 10 * USD, 0, 10 * USD, 0},
    {"trade, 0.5 % short",
     {"USDC", 9950000, ON_TIME},
     &usdc_trade,
     false,
     MONEY_NONE,
     "TRADE",
     9950000,
     0,
     10 * USD,
     -50000},
    {"trade, one unit shorter",
     {"USDC", 9949999, ON_TIME},
     &usdc_trade,
     false,
     MONEY_NONE,
     "CREDIT",
     9949999,
     0,
     9949999,
     0},
    {"trade, 0.5 % over",
     {"USDC", 10050000, ON_TIME},
     &usdc_trade,
     false,
     MONEY_NONE,
     "TRADE",
     10050000,
     0,
     10 * USD,
     50000},
    {"trade, one unit more",
     {"USDC", 10050001, ON_TIME},
     &usdc_trade,
     false,
     MONEY_NONE,
     "TRADE",
     10050001,
     0,
     10050001,
     0},
    {"trade, SOL at the locked price",
     {"SOL", SOL / 10, ON_TIME},
     &sol_trade,
     false,
     50 * USD,
     "TRADE",
     10 * USD,
     0,
     10 * USD,
     0},
    {"trade, late", {"USDC", 10 * USD, LATE}, &usdc_trade, false, MONEY_NONE, "CREDIT", 10 * USD, 0, 10 * USD, 0},
    {"trade, SOL late", {"SOL", SOL / 10, LATE}, &sol_trade, false, 50 * USD, "CREDIT", 5 * USD, 0, 5 * USD, 0},
    {"trade, a second time",
     {"USDC", 10 * USD, ON_TIME},
     &paid_trade,
     false,
     MONEY_NONE,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"trade, noticed after the end",
     {"USDC", 10 * USD, ON_TIME},
     &expired_trade,
     false,
     MONEY_NONE,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"trade, another asset",
     {"USDC", 10 * USD, ON_TIME},
     &sol_trade,
     false,
     MONEY_NONE,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"trade that cannot be completed, SOL at the locked price",
     {"SOL", SOL / 10, ON_TIME},
     &blocked_trade,
     false,
     50 * USD,
     "CREDIT",
     10 * USD,
     0,
     10 * USD,
     0},
    {"no quote, known wallet", {"USDC", 7 * USD, ON_TIME}, NULL, true, MONEY_NONE, "CREDIT", 7 * USD, 0, 7 * USD, 0},
    {"no quote, a stranger", {"USDC", 7 * USD, ON_TIME}, NULL, false, MONEY_NONE, "UNMATCHED", 7 * USD, 0, 0, 0},
    {"no quote, SOL rounded down", {"SOL", 3, ON_TIME}, NULL, true, 500 * USD, "CREDIT", 1, 0, 1, 0},
    {"unknown token", {NULL, 10 * USD, ON_TIME}, &usdc_opening, true, MONEY_NONE, "UNMATCHED", MONEY_NONE, 0, 0, 0},
};

START_TEST(decides) {
    const struct decision_case *row = &cases[_i];
    struct decision decision = {0};
    enum status status = settlement_decide(&row->receipt, row->quote, row->payer_known, row->sol_price, &decision);
    if (row->outcome == NULL) {
        ck_assert_msg(status == STATUS_PRICE_UNAVAILABLE, "%s", row->name);
        return;
    }
    ck_assert_msg(status == STATUS_OK && strcmp(decision.outcome, row->outcome) == 0 && decision.value == row->value &&
                      decision.price == row->price && decision.credit == row->credit &&
                      decision.difference == row->difference,
                  "%s: %s %lld = %lld + %lld + %lld", row->name, decision.outcome, (long long)decision.value,
                  (long long)decision.price, (long long)decision.credit, (long long)decision.difference);
}
END_TEST

/* Whatever comes, every micro of it is accounted for, and nobody is given more than came beyond the tolerance. */
START_TEST(accounts_for_all_of_it) {
    for (int64_t amount = 1; amount < 25 * USD; amount += 12347) {
        struct decision decision;
        const struct receipt receipt = {"USDC", amount, ON_TIME};
        ck_assert(settlement_decide(&receipt, &usdc_opening, false, MONEY_NONE, &decision) == STATUS_OK);
        ck_assert(decision.price + decision.credit + decision.difference == amount);
        ck_assert(decision.difference >= -50000 && decision.difference <= 50000);
        ck_assert(settlement_decide(&receipt, &usdc_trade, false, MONEY_NONE, &decision) == STATUS_OK);
        ck_assert(decision.price == 0 && decision.credit + decision.difference == amount);
        ck_assert(decision.difference >= -50000 && decision.difference <= 50000);
    }
}
END_TEST

START_TEST(refuses_what_no_amount_can_hold) {
    struct decision decision;
    const struct receipt receipt = {"SOL", INT64_MAX, LATE};
    ck_assert(settlement_decide(&receipt, NULL, true, 1000000 * USD, &decision) == STATUS_OVERFLOW);
}
END_TEST

Suite *settlement_suite(void) {
    Suite *suite = suite_create("settlement");
    TCase *decision = tcase_create("decision");
    tcase_add_loop_test(decision, decides, 0, sizeof cases / sizeof *cases);
    tcase_add_test(decision, accounts_for_all_of_it);
    tcase_add_test(decision, refuses_what_no_amount_can_hold);
    suite_add_tcase(suite, decision);
    return suite;
}
