/* How the business stands: figures of now, and of each day of a period; what is owed and not yet paid; what a person
 * must look at. */
#ifndef GEM_DASHBOARD_H
#define GEM_DASHBOARD_H

#include "context.h"
#include "shape.h"

/* Of a day, or of several. Amounts in micros. */
struct dashboard_sums {
    int64_t revenue_usd;     /* from packs, by the ledger */
    int64_t market_fees_usd; /* by the ledger */
    int64_t openings;
    int64_t new_users;
    int64_t trades;
    int64_t traded_usd;
    int64_t gems_bought; /* back, from users; paid or not yet */
    int64_t bought_usd;  /* what was promised for them */
    int64_t payouts;     /* that arrived */
    int64_t paid_out_usd;
};

struct dashboard_day {
    int64_t day; /* its first moment, UTC */
    struct dashboard_sums sums;
};
extern const struct shape dashboard_day_shape;

/* How the period compares with the one before: "UP", "DOWN", "SAME". Today counts as a whole day. */
struct dashboard_trends {
    const char *revenue_usd;
    const char *market_fees_usd;
    const char *openings;
    const char *new_users;
    const char *traded_usd;
    const char *bought_usd;
    const char *paid_out_usd;
};

/* What the platform has promised and not yet paid; micros. */
struct dashboard_exposure {
    int64_t buybacks_pending;
    int64_t buybacks_pending_usd;
    int64_t buybacks_approved;
    int64_t buybacks_approved_usd;
    int64_t withdrawals_held;
    int64_t withdrawals_held_usd;
    int64_t withdrawals_review;
    int64_t withdrawals_review_usd;
    int64_t withdrawals_sending;
    int64_t withdrawals_sending_usd;
    int64_t payouts_open;
    int64_t payouts_due_usd; /* by the ledger */
    int64_t escrow_usd;
};

struct dashboard {
    int64_t users;
    int64_t users_frozen;
    int64_t credit_owed_usd;
    int64_t gems_in_pools;
    int64_t gems_off_shelf;
    int64_t gems_vaulted;
    int64_t gems_listed;
    int64_t gems_in_buyback;
    int64_t gems_shipping;
    int64_t jobs_dead;
    int64_t jobs_waiting;
    int64_t payments_unmatched;
    int64_t schedules_failing;
    int64_t ledger_checked_at; /* CLOCK_NONE: never */
    int64_t ledger_faults;     /* FIELD_INTEGER_NONE: never checked */
    struct dashboard_exposure exposure;
    struct dashboard_sums sums; /* of the period */
    struct dashboard_sums before;
    struct dashboard_trends trends;
    const char *period;  /* one of dashboard_periods, in days */
    struct list days;    /* struct dashboard_day */
    struct list wallets; /* struct purse_check */
    struct list alerts;  /* struct alert */
};
extern const struct shape dashboard_shape;

extern const char *const dashboard_periods[];

/* In one round trip. */
enum status dashboard_read(struct context *context, const char *period, struct dashboard *ret_dashboard) MUST_CHECK;

/* Schedule: brings the sums of the days up to date, so that a page adds up days and the last minutes alone. */
enum status dashboard_schedule_count(struct context *context);

#endif
