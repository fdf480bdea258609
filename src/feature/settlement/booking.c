#include "settlement/booking.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "db.h"
#include "deposits/deposits.h"
#include "id.h"
#include "ledger/ledger.h"
#include "log.h"
#include "market/chain_purchase.h"
#include "metrics.h"
#include "money.h"
#include "openings/openings.h"
#include "prices/prices.h"
#include "settlement/decision.h"
#include "settlement/purse.h"
#include "text.h"

static const struct field quote_fields[] = {
    {"id", FIELD_ID, offsetof(struct quote, id)},
    {"user_id", FIELD_ID, offsetof(struct quote, user_id)},
    {"purpose", FIELD_TEXT, offsetof(struct quote, purpose)},
    {"status", FIELD_TEXT, offsetof(struct quote, status)},
    {"asset", FIELD_TEXT, offsetof(struct quote, asset)},
    {"amount", FIELD_INTEGER, offsetof(struct quote, amount)},
    {"usd", FIELD_MONEY, offsetof(struct quote, usd)},
    {"expires_at", FIELD_TIME, offsetof(struct quote, expires_at)},
};
static const struct shape quote_shape = SHAPE("SettledQuote", struct quote, quote_fields);

struct booking {
    const char *transaction_id;
    const struct solana_transaction *transaction;
    struct quote quote;
    bool has_quote;
    size_t booked;
    const char *opening_id;
};

/* One change of one of the treasury's balances. */
struct arrival {
    const char *mint;
    const char *payment_id;
    const char *payer;   /* who sent it */
    const char *user_id; /* whose bound wallet that is, or NULL */
    struct receipt receipt;
    struct decision decision;
};

static const char *asset_of(const struct context *context, const char *mint) {
    if (mint == NULL)
        return "SOL";
    return text_equal(mint, config_text(context->config, SETTING_SOLANA_USDC_MINT)) ? "USDC" : NULL;
}

/* A trade is completed with its payment, or not at all; then the payment is credit, and the quote left to expire. */
static enum status check_trade(struct context *context, struct quote *quote) {
    bool possible = false;
    if (!text_equal(quote->purpose, "TRADE"))
        return STATUS_OK;
    enum status status = market_purchase_check(context, quote->id, &possible);
    quote->blocked = !possible;
    return status;
}

/* Of several quotes a transaction may name, one is paid: an open one, the first made. */
static enum status read_quote(struct context *context, struct booking *booking) {
    const struct list *accounts = &booking->transaction->accounts;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_SETTLEMENT_LOCK_QUOTE,
                                  DB(db_array(context->arena, accounts->items, accounts->count)), &rows);
    booking->has_quote = status == STATUS_OK && db_count(rows) > 0;
    if (!booking->has_quote)
        return status;
    db_read(rows, 0, &quote_shape, &booking->quote);
    return check_trade(context, &booking->quote);
}

static enum status find_payer(struct context *context, const struct booking *booking, struct arrival *arrival) {
    struct db_rows *rows;
    arrival->payer = solana_transaction_sender(booking->transaction, arrival->mint);
    if (booking->has_quote || arrival->payer == NULL)
        return STATUS_OK;
    enum status status = db_query(context, SQL_WALLETS_FIND_USER, DB(arrival->payer), &rows);
    if (status == STATUS_OK && db_count(rows) > 0)
        arrival->user_id = db_text(rows, 0, 0);
    return status;
}

static enum status decide(struct context *context, const struct booking *booking, struct arrival *arrival) {
    const struct quote *quote = booking->has_quote ? &booking->quote : NULL;
    int64_t sol_price;
    enum status status =
        settlement_decide(&arrival->receipt, quote, arrival->user_id != NULL, MONEY_NONE, &arrival->decision);
    if (status != STATUS_PRICE_UNAVAILABLE)
        return status;
    status = prices_current(context, "SOL", &sol_price);
    return status != STATUS_OK
               ? status
               : settlement_decide(&arrival->receipt, quote, arrival->user_id != NULL, sol_price, &arrival->decision);
}

static void queue_ledger_entry(struct context *context, const struct arrival *arrival) {
    const struct decision *decision = &arrival->decision;
    const char *asset = arrival->receipt.asset;
    bool unmatched = text_equal(decision->outcome, "UNMATCHED");
    if (asset == NULL || decision->value == 0)
        return;
    struct ledger_entry entry = {
        .cause_type = "chain_payment",
        .cause_id = arrival->payment_id,
        .description = arena_format(context->arena, "%s from %s", asset, arrival->payer == NULL ? "?" : arrival->payer),
    };
    ledger_add_line(&entry, "user_credit", arrival->user_id, decision->credit);
    ledger_add_line(&entry, "pack_sales", NULL, decision->price);
    ledger_add_line(&entry, "unmatched_payments", NULL, unmatched ? decision->value : 0);
    ledger_add_line(&entry, "payment_difference", NULL, decision->difference);
    ledger_add_line(&entry, text_equal(asset, "SOL") ? "solana_sol" : "solana_usdc", NULL, -decision->value);
    ledger_queue_entry(context, &entry);
}

static void queue_payment(struct context *context, const struct booking *booking, const struct arrival *arrival) {
    struct arena *arena = context->arena;
    const struct decision *decision = &arrival->decision;
    db_queue(context, SQL_SETTLEMENT_RECORD_PAYMENT,
             DB(arrival->payment_id, booking->transaction_id, arrival->mint == NULL ? "SOL" : arrival->mint,
                arrival->receipt.asset, text_from_integer(arena, arrival->receipt.amount), arrival->payer,
                decision->outcome, money_text(arena, decision->value), booking->has_quote ? booking->quote.id : NULL,
                arrival->user_id),
             NULL);
}

