#include "buyback/buyback_rows.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "db.h"
#include "ledger/ledger.h"
#include "limits/limits.h"
#include "log.h"
#include "metrics.h"
#include "money.h"
#include "screening.h"
#include "shape.h"
#include "text.h"
#include "withdrawals/withdrawal_rows.h"

#define DOLLAR INT64_C(1000000)
enum { WARNING_BASIS_POINTS = 8000 };

static const char limit_purpose[] = "buyback";

static const struct field buyback_row_fields[] = {
    {"id", FIELD_ID, offsetof(struct buyback_row, id)},
    {"user_id", FIELD_ID, offsetof(struct buyback_row, user_id)},
    {"user_status", FIELD_TEXT, offsetof(struct buyback_row, user_status)},
    {"vault_item_id", FIELD_ID, offsetof(struct buyback_row, vault_item_id)},
    {"nft_id", FIELD_ID, offsetof(struct buyback_row, nft_id)},
    {"name", FIELD_TEXT, offsetof(struct buyback_row, name)},
    {"status", FIELD_TEXT, offsetof(struct buyback_row, status)},
    {"price", FIELD_MONEY, offsetof(struct buyback_row, price)},
    {"payout", FIELD_TEXT, offsetof(struct buyback_row, payout)},
    {"address", FIELD_TEXT, offsetof(struct buyback_row, address)},
    {"created_at", FIELD_TIME, offsetof(struct buyback_row, created_at)},
};
static const struct shape buyback_row_shape = SHAPE("BuybackRow", struct buyback_row, buyback_row_fields);

enum status buyback_lock(struct context *context, const char *id, struct buyback_row *ret_row) {
    struct db_rows *rows;
    db_queue(context, SQL_BUYBACK_LOCK_OWNER, DB(id), NULL);
    enum status status = db_query(context, SQL_BUYBACK_LOCK, DB(id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such request.");
    db_read(rows, 0, &buyback_row_shape, ret_row);
    return STATUS_OK;
}

enum status buyback_check_pending(struct context *context, const struct buyback_row *row) {
    if (text_equal(row->status, "PENDING"))
        return STATUS_OK;
    return context_refuse(context, STATUS_BUYBACK_NOT_PENDING, "The request is %s.", row->status);
}

void buyback_queue_status(struct context *context, const struct buyback_row *row, const char *status,
                          const char *reason) {
    db_queue(context, SQL_BUYBACK_SET_STATUS, DB(row->id, status, reason), NULL);
}

void buyback_queue_release(struct context *context, const struct buyback_row *row, const char *status,
                           const char *reason) {
    buyback_queue_status(context, row, status, reason);
    db_queue(context, SQL_BUYBACK_MOVE_ITEM, DB(row->vault_item_id, "VAULTED"), NULL);
    limits_queue_give_back(context, limit_purpose, row->user_id, row->price, row->created_at);
    limits_queue_give_back(context, limit_purpose, NULL, row->price, row->created_at);
}

static enum status check_screening(struct context *context, const struct buyback_payee *payee) {
    const struct screening_subject subject = {payee->user_id, payee->address, payee->micros};
    const char *denial;
    enum status status = screening_check(context, &subject, &denial);
    if (status != STATUS_OK || denial == NULL)
        return status;
    LOG(LOG_WARNING, "buyback_denied", LOG_TEXT("user_id", payee->user_id), LOG_TEXT("address", payee->address),
        LOG_TEXT("problem", denial), LOG_TEXT("request_id", context->request_id));
    return context_refuse(context, STATUS_ADDRESS_DENIED, "Nothing is sent to this address.");
}

enum status buyback_check_payee(struct context *context, const struct buyback_payee *payee) {
    struct withdrawal_terms terms;
    enum status status = withdrawal_terms(context, payee->user_id, payee->address, &terms);
    if (status != STATUS_OK)
        return status;
    if (!terms.is_allowed)
        return context_refuse(context, STATUS_ADDRESS_NOT_CONFIRMED,
                              "%s is neither the bound wallet nor an address that is confirmed.", payee->address);
    if (terms.owed > 0)
        return context_refuse(context, STATUS_RULE_REFUSED, "%s USD are owed for money that was taken back.",
                              money_text(context->arena, terms.owed));
    if (payee->now && terms.hold_until != CLOCK_NONE)
        return context_refuse(context, STATUS_RULE_REFUSED, "The wallet changed less than a day ago: wait until %s.",
                              clock_text(context->arena, terms.hold_until));
    return check_screening(context, payee);
}

enum status buyback_take_user_limit(struct context *context, const char *user_id, int64_t micros) {
    int64_t limit = config_integer(context->config, SETTING_BUYBACK_USER_LIMIT) * DOLLAR;
    return limits_take(context, limit_purpose, user_id, micros, limit, "Gems sold back");
}

struct warning {
    int64_t used;
    int64_t limit;
};

static void warn(struct context *context, void *argument) {
    const struct warning *warning = argument;
    LOG(LOG_WARNING, "buyback_limit", LOG_TEXT("used_usd", money_text(context->arena, warning->used)),
        LOG_TEXT("limit_usd", money_text(context->arena, warning->limit)));
    metrics_add(METRIC_BUYBACK_LIMIT, "event=\"warning\"", 1);
}

/* Once for each time the mark is passed, not for every sale beyond it. */
static enum status watch_platform_limit(struct context *context, int64_t micros, int64_t limit) {
    struct warning *warning = arena_alloc(context->arena, sizeof *warning);
    int64_t mark;
    enum status status = limits_used(context, limit_purpose, NULL, &warning->used);
    if (status == STATUS_OK)
        status = money_share(limit, WARNING_BASIS_POINTS, &mark);
    warning->limit = limit;
    if (status == STATUS_OK && warning->used >= mark && warning->used - micros < mark)
        db_after_commit(context, warn, warning);
    return status;
}

enum status buyback_take_platform_limit(struct context *context, int64_t micros) {
    int64_t limit = config_integer(context->config, SETTING_BUYBACK_PLATFORM_LIMIT) * DOLLAR;
    enum status status = limits_take(context, limit_purpose, NULL, micros, limit, "Gems sold back");
    if (status == STATUS_DAILY_LIMIT)
        metrics_add(METRIC_BUYBACK_LIMIT, "event=\"refused\"", 1);
    return status == STATUS_OK ? watch_platform_limit(context, micros, limit) : status;
}

void buyback_queue_credit(struct context *context, const struct buyback_row *row, const char *cause_type,
                          const char *description) {
    ledger_queue_entry(context,
                       &(struct ledger_entry){
                           .cause_type = cause_type,
                           .cause_id = row->id,
                           .description = description,
                           .lines = {{"user_credit", row->user_id, row->price}, {"buyback_cost", NULL, -row->price}},
                           .line_count = 2,
                       });
}
