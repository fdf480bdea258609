/* Signing an attempt: what it costs, whether the wallet has it, and storing the bytes before anybody may send them. */
#include "arena.h"
#include "base58.h"
#include "config.h"
#include "db.h"
#include "id.h"
#include "limits/limits.h"
#include "log.h"
#include "metrics.h"
#include "money.h"
#include "payouts/payout_attempt.h"
#include "payouts/payouts.h"
#include "prices/prices.h"
#include "screening.h"
#include "solana_address.h"
#include "solana_payout.h"
#include "solana_rpc.h"
#include "text.h"

enum {
    LAMPORTS_PER_SOL = 1000000000,
    TOKEN_ACCOUNT_RENT = 2039280,
    WALLET_RENT = 890880, /* a wallet must keep so much, or be empty */
    FEE_MAXIMUM = 20000,  /* far more than what follows comes to */
    COMPUTE_UNITS_SOL = 40000,
    COMPUTE_UNITS_USDC = 100000,
    COMPUTE_UNIT_PRICE = 50000, /* micro-lamports */
    MEMO_ID_CHARACTERS = 13,
};

struct signing {
    const struct payout *payout;
    const char *wallet;
    const char *mint; /* NULL: SOL */
    int64_t amount;
    int64_t sol_price;
    bool creates_token_account;
    int64_t lamports; /* that the wallet has, finalized */
    int64_t tokens;
    int64_t last_valid_block_height;
    struct solana_signed result;
};

/* --- what is to be signed */

/* The price of now; to value a fee, the last one that was known is good enough. */
static enum status find_price(struct context *context, struct signing *signing) {
    bool needed = signing->payout->amount == FIELD_INTEGER_NONE;
    struct db_rows *rows;
    enum status status = prices_current(context, "SOL", &signing->sol_price);
    if (status != STATUS_PRICE_UNAVAILABLE || needed)
        return status;
    signing->sol_price = MONEY_NONE;
    status = db_query(context, SQL_PRICES_LAST, DB("SOL"), &rows);
    if (status == STATUS_OK && db_count(rows) > 0 && !money_parse(db_text(rows, 0, 0), &signing->sol_price))
        return STATUS_INTERNAL;
    return status;
}

static enum status find_amount(struct signing *signing) {
    signing->amount = signing->payout->amount;
    return signing->amount != FIELD_INTEGER_NONE
               ? STATUS_OK
               : money_ratio(signing->payout->usd, LAMPORTS_PER_SOL, signing->sol_price, &signing->amount);
}

static enum status read_wallet(struct context *context, struct signing *signing) {
    const char *recipient = signing->payout->recipient;
    bool exists = true;
    enum status status = solana_balance(context, signing->wallet, &signing->lamports);
    if (status != STATUS_OK || signing->mint == NULL)
        return status;
    status = solana_token_balance(context, signing->wallet, signing->mint, &signing->tokens);
    if (status == STATUS_OK)
        status =
            solana_account_exists(context, solana_token_account(context->arena, recipient, signing->mint), &exists);
    signing->creates_token_account = !exists;
    return status;
}

static enum status sign_with(struct context *context, const struct solana_key *key, struct signing *signing) {
    struct arena *arena = context->arena;
    const struct payout *payout = signing->payout;
    const char *blockhash;
    enum status status = solana_latest_blockhash(context, &blockhash, &signing->last_valid_block_height);
    if (status != STATUS_OK)
        return status;
    return solana_payout_sign(context,
                              &(struct solana_payout){
                                  .recipient = payout->recipient,
                                  .mint = signing->mint,
                                  .amount = signing->amount,
                                  .decimals = SOLANA_USDC_DECIMALS,
                                  .creates_token_account = signing->creates_token_account,
                                  .memo = arena_format(arena, "gem payout %.*s", MEMO_ID_CHARACTERS, payout->id),
                                  .compute_units = signing->mint == NULL ? COMPUTE_UNITS_SOL : COMPUTE_UNITS_USDC,
                                  .compute_unit_price = COMPUTE_UNIT_PRICE,
                                  .blockhash = blockhash,
                              },
                              key, &signing->result);
}

/* The key is in memory for no longer than it takes. */
static enum status sign_bytes(struct context *context, struct signing *signing) {
    struct solana_key key;
    bool parsed = solana_key_parse(config_text(context->config, SETTING_SOLANA_PAYOUT_KEY), &key);
    const char *address = base58_encode(context->arena, key.public_key, sizeof key.public_key);
    enum status status = parsed && text_equal(address, signing->wallet)
                             ? sign_with(context, &key, signing)
                             : context_refuse(context, STATUS_NOT_CONFIGURED,
                                              "GEM_SOLANA_PAYOUT_KEY is not the key of the wallet that pays out.");
    solana_key_wipe(&key);
    return status;
}

/* --- storing it */

