/* The end of an attempt: books what it came to, and tells the cause. */
#include "arena.h"
#include "db.h"
#include "ledger/ledger.h"
#include "log.h"
#include "metrics.h"
#include "money.h"
#include "payments/payments.h"
#include "payouts/payout_attempt.h"
#include "payouts/payouts.h"
#include "queue.h"
#include "text.h"

enum { LAMPORTS_PER_SOL = 1000000000 };

/* Who hears of it when a payout is over; a payment that was returned has nobody. */
static const struct payout_cause {
    const char *cause;
    const char *job;
} payout_causes[] = {
    {"BUYBACK", "finish_buyback"},
    {"WITHDRAWAL", "finish_withdrawal"},
};

void payout_queue_news(struct context *context, const char *cause, const char *cause_id) {
    for (size_t i = 0; i < sizeof payout_causes / sizeof *payout_causes; i++)
        if (text_equal(payout_causes[i].cause, cause))
            job_add(context, payout_causes[i].job, cause_id);
}

struct closing {
    const struct payout *payout;
    const struct solana_transaction *transaction; /* NULL: it never landed */
    const char *attempt_status;
    const char *problem;
    int64_t fee;     /* lamports, rent included */
    int64_t fee_usd; /* micros */
    bool ended;      /* by us */
};

/* What the wallet lost beside the amount. */
static enum status find_fee(struct context *context, struct closing *closing) {
    const struct payout *payout = closing->payout;
    const struct solana_transaction *transaction = closing->transaction;
    bool pays_sol = text_equal(payout->asset, "SOL") && !transaction->failed;
    int64_t received = solana_transaction_received(transaction, payouts_wallet(context), NULL);
    closing->fee = transaction->fee - received - (pays_sol ? payout->attempt_amount : 0);
    if (closing->fee < 0 || payout->sol_price == MONEY_NONE)
        return closing->fee < 0 ? STATUS_INTERNAL : STATUS_OK;
    return money_ratio(payout->sol_price, closing->fee, LAMPORTS_PER_SOL, &closing->fee_usd);
}

/* The treasury's SOL is booked at what it was worth when it came, so it goes at what is owed for it; what the price did
 * in between stays in the account. */
static void queue_completed_entry(struct context *context, const struct closing *closing) {
    const struct payout *payout = closing->payout;
    bool sol = text_equal(payout->asset, "SOL");
    struct ledger_entry entry = {
        .cause_type = "payout_completed",
        .cause_id = payout->id,
        .description = arena_format(context->arena, "%s to %s", payout->asset, payout->recipient),
    };
    ledger_add_line(&entry, "payouts_due", NULL, -payout->usd);
    ledger_add_line(&entry, "network_fees", NULL, -closing->fee_usd);
    ledger_add_line(&entry, "solana_sol", NULL, closing->fee_usd + (sol ? payout->usd : 0));
    ledger_add_line(&entry, "solana_usdc", NULL, sol ? 0 : payout->usd);
    ledger_queue_entry(context, &entry);
}

static void queue_failed_entry(struct context *context, const struct closing *closing) {
    struct ledger_entry entry = {
        .cause_type = "payout_attempt_failed",
        .cause_id = closing->payout->attempt_id,
        .description = "The fee of a transaction that failed",
    };
    if (closing->fee_usd == 0)
        return;
    ledger_add_line(&entry, "network_fees", NULL, -closing->fee_usd);
    ledger_add_line(&entry, "solana_sol", NULL, closing->fee_usd);
    ledger_queue_entry(context, &entry);
}

/* The sweep finds it as well, unless it failed. */
static void queue_seen(struct context *context, const struct closing *closing) {
    const struct seen_transaction seen = {closing->payout->signature, NULL};
    if (closing->transaction != NULL)
        payments_queue_seen(context, "SWEEP", &seen, 1);
}

static bool is_completed(const struct closing *closing) {
    return text_equal(closing->attempt_status, "COMPLETED");
}

static const char *next_status(const struct closing *closing) {
    if (is_completed(closing))
        return "COMPLETED";
    return closing->payout->attempts >= closing->payout->attempts_allowed ? "REVIEW" : "PENDING";
}

static enum status close(struct context *context, void *argument) {
    struct closing *closing = argument;
    struct arena *arena = context->arena;
    const struct payout *payout = closing->payout;
    const char *fee = closing->transaction == NULL ? NULL : text_from_integer(arena, closing->fee);
    struct db_rows *rows;
    closing->ended = false;
    enum status status =
        db_query(context, SQL_PAYOUTS_CLOSE_ATTEMPT,
                 DB(payout->id, payout->attempt_id, closing->attempt_status, fee, closing->problem), &rows);
    if (status != STATUS_OK || db_count(rows) == 0) /* closed before */
        return status;
    closing->ended = true;
    db_queue(context, SQL_PAYOUTS_SET_STATUS, DB(payout->id, next_status(closing), db_text(rows, 0, 0)), NULL);
    if (is_completed(closing))
        queue_completed_entry(context, closing);
    else if (closing->transaction != NULL)
        queue_failed_entry(context, closing);
    queue_seen(context, closing);
    if (is_completed(closing))
        payout_queue_news(context, payout->cause, payout->cause_id);
    return STATUS_OK;
}

static void tell(struct context *context, const struct payout *payout, const char *outcome, const char *problem) {
    enum log_level level = problem == NULL ? LOG_INFO : LOG_WARNING;
    metrics_add(METRIC_PAYOUTS, arena_format(context->arena, "outcome=\"%s\"", outcome), 1);
    LOG(level, "payout", LOG_TEXT("payout_id", payout->id), LOG_TEXT("outcome", outcome),
        LOG_TEXT("cause", payout->cause), LOG_TEXT("asset", payout->asset),
        LOG_TEXT("usd", money_text(context->arena, payout->usd)), LOG_TEXT("problem", problem));
}

static enum status end_attempt(struct context *context, struct closing *closing, const char *outcome) {
    enum status status = closing->transaction == NULL ? STATUS_OK : find_fee(context, closing);
    if (status == STATUS_OK)
        status = db_transaction(context, close, closing);
    if (status != STATUS_OK || !closing->ended)
        return status;
    tell(context, closing->payout, outcome, closing->problem);
    if (text_equal(next_status(closing), "REVIEW"))
        tell(context, closing->payout, "review", closing->problem);
    return STATUS_OK;
}

enum status payout_complete(struct context *context, const struct payout *payout,
                            const struct solana_transaction *transaction) {
    struct closing closing = {.payout = payout, .transaction = transaction, .attempt_status = "COMPLETED"};
    return end_attempt(context, &closing, "completed");
}

enum status payout_fail(struct context *context, const struct payout *payout,
                        const struct solana_transaction *transaction) {
    struct closing closing = {payout, transaction, "FAILED", transaction->problem, 0, 0, false};
    return end_attempt(context, &closing, "failed");
}

enum status payout_expire(struct context *context, const struct payout *payout) {
    struct closing closing = {.payout = payout, .attempt_status = "EXPIRED", .problem = "It did not land in time."};
    return end_attempt(context, &closing, "expired");
}

enum status payout_review(struct context *context, const struct payout *payout, const char *problem) {
    enum status status = db_query(context, SQL_PAYOUTS_SET_STATUS, DB(payout->id, "REVIEW", problem), NULL);
    if (status == STATUS_OK)
        tell(context, payout, "review", problem);
    return status;
}
