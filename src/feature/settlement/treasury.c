#include "arena.h"
#include "clock.h"
#include "config.h"
#include "db.h"
#include "deposits/deposits.h"
#include "log.h"
#include "market/chain_purchase.h"
#include "metrics.h"
#include "openings/openings.h"
#include "payments/payments.h"
#include "settlement/purse.h"
#include "settlement/settlement.h"
#include "solana_address.h"
#include "solana_rpc.h"
#include "text.h"

enum { PAGE = 1000 };

/* One page of what happened to an address before `before`, after the last sweep. ret_oldest is NULL when there is no
 * more. */
static enum status sweep_page(struct context *context, const char *address, const char *until, const char *since,
                              const char **ret_newest, const char **ret_oldest) {
    struct list page;
    int64_t began;
    size_t count = 0;
    enum status status = solana_list_signatures(context, address, until, *ret_oldest, PAGE, &page);
    if (status != STATUS_OK || !clock_parse(since, &began))
        return status == STATUS_OK ? STATUS_INTERNAL : status;
    const struct solana_signature *found = page.items;
    struct seen_transaction *seen = arena_array(context->arena, page.count + 1, sizeof *seen);
    for (size_t i = 0; i < page.count; i++)
        if (!found[i].failed && (found[i].block_time == CLOCK_NONE || found[i].block_time >= began))
            seen[count++] =
                (struct seen_transaction){found[i].signature, clock_text(context->arena, found[i].block_time)};
    if (*ret_newest == NULL && page.count > 0)
        *ret_newest = found[0].signature;
    *ret_oldest = page.count < PAGE ? NULL : found[page.count - 1].signature;
    if (count == 0)
        return STATUS_OK;
    payments_queue_seen(context, "SWEEP", seen, count);
    return db_flush(context);
}

/* The place it has read to moves only when all is noted. */
static enum status sweep(struct context *context, const char *address) {
    const char *now = clock_text(context->arena, clock_now());
    const char *newest = NULL;
    const char *oldest = NULL;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_SETTLEMENT_BEGIN_SWEEP, DB(address), &rows);
    if (status != STATUS_OK)
        return status;
    do
        status = sweep_page(context, address, db_text(rows, 0, 0), db_text(rows, 0, 1), &newest, &oldest);
    while (status == STATUS_OK && oldest != NULL);
    return status == STATUS_OK ? db_query(context, SQL_SETTLEMENT_END_SWEEP, DB(address, newest, now), NULL) : status;
}

/* A wallet, and its account for USDC. */
static enum status sweep_wallet(struct context *context, const char *wallet) {
    const char *mint = config_text(context->config, SETTING_SOLANA_USDC_MINT);
    enum status status = sweep(context, wallet);
    return status == STATUS_OK ? sweep(context, solana_token_account(context->arena, wallet, mint)) : status;
}

enum status settlement_schedule_sweep(struct context *context) {
    struct purse purse = purse_of(context);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < purse.count && status == STATUS_OK; i++)
        status = sweep_wallet(context, purse.wallets[i]);
    return status;
}

static enum status expire(struct context *context, void *argument) {
    const char *treasury = argument;
    const char *mint = config_text(context->config, SETTING_SOLANA_USDC_MINT);
    const char *const addresses[] = {treasury, solana_token_account(context->arena, treasury, mint)};
    struct db_rows *rows;
    enum status status =
        db_query(context, SQL_SETTLEMENT_EXPIRE_QUOTES, DB(db_array(context->arena, addresses, 2)), &rows);
    if (status != STATUS_OK || db_count(rows) == 0)
        return status;
    const char **ids = arena_array(context->arena, db_count(rows), sizeof *ids);
    for (size_t i = 0; i < db_count(rows); i++)
        ids[i] = db_text(rows, i, 0);
    status = openings_cancel(context, ids, db_count(rows));
    if (status == STATUS_OK)
        status = market_purchase_cancel(context, ids, db_count(rows));
    if (status == STATUS_OK)
        deposits_queue_expire(context, ids, db_count(rows));
    return status;
}

enum status settlement_schedule_expire(struct context *context) {
    const char *treasury = config_text(context->config, SETTING_SOLANA_TREASURY_ADDRESS);
    return solana_address_is_valid(treasury) ? db_transaction(context, expire, arena_string(context->arena, treasury))
                                             : STATUS_OK;
}

enum status settlement_schedule_recheck(struct context *context) {
    return db_query(context, SQL_SETTLEMENT_RECHECK, DB_NONE, NULL);
}

static enum status check(struct context *context, const char *asset, int64_t on_chain, const char *began) {
    struct db_rows *rows;
    int64_t difference;
    enum status status = db_query(context, SQL_SETTLEMENT_CHECK_TREASURY,
                                  DB(asset, text_from_integer(context->arena, on_chain), began), &rows);
    if (status != STATUS_OK)
        return status;
    if (!text_parse_integer(db_text(rows, 0, 0), &difference))
        return STATUS_INTERNAL;
    metrics_set(METRIC_TREASURY_DIFFERENCE, arena_format(context->arena, "asset=\"%s\"", asset), difference);
    metrics_set(METRIC_TREASURY_BALANCE, arena_format(context->arena, "asset=\"%s\"", asset), on_chain);
    if (difference != 0)
        LOG(LOG_WARNING, "treasury_differs", LOG_TEXT("asset", asset), LOG_NUMBER("base_units", difference));
    return STATUS_OK;
}

/* What all wallets hold together. */
static enum status read_purse(struct context *context, const struct purse *purse, int64_t *ret_lamports,
                              int64_t *ret_usdc) {
    const char *mint = config_text(context->config, SETTING_SOLANA_USDC_MINT);
    enum status status = STATUS_OK;
    *ret_lamports = 0;
    *ret_usdc = 0;
    for (size_t i = 0; i < purse->count && status == STATUS_OK; i++) {
        int64_t lamports = 0;
        int64_t usdc = 0;
        status = solana_balance(context, purse->wallets[i], &lamports);
        if (status == STATUS_OK)
            status = solana_token_balance(context, purse->wallets[i], mint, &usdc);
        if (__builtin_add_overflow(*ret_lamports, lamports, ret_lamports) ||
            __builtin_add_overflow(*ret_usdc, usdc, ret_usdc))
            return STATUS_OVERFLOW;
    }
    return status;
}

enum status settlement_schedule_check_treasury(struct context *context) {
    struct purse purse = purse_of(context);
    const char *began = clock_text(context->arena, clock_now());
    int64_t lamports;
    int64_t usdc;
    if (purse.count == 0)
        return STATUS_OK;
    enum status status = read_purse(context, &purse, &lamports, &usdc);
    if (status == STATUS_OK)
        status = check(context, "SOL", lamports, began);
    return status == STATUS_OK ? check(context, "USDC", usdc, began) : status;
}