/* Other attempts that may still land have spent what they pay, although nobody sees it yet. */
static enum status check_funds(struct context *context, const struct signing *signing) {
    int64_t lamports = FEE_MAXIMUM + WALLET_RENT;
    struct db_rows *rows;
    int64_t sol;
    int64_t usdc;
    int64_t open;
    enum status status = db_query(context, SQL_PAYOUTS_SIGNED, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    if (!text_parse_integer(db_text(rows, 0, 0), &sol) || !text_parse_integer(db_text(rows, 0, 1), &usdc) ||
        !text_parse_integer(db_text(rows, 0, 2), &open))
        return STATUS_INTERNAL;
    lamports += sol + open * (FEE_MAXIMUM + TOKEN_ACCOUNT_RENT);
    lamports += signing->mint == NULL ? signing->amount : 0;
    lamports += signing->creates_token_account ? TOKEN_ACCOUNT_RENT : 0;
    if (signing->lamports < lamports)
        return context_refuse(context, STATUS_TREASURY_SHORT, "The wallet has too little SOL.");
    if (signing->mint != NULL && signing->tokens < usdc + signing->amount)
        return context_refuse(context, STATUS_TREASURY_SHORT, "The wallet has too little USDC.");
    return STATUS_OK;
}

static enum status take_limit(struct context *context, const struct payout *payout) {
    int64_t limit;
    if (payout->attempts > 0)
        return STATUS_OK;
    if (!money_parse(config_text(context->config, SETTING_PAYOUT_LIMIT), &limit))
        return context_refuse(context, STATUS_NOT_CONFIGURED, "GEM_PAYOUT_LIMIT is no amount.");
    return limits_take(context, "payout", NULL, payout->usd, limit, "Payouts");
}

static enum status record(struct context *context, void *argument) {
    const struct signing *signing = argument;
    struct arena *arena = context->arena;
    const struct payout *payout = signing->payout;
    struct db_rows *rows;
    db_queue(context, SQL_PAYOUTS_LOCK_PENDING, DB(payout->id), &rows);
    db_queue(context, SQL_PAYOUTS_LOCK_SIGNING, DB_NONE, NULL);
    enum status status = db_flush(context);
    if (status != STATUS_OK || db_count(rows) == 0) /* somebody else signed meanwhile, or it was cancelled */
        return status;
    status = check_funds(context, signing);
    if (status == STATUS_OK)
        status = take_limit(context, payout);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_PAYOUTS_RECORD_ATTEMPT,
             DB(id_new(arena), payout->id, signing->result.signature, signing->result.transaction,
                text_from_integer(arena, signing->last_valid_block_height), text_from_integer(arena, signing->amount),
                money_text(arena, signing->sol_price)),
             NULL);
    return STATUS_OK;
}

/* --- what holds it up */

static const struct hold_row {
    enum status status;
    const char *reason;
    int64_t pause; /* seconds; 0: as the refusal said */
} hold_rows[] = {
    {STATUS_TREASURY_SHORT, "wallet_short", 30},
    {STATUS_DAILY_LIMIT, "daily_limit", 0},
    {STATUS_PRICE_UNAVAILABLE, "no_price", 0},
    {STATUS_NOT_CONFIGURED, "no_key", 60},
};

/* Held up, and no attempt is used. People see why in the log, in the counter and in the payout itself. */
static enum status hold(struct context *context, const struct payout *payout, enum status status) {
    const char *why = context->detail == NULL ? status_title(status) : context->detail;
    for (size_t i = 0; i < sizeof hold_rows / sizeof *hold_rows; i++) {
        if (hold_rows[i].status != status)
            continue;
        int64_t pause = hold_rows[i].pause > 0 ? hold_rows[i].pause : context->retry_after;
        metrics_add(METRIC_PAYOUTS, arena_format(context->arena, "outcome=\"%s\"", hold_rows[i].reason), 1);
        LOG(LOG_WARNING, "payout_held", LOG_TEXT("payout_id", payout->id), LOG_TEXT("reason", hold_rows[i].reason),
            LOG_TEXT("asset", payout->asset), LOG_TEXT("usd", money_text(context->arena, payout->usd)));
        enum status noted = db_query(context, SQL_PAYOUTS_NOTE_PROBLEM, DB(payout->id, why), NULL);
        context->retry_after = pause;
        return noted == STATUS_OK ? context_refuse(context, STATUS_UNAVAILABLE, "%s", why) : noted;
    }
    return status;
}

static enum status prepare(struct context *context, struct signing *signing) {
    enum status status = find_price(context, signing);
    if (status == STATUS_OK)
        status = find_amount(signing);
    if (status == STATUS_OK)
        status = read_wallet(context, signing);
    return status == STATUS_OK ? sign_bytes(context, signing) : status;
}

/* The last question before anything is signed, whoever asked for the money. */
static enum status find_denial(struct context *context, const struct payout *payout, const char **ret_denial) {
    const char *owner = NULL;
    enum status status =
        screening_check(context, &(struct screening_subject){payout->user_id, payout->recipient, payout->usd},
                        ret_denial);
    if (status == STATUS_OK && *ret_denial == NULL)
        status = solana_account_owner(context, payout->recipient, &owner);
    if (status == STATUS_OK && owner != NULL && !text_equal(owner, SOLANA_SYSTEM_PROGRAM))
        *ret_denial = "a program owns its account, it is no wallet";
    return status;
}

enum status payout_sign(struct context *context, const struct payout *payout) {
    bool sol = text_equal(payout->asset, "SOL");
    const char *denial = NULL;
    struct signing signing = {
        .payout = payout,
        .wallet = payouts_wallet(context),
        .mint = sol ? NULL : config_text(context->config, SETTING_SOLANA_USDC_MINT),
    };
    if (payout->attempts >= payout->attempts_allowed)
        return payout_review(context, payout, "No attempt is left.");
    enum status status = find_denial(context, payout, &denial);
    if (status == STATUS_OK && denial != NULL)
        return payout_review(context, payout, arena_format(context->arena, "The recipient is refused: %s.", denial));
    if (status == STATUS_OK)
        status = prepare(context, &signing);
    if (status == STATUS_OK)
        status = db_transaction(context, record, &signing);
    return status == STATUS_OK ? status : hold(context, payout, status);
}
