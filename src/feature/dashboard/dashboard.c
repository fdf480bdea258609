#include "dashboard/dashboard.h"

#include "db.h"
#include "ledger/purse_checks.h"
#include "money.h"
#include "operations/alerts.h"

#include <string.h>

const char *const dashboard_periods[] = {"7", "30", "90", NULL};

enum { SUMS = sizeof(struct dashboard_sums) / sizeof(int64_t) };

/* The sums of a struct that has them as its member `sums`. */
#define SUMS_FIELDS(structure)                                                                                         \
    {"revenue_usd", FIELD_MONEY, offsetof(structure, sums.revenue_usd), .description = "From packs"},                  \
        {"market_fees_usd", FIELD_MONEY, offsetof(structure, sums.market_fees_usd)},                                   \
        {"openings", FIELD_INTEGER, offsetof(structure, sums.openings)},                                               \
        {"new_users", FIELD_INTEGER, offsetof(structure, sums.new_users)},                                             \
        {"trades", FIELD_INTEGER, offsetof(structure, sums.trades)},                                                   \
        {"traded_usd", FIELD_MONEY, offsetof(structure, sums.traded_usd), .description = "On the market"},             \
        {"gems_bought", FIELD_INTEGER, offsetof(structure, sums.gems_bought), .description = "Back, from users"},      \
        {"bought_usd", FIELD_MONEY, offsetof(structure, sums.bought_usd), .description = "What they cost"},            \
        {"payouts", FIELD_INTEGER, offsetof(structure, sums.payouts), .description = "That arrived"}, {                \
        "paid_out_usd", FIELD_MONEY, offsetof(structure, sums.paid_out_usd)                                            \
    }

struct sums_alone {
    struct dashboard_sums sums;
};
static const struct field dashboard_sums_fields[] = {SUMS_FIELDS(struct sums_alone)};
static const struct shape dashboard_sums_shape = SHAPE("DashboardSums", struct dashboard_sums, dashboard_sums_fields);

static const struct field dashboard_day_fields[] = {
    {"day", FIELD_TIME, offsetof(struct dashboard_day, day), .description = "Its first moment, UTC"},
    SUMS_FIELDS(struct dashboard_day),
};
const struct shape dashboard_day_shape = SHAPE("DashboardDay", struct dashboard_day, dashboard_day_fields);

static const char *const trends[] = {"UP", "DOWN", "SAME", NULL};

