#include "arena.h"
#include "config.h"
#include "db.h"
#include "digest.h"
#include "money.h"
#include "payments/payments.h"
#include "prices/prices.h"
#include "solana_address.h"
#include "solana_pay.h"
#include "text.h"

const char *const payment_methods[] = {"CREDIT", "SOL", "USDC", NULL};
const char *const payment_assets[] = {"SOL", "USDC", NULL};

static const struct field payment_fields[] = {
    {"recipient", FIELD_TEXT, offsetof(struct payment, recipient)},
    {"reference", FIELD_TEXT, offsetof(struct payment, reference),
     .description = "Must be among the accounts of the transaction"},
    {"amount", FIELD_TEXT, offsetof(struct payment, amount), .description = "Lamports or USDC base units"},
    {"mint", FIELD_TEXT, offsetof(struct payment, mint), FIELD_NULLABLE, .description = "null: SOL"},
    {"memo", FIELD_TEXT, offsetof(struct payment, memo)},
    {"solana_pay_url", FIELD_TEXT, offsetof(struct payment, solana_pay_url),
     .description = "As a QR code: GET /payments/{reference}/qr"},
    {"expires_at", FIELD_TIME, offsetof(struct payment, expires_at),
     .description = "What is paid later is credited instead"},
    {"tx_hash", FIELD_TEXT, offsetof(struct payment, tx_hash), FIELD_NULLABLE},
    {"payment_token", FIELD_TEXT, offsetof(struct payment, payment_token), FIELD_NULLABLE,
     .description = "Follows and confirms this opening for 24 hours, also when the session has ended; given once"},
};
const struct shape payment_shape = SHAPE("Payment", struct payment, payment_fields);

/* What a row says besides. */
static const struct field quote_fields[] = {
    {"id", FIELD_ID, offsetof(struct payment, id)},
    {"asset", FIELD_CHOICE, offsetof(struct payment, asset), .choices = payment_assets},
    {"purpose", FIELD_TEXT, offsetof(struct payment, purpose)},
};
static const struct shape quote_shape = SHAPE("Quote", struct payment, quote_fields);

/* What the buyer's wallet says it is for. */
static const struct purpose_message {
    const char *purpose;
    const char *message;
} purpose_messages[] = {{"OPENING", "Pack opening"}, {"DEPOSIT", "Top-up"}, {"TRADE", "Market purchase"}};

static const char *message_for(const char *purpose) {
    const struct purpose_message *row = purpose_messages;
    while (!text_equal(row->purpose, purpose))
        row++;
    return row->message;
}

static enum status read_payment(struct context *context, const struct db_rows *rows, size_t row,
                                struct payment *ret_payment) {
    int64_t amount;
    db_read(rows, row, &payment_shape, ret_payment);
    db_read(rows, row, &quote_shape, ret_payment);
    if (!text_parse_integer(ret_payment->amount, &amount))
        return STATUS_INTERNAL;
    ret_payment->solana_pay_url =
        solana_pay_url(context->arena,
                       &(struct solana_payment_request){
                           .recipient = ret_payment->recipient,
                           .amount = amount,
                           .decimals = text_equal(ret_payment->asset, "SOL") ? SOLANA_DECIMALS : SOLANA_USDC_DECIMALS,
                           .mint = ret_payment->mint,
                           .reference = ret_payment->reference,
                           .label = "Gem",
                           .message = message_for(ret_payment->purpose),
                           .memo = ret_payment->memo,
                       });
    return STATUS_OK;
}

/* Every open quote holds a price for its user, and some hold stock. */
static enum status check_open_quotes(struct context *context, const struct quote_request *request) {
    struct db_rows *rows;
    int64_t open;
    int64_t reservations;
    enum status status = db_query(context, SQL_PAYMENTS_OPEN_QUOTES, DB(request->user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (!text_parse_integer(db_text(rows, 0, 0), &open) || !text_parse_integer(db_text(rows, 0, 1), &reservations))
        return STATUS_INTERNAL;
    bool reserves = !text_equal(request->purpose, "DEPOSIT");
    if (open < OPEN_QUOTES_MAXIMUM && !(reserves && reservations >= OPEN_RESERVATIONS_MAXIMUM))
        return STATUS_OK;
    context->retry_after = QUOTE_SECONDS;
    return context_refuse(context, STATUS_TOO_MANY_OPEN_QUOTES,
                          "Pay for what you have asked for, or wait until it expires after five minutes.");
}

static const char *new_memo(struct arena *arena) {
    unsigned char bytes[4];
    digest_random(bytes, sizeof bytes);
    return arena_format(arena, "gem %s", text_hex(arena, bytes, sizeof bytes));
}

enum status payments_quote(struct context *context, const struct quote_request *request, struct payment *ret_payment) {
    struct arena *arena = context->arena;
    const char *treasury = config_text(context->config, SETTING_SOLANA_TREASURY_ADDRESS);
    bool sol = text_equal(request->asset, "SOL");
    const char *mint = sol ? NULL : config_text(context->config, SETTING_SOLANA_USDC_MINT);
    int64_t price = MONEY_NONE;
    struct db_rows *rows;
    if (*treasury == '\0')
        return context_refuse(context, STATUS_METHOD_UNAVAILABLE, "%s is not accepted here.", request->asset);
    enum status status = check_open_quotes(context, request);
    if (status == STATUS_OK && sol)
        status = prices_current(context, "SOL", &price);
    if (status == STATUS_OK)
        status = db_query(context, SQL_PAYMENTS_CREATE_QUOTE,
                          DB(request->id, request->user_id, request->purpose, request->asset,
                             money_text(arena, request->usd), money_text(arena, price), treasury, mint,
                             solana_reference(arena), new_memo(arena), text_from_integer(arena, QUOTE_SECONDS)),
                          &rows);
    return status == STATUS_OK ? read_payment(context, rows, 0, ret_payment) : status;
}

enum status payments_find(struct context *context, const char *const *ids, size_t count, struct list *ret_payments) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PAYMENTS_FIND, DB(db_array(context->arena, ids, count)), &rows);
    if (status != STATUS_OK)
        return status;
    struct payment *payments = arena_array(context->arena, db_count(rows) + 1, sizeof *payments);
    for (size_t i = 0; i < db_count(rows) && status == STATUS_OK; i++)
        status = read_payment(context, rows, i, &payments[i]);
    *ret_payments = (struct list){payments, db_count(rows)};
    return status;
}

const struct payment *payments_among(const struct list *payments, const char *id) {
    const struct payment *payment = payments->items;
    for (size_t i = 0; i < payments->count; i++)
        if (text_equal(payment[i].id, id))
            return &payment[i];
    return NULL;
}

enum status payments_show(struct context *context, const char *reference, struct payment *ret_payment) {
    struct db_rows *rows = NULL;
    enum status status = STATUS_OK;
    if (solana_address_is_valid(reference))
        status = db_query(context, SQL_PAYMENTS_SHOW, DB(reference), &rows);
    if (status != STATUS_OK)
        return status;
    if (rows == NULL || db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such payment.");
    return read_payment(context, rows, 0, ret_payment);
}
