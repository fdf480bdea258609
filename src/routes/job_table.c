#include "job_table.h"

#include "accounts/accounts_jobs.h"
#include "accounts/email_code.h"
#include "buyback/buyback_jobs.h"
#include "catalog/batches.h"
#include "catalog/pools.h"
#include "dashboard/dashboard.h"
#include "deposits/card.h"
#include "deposits/card_returns.h"
#include "inbox/inbox.h"
#include "ledger/ledger_jobs.h"
#include "market/offers.h"
#include "openings/openings_jobs.h"
#include "payouts/payouts.h"
#include "prices/prices.h"
#include "settlement/settlement.h"
#include "withdrawals/withdrawals.h"

#include <stddef.h>
#include <stdint.h>

const struct job_kind job_kinds[] = {
    {"send_email_code", email_code_job_send, .lease_seconds = 120, .attempts = 10},
    {"handle_stripe_event", card_job_handle_event, .lease_seconds = 300, .attempts = 15},
    {"handle_solana_event", settlement_job_handle_event, .lease_seconds = 60, .attempts = JOB_ATTEMPTS},
    {"verify_payment", settlement_job_verify, .lease_seconds = 120, .attempts = 1000},
    {"check_card_deposit", card_job_check, .lease_seconds = 120, .attempts = JOB_ATTEMPTS},
    {"send_card_refund", card_job_send_refund, .lease_seconds = 120, .attempts = 20},
    {"import_gems", batches_job_import, .lease_seconds = 600, .attempts = JOB_ATTEMPTS},
    {"finish_buyback", buyback_job_finish, .lease_seconds = 60, .attempts = JOB_ATTEMPTS},
    {"send_payout", payouts_job_send, .lease_seconds = 120, .attempts = INT32_MAX}, /* until it is over */
    {"release_withdrawal", withdrawals_job_release, .lease_seconds = 120, .attempts = 1000},
    {"finish_withdrawal", withdrawals_job_finish, .lease_seconds = 60, .attempts = 20},
    {NULL, NULL, 0, 0},
};

const struct schedule_kind schedule_kinds[] = {
    {"read_inbox", inbox_schedule_read},
    {"draw_paid_openings", openings_schedule_draw_paid},
    {"fetch_prices", prices_schedule_fetch},
    {"sweep_treasury", settlement_schedule_sweep},
    {"expire_quotes", settlement_schedule_expire},
    {"recheck_payments", settlement_schedule_recheck},
    {"reconcile_stripe", card_schedule_reconcile},
    {"expire_offers", offers_schedule_expire},
    {"watch_payouts", payouts_schedule_watch},
    {"check_treasury", settlement_schedule_check_treasury},
    {"release_withdrawals", withdrawals_schedule_release},
    {"refresh_pool_statistics", pools_schedule_refresh},
    {"count_dashboard_days", dashboard_schedule_count},
    {"check_ledger", ledger_schedule_check},
    {"forget_expired", accounts_schedule_forget},
    {"forget_webhooks", inbox_schedule_forget},
    {NULL, NULL},
};