#define TREND(member)                                                                                                  \
    { #member, FIELD_CHOICE, offsetof(struct dashboard_trends, member), .choices = trends }
static const struct field dashboard_trends_fields[] = {
    TREND(revenue_usd), TREND(market_fees_usd), TREND(openings),     TREND(new_users),
    TREND(traded_usd),  TREND(bought_usd),      TREND(paid_out_usd),
};
static const struct shape dashboard_trends_shape =
    SHAPE("DashboardTrends", struct dashboard_trends, dashboard_trends_fields);

#define COMPARED(member)                                                                                               \
    { offsetof(struct dashboard_sums, member), offsetof(struct dashboard_trends, member) }
static const struct {
    size_t sum;
    size_t trend;
} compared[] = {
    COMPARED(revenue_usd), COMPARED(market_fees_usd), COMPARED(openings),     COMPARED(new_users),
    COMPARED(traded_usd),  COMPARED(bought_usd),      COMPARED(paid_out_usd),
};

#define EXPOSED(member, kind)                                                                                          \
    { #member, kind, offsetof(struct dashboard_exposure, member) }
static const struct field dashboard_exposure_fields[] = {
    EXPOSED(buybacks_pending, FIELD_INTEGER),
    EXPOSED(buybacks_pending_usd, FIELD_MONEY),
    EXPOSED(buybacks_approved, FIELD_INTEGER),
    EXPOSED(buybacks_approved_usd, FIELD_MONEY),
    EXPOSED(withdrawals_held, FIELD_INTEGER),
    EXPOSED(withdrawals_held_usd, FIELD_MONEY),
    EXPOSED(withdrawals_review, FIELD_INTEGER),
    EXPOSED(withdrawals_review_usd, FIELD_MONEY),
    EXPOSED(withdrawals_sending, FIELD_INTEGER),
    EXPOSED(withdrawals_sending_usd, FIELD_MONEY),
    EXPOSED(payouts_open, FIELD_INTEGER),
    EXPOSED(payouts_due_usd, FIELD_MONEY),
    EXPOSED(escrow_usd, FIELD_MONEY),
};
static const struct shape dashboard_exposure_shape =
    SHAPE("DashboardExposure", struct dashboard_exposure, dashboard_exposure_fields);

static const struct field dashboard_fields[] = {
    {"users", FIELD_INTEGER, offsetof(struct dashboard, users)},
    {"users_frozen", FIELD_INTEGER, offsetof(struct dashboard, users_frozen)},
    {"credit_owed_usd", FIELD_MONEY, offsetof(struct dashboard, credit_owed_usd),
     .description = "What the platform owes all users"},
    {"gems_in_pools", FIELD_INTEGER, offsetof(struct dashboard, gems_in_pools), .description = "Waiting to be drawn"},
    {"gems_off_shelf", FIELD_INTEGER, offsetof(struct dashboard, gems_off_shelf)},
    {"gems_vaulted", FIELD_INTEGER, offsetof(struct dashboard, gems_vaulted)},
    {"gems_listed", FIELD_INTEGER, offsetof(struct dashboard, gems_listed)},
    {"gems_in_buyback", FIELD_INTEGER, offsetof(struct dashboard, gems_in_buyback)},
    {"gems_shipping", FIELD_INTEGER, offsetof(struct dashboard, gems_shipping)},
    {"jobs_dead", FIELD_INTEGER, offsetof(struct dashboard, jobs_dead), .description = "Given up; for a person"},
    {"jobs_waiting", FIELD_INTEGER, offsetof(struct dashboard, jobs_waiting)},
    {"payments_unmatched", FIELD_INTEGER, offsetof(struct dashboard, payments_unmatched)},
    {"schedules_failing", FIELD_INTEGER, offsetof(struct dashboard, schedules_failing)},
    {"ledger_checked_at", FIELD_TIME, offsetof(struct dashboard, ledger_checked_at), FIELD_NULLABLE},
    {"ledger_faults", FIELD_INTEGER, offsetof(struct dashboard, ledger_faults), FIELD_NULLABLE},
    {"exposure", FIELD_OBJECT, offsetof(struct dashboard, exposure), .shape = &dashboard_exposure_shape,
     .description = "What is promised and not yet paid"},
    SUMS_FIELDS(struct dashboard),
    {"before", FIELD_OBJECT, offsetof(struct dashboard, before), .shape = &dashboard_sums_shape,
     .description = "The same of as many days before"},
    {"trends", FIELD_OBJECT, offsetof(struct dashboard, trends), .shape = &dashboard_trends_shape},
    {"period", FIELD_CHOICE, offsetof(struct dashboard, period), .choices = dashboard_periods,
     .description = "In days"},
    {"days", FIELD_LIST, offsetof(struct dashboard, days), .shape = &dashboard_day_shape},
    {"wallets", FIELD_LIST, offsetof(struct dashboard, wallets), .shape = &purse_check_shape,
     .description = "What the last check found on chain"},
    {"alerts", FIELD_LIST, offsetof(struct dashboard, alerts), .shape = &alert_shape,
     .description = "What a person must look at"},
};
const struct shape dashboard_shape = SHAPE("Dashboard", struct dashboard, dashboard_fields);

static enum status add_days(const struct dashboard_day *days, size_t count, struct dashboard_sums *ret_sums) {
    int64_t totals[SUMS] = {0};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count * SUMS && status == STATUS_OK; i++) {
        const int64_t *sums = (const int64_t *)(const void *)&days[i / SUMS].sums;
        status = money_add(totals[i % SUMS], sums[i % SUMS], &totals[i % SUMS]);
    }
    if (status == STATUS_OK)
        memcpy(ret_sums, totals, sizeof totals);
    return status;
}

static const char *trend_of(int64_t now, int64_t before) {
    return now > before ? trends[0] : now < before ? trends[1] : trends[2];
}

static void compare(struct dashboard *dashboard) {
    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++) {
        const int64_t *now = (const void *)((const char *)&dashboard->sums + compared[i].sum);
        const int64_t *before = (const void *)((const char *)&dashboard->before + compared[i].sum);
        const char **trend = (void *)((char *)&dashboard->trends + compared[i].trend);
        *trend = trend_of(*now, *before);
    }
}

/* The first half of the days is the period before. */
static enum status sum_days(struct dashboard *dashboard, const struct list *days) {
    const struct dashboard_day *first = days->items;
    size_t half = days->count / 2;
    dashboard->days = (struct list){.items = (void *)(uintptr_t)(first + half), .count = half};
    enum status status = add_days(first, half, &dashboard->before);
    if (status == STATUS_OK)
        status = add_days(first + half, half, &dashboard->sums);
    if (status == STATUS_OK)
        compare(dashboard);
    return status;
}

enum status dashboard_read(struct context *context, const char *period, struct dashboard *ret_dashboard) {
    struct db_rows *figures;
    struct db_rows *days;
    struct db_rows *wallets;
    struct db_rows *alerts;
    db_queue(context, SQL_DASHBOARD_FIGURES, DB_NONE, &figures);
    db_queue(context, SQL_DASHBOARD_DAYS, DB(period), &days);
    db_queue(context, SQL_SETTLEMENT_LAST_CHECKS, DB_NONE, &wallets);
    db_queue(context, SQL_OPERATIONS_ALERTS, DB_NONE, &alerts);
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    struct dashboard dashboard;
    db_read(figures, 0, &dashboard_shape, &dashboard);
    dashboard.period = period;
    dashboard.wallets = db_read_list(context, wallets, &purse_check_shape);
    dashboard.alerts = db_read_list(context, alerts, &alert_shape);
    struct list both = db_read_list(context, days, &dashboard_day_shape);
    status = sum_days(&dashboard, &both);
    if (status == STATUS_OK)
        *ret_dashboard = dashboard;
    return status;
}

enum status dashboard_schedule_count(struct context *context) {
    struct db_rows *rows;
    return db_query(context, SQL_DASHBOARD_COUNT_DAYS, DB_NONE, &rows);
}