/* The money is there: what it was for may go ahead. */
static enum status release(struct context *context, struct booking *booking, const struct arrival *arrival) {
    const struct decision *decision = &arrival->decision;
    bool opening = text_equal(decision->outcome, "OPENING");
    bool trade = text_equal(decision->outcome, "TRADE");
    struct quote *quote = &booking->quote;
    if (!opening && !trade && !text_equal(decision->outcome, "DEPOSIT"))
        return STATUS_OK;
    db_queue(context, SQL_SETTLEMENT_CLOSE_QUOTE, DB(quote->id), NULL);
    quote->status = "PAID";
    if (trade)
        return market_purchase_pay(context, quote->id);
    if (!opening)
        return deposits_confirm(context, quote->id, decision->credit, booking->transaction->signature);
    booking->opening_id = quote->id;
    return openings_pay(context, quote->id);
}

static enum status book(struct context *context, struct booking *booking, const struct solana_change *change) {
    struct arrival arrival = {
        .mint = change->mint,
        .payment_id = id_new(context->arena),
        .receipt = {asset_of(context, change->mint), change->amount, booking->transaction->block_time},
        .decision = {.outcome = "SENT", .value = MONEY_NONE},
    };
    enum status status = STATUS_OK;
    if (arrival.receipt.paid_at == CLOCK_NONE)
        arrival.receipt.paid_at = clock_now();
    if (change->amount > 0)
        status = find_payer(context, booking, &arrival);
    if (status == STATUS_OK && change->amount > 0)
        status = decide(context, booking, &arrival);
    if (status != STATUS_OK)
        return status;
    if (booking->has_quote && arrival.receipt.asset != NULL && change->amount > 0)
        arrival.user_id = booking->quote.user_id;
    queue_payment(context, booking, &arrival);
    if (change->amount > 0)
        queue_ledger_entry(context, &arrival);
    metrics_add(METRIC_CHAIN_PAYMENTS, arena_format(context->arena, "outcome=\"%s\"", arrival.decision.outcome), 1);
    booking->booked++;
    return release(context, booking, &arrival);
}

/* What has left: a payout of ours books itself. Anything else was done by hand, or by somebody who should not have our
 * key; the fee of moving money between our own wallets, or of a transaction that failed, is told as well. */
static enum status look_at_spending(struct context *context, const struct booking *booking,
                                    const struct solana_change *change) {
    const char *signature = booking->transaction->signature;
    struct db_rows *rows;
    if (change->amount > 0)
        return STATUS_OK;
    enum status status = db_query(context, SQL_SETTLEMENT_PAYOUT_ATTEMPT, DB(signature), &rows);
    if (status != STATUS_OK || (db_count(rows) > 0 && !text_equal(db_text(rows, 0, 1), "EXPIRED")))
        return status;
    metrics_add(METRIC_TREASURY_SPENDING, db_count(rows) == 0 ? "by=\"hand\"" : "by=\"expired_attempt\"", 1);
    LOG(LOG_WARNING, "treasury_spending", LOG_TEXT("signature", signature),
        LOG_TEXT("mint", change->mint == NULL ? "SOL" : change->mint), LOG_NUMBER("base_units", change->amount),
        LOG_TEXT("expired_payout", db_count(rows) == 0 ? NULL : db_text(rows, 0, 0)));
    return STATUS_OK;
}

/* What it came to; openings that waited for this transaction and were not paid by it wait for a payment again. */
static void queue_result(struct context *context, const struct booking *booking) {
    struct arena *arena = context->arena;
    const struct solana_transaction *transaction = booking->transaction;
    const char *result = booking->booked > 0 ? "SETTLED" : transaction->failed ? "FAILED" : "IRRELEVANT";
    db_queue(context, SQL_SETTLEMENT_RECORD_TRANSACTION,
             DB(booking->transaction_id, result, text_from_integer(arena, transaction->slot),
                clock_text(arena, transaction->block_time), transaction->payer, transaction->problem),
             NULL);
    openings_queue_unconfirm(context, booking->transaction_id);
}

static enum status settle(struct context *context, void *argument) {
    struct booking *booking = argument;
    struct purse purse = purse_of(context);
    /* Of one that failed there is only the fee, when it was ours to pay. */
    struct list changes = purse_changes(context->arena, &purse, booking->transaction);
    struct db_rows *rows;
    booking->booked = 0;
    booking->opening_id = NULL;
    enum status status = db_query(context, SQL_SETTLEMENT_LOCK_TRANSACTION, DB(booking->transaction_id), &rows);
    if (status != STATUS_OK || db_count(rows) == 0) /* booked before */
        return status;
    if (!booking->transaction->failed)
        status = read_quote(context, booking);
    for (size_t i = 0; i < changes.count && status == STATUS_OK; i++) {
        const struct solana_change *change = (const struct solana_change *)changes.items + i;
        status = look_at_spending(context, booking, change);
        if (status == STATUS_OK)
            status = book(context, booking, change);
    }
    if (status == STATUS_OK)
        queue_result(context, booking);
    return status;
}

enum status booking_settle(struct context *context, const char *transaction_id,
                           const struct solana_transaction *transaction, const char **ret_opening_id) {
    struct booking booking = {.transaction_id = transaction_id, .transaction = transaction};
    enum status status = db_transaction(context, settle, &booking);
    if (status == STATUS_OK)
        *ret_opening_id = booking.opening_id;
    return status;
}
