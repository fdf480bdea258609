#include "payouts/payouts.h"

#include "arena.h"
#include "config.h"
#include "db.h"
#include "id.h"
#include "ledger/ledger.h"
#include "log.h"
#include "metrics.h"
#include "money.h"
#include "queue.h"
#include "solana_address.h"
#include "text.h"

const char *payouts_wallet(const struct context *context) {
    const char *wallet = config_text(context->config, SETTING_SOLANA_PAYOUT_ADDRESS);
    return *wallet == '\0' ? config_text(context->config, SETTING_SOLANA_TREASURY_ADDRESS) : wallet;
}

static enum status check_request(struct context *context, const struct payout_request *request) {
    const char *treasury = config_text(context->config, SETTING_SOLANA_TREASURY_ADDRESS);
    if (*treasury == '\0')
        return context_refuse(context, STATUS_METHOD_UNAVAILABLE, "Nothing is paid out on Solana here.");
    if (!solana_address_is_wallet(request->recipient))
        return context_field_error(context, "address", "malformed", "must be the address of a wallet on Solana");
    if (text_equal(request->recipient, treasury) || text_equal(request->recipient, payouts_wallet(context)))
        return context_field_error(context, "address", "not_allowed", "is the platform's own");
    return STATUS_OK;
}

/* USDC is a dollar, and its base unit a micro of one. */
static int64_t amount_of(const struct payout_request *request) {
    return request->amount == 0 && text_equal(request->asset, "USDC") ? request->usd : request->amount;
}

static void queue_promise(struct context *context, const struct payout_request *request, const char *payout_id) {
    const char *owner = text_equal(request->from, "user_credit") ? request->user_id : NULL;
    ledger_queue_entry(context,
                       &(struct ledger_entry){
                           .cause_type = "payout",
                           .cause_id = payout_id,
                           .description = request->description,
                           .lines = {{request->from, owner, -request->usd}, {"payouts_due", NULL, request->usd}},
                           .line_count = 2,
                       });
}

static enum status refuse_promise(struct context *context, const struct payout_request *request, const char *outcome) {
    if (text_equal(outcome, "NO_PRICE"))
        return context_refuse(context, STATUS_PRICE_UNAVAILABLE, "There is no dependable price of SOL now.");
    metrics_add(METRIC_PAYOUTS, "outcome=\"treasury_short\"", 1);
    LOG(LOG_WARNING, "treasury_short", LOG_TEXT("asset", request->asset), LOG_TEXT("cause", request->cause),
        LOG_TEXT("usd", money_text(context->arena, request->usd)));
    return context_refuse(context, STATUS_TREASURY_SHORT, "So much %s cannot be paid out now. Try again later.",
                          request->asset);
}

enum status payouts_request(struct context *context, const struct payout_request *request, const char **ret_payout_id) {
    struct arena *arena = context->arena;
    const char *id = id_new(arena);
    int64_t amount = amount_of(request);
    struct db_rows *rows;
    enum status status = check_request(context, request);
    if (status != STATUS_OK)
        return status;
    queue_promise(context, request, id);
    status = db_query(context, SQL_PAYOUTS_CREATE,
                      DB(id, request->cause, request->cause_id, request->user_id, request->asset, request->recipient,
                         money_text(arena, request->usd), amount == 0 ? NULL : text_from_integer(arena, amount),
                         request->from),
                      &rows);
    if (status != STATUS_OK)
        return status;
    if (!text_equal(db_text(rows, 0, 0), "MADE"))
        return refuse_promise(context, request, db_text(rows, 0, 0));
    job_add(context, "send_payout", id);
    *ret_payout_id = id;
    return STATUS_OK;
}

static const struct field payout_state_fields[] = {
    {"id", FIELD_ID, offsetof(struct payout_state, id)},
    {"status", FIELD_TEXT, offsetof(struct payout_state, status)},
    {"signature", FIELD_TEXT, offsetof(struct payout_state, signature), FIELD_NULLABLE},
    {"problem", FIELD_TEXT, offsetof(struct payout_state, problem), FIELD_NULLABLE},
};
static const struct shape payout_state_shape = SHAPE("PayoutState", struct payout_state, payout_state_fields);

enum status payouts_state(struct context *context, const char *cause, const char *cause_id,
                          struct payout_state *ret_state) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PAYOUTS_STATE, DB(cause, cause_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such payout.");
    db_read(rows, 0, &payout_state_shape, ret_state);
    return STATUS_OK;
}
