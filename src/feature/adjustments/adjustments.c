#include "adjustments/adjustments.h"

#include "config.h"
#include "db.h"
#include "id.h"
#include "ledger/ledger.h"
#include "money.h"
#include "text.h"

const char *const adjustment_statuses[] = {"PENDING", "APPLIED", "REFUSED", NULL};

static const struct field adjustment_fields[] = {
    {"id", FIELD_ID, offsetof(struct adjustment, id)},
    {"user_id", FIELD_ID, offsetof(struct adjustment, user_id)},
    {"handle", FIELD_TEXT, offsetof(struct adjustment, handle)},
    {"user_status", FIELD_TEXT, offsetof(struct adjustment, user_status)},
    {"adjustment_usd", FIELD_MONEY, offsetof(struct adjustment, adjustment_usd), .description = "Negative: taken"},
    {"reason", FIELD_TEXT, offsetof(struct adjustment, reason)},
    {"alone", FIELD_BOOLEAN, offsetof(struct adjustment, alone), .description = "Needed no second person"},
    {"status", FIELD_CHOICE, offsetof(struct adjustment, status), .choices = adjustment_statuses},
    {"asked_by", FIELD_ID, offsetof(struct adjustment, asked_by)},
    {"asked_by_name", FIELD_TEXT, offsetof(struct adjustment, asked_by_name)},
    {"created_at", FIELD_TIME, offsetof(struct adjustment, created_at)},
    {"decided_by", FIELD_ID, offsetof(struct adjustment, decided_by), FIELD_NULLABLE},
    {"decided_by_name", FIELD_TEXT, offsetof(struct adjustment, decided_by_name), FIELD_NULLABLE},
    {"decided_at", FIELD_TIME, offsetof(struct adjustment, decided_at), FIELD_NULLABLE},
    {"decision", FIELD_TEXT, offsetof(struct adjustment, decision), FIELD_NULLABLE},
    {"version", FIELD_INTEGER, offsetof(struct adjustment, version)},
};
const struct shape adjustment_shape = SHAPE("Adjustment", struct adjustment, adjustment_fields);

struct terms {
    const char *user_status;
    int64_t alone_usd;
    bool asked_before;
};

static const struct field terms_fields[] = {
    {"user_status", FIELD_TEXT, offsetof(struct terms, user_status)},
    {"alone_usd", FIELD_MONEY, offsetof(struct terms, alone_usd)},
    {"asked_before", FIELD_BOOLEAN, offsetof(struct terms, asked_before)},
};
static const struct shape terms_shape = SHAPE("AdjustmentTerms", struct terms, terms_fields);

static enum status read_one(struct context *context, enum sql_statement statement, const char *id,
                            struct adjustment *ret_adjustment) {
    struct db_rows *rows;
    enum status status = db_query(context, statement, DB(id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such adjustment.");
    if (status == STATUS_OK)
        db_read(rows, 0, &adjustment_shape, ret_adjustment);
    return status;
}

enum status adjustments_show(struct context *context, const char *id, struct adjustment *ret_adjustment) {
    return read_one(context, SQL_ADJUSTMENTS_SHOW, id, ret_adjustment);
}

enum status adjustments_lock(struct context *context, const char *id, struct adjustment *ret_adjustment) {
    db_queue(context, SQL_ADJUSTMENTS_LOCK, DB(id), NULL);
    return read_one(context, SQL_ADJUSTMENTS_LOCKED, id, ret_adjustment);
}

/* Asked when it is ordered and again when it is approved: the user may have been frozen meanwhile. */
static enum status check_user(struct context *context, const char *user_status, int64_t micros) {
    if (text_equal(user_status, "CLOSED"))
        return context_refuse(context, STATUS_CONFLICT, "The account is closed.");
    if (text_equal(user_status, "FROZEN") && micros > 0)
        return context_refuse(context, STATUS_ACCOUNT_FROZEN, "The user is frozen: nothing is granted to them.");
    return STATUS_OK;
}

static void queue_entry(struct context *context, const char *id, const char *user_id, int64_t micros,
                        const char *reason) {
    ledger_queue_entry(context, &(struct ledger_entry){
                                    .cause_type = "adjustment",
                                    .cause_id = id,
                                    .description = reason,
                                    .lines = {{"user_credit", user_id, micros}, {"adjustment", NULL, -micros}},
                                    .line_count = 2,
                                });
}

/* What one may still do alone, with all they did alone since yesterday. */
static bool may_alone(const struct context *context, const struct terms *terms, int64_t micros) {
    int64_t limit = config_integer(context->config, SETTING_ADJUSTMENT_ALONE) * 100 * MONEY_CENT;
    int64_t size = micros < 0 ? -micros : micros;
    return size <= limit && terms->alone_usd <= limit - size;
}

static enum status read_terms(struct context *context, const struct adjustment_order *order, struct terms *ret_terms) {
    struct db_rows *rows;
    db_queue(context, SQL_ADJUSTMENTS_LOCK_ASKER, DB(order->admin_id), NULL);
    enum status status =
        db_query(context, SQL_ADJUSTMENTS_TERMS,
                 DB(order->user_id, order->admin_id, money_text(context->arena, order->micros), order->reason), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such user.");
    if (status == STATUS_OK)
        db_read(rows, 0, &terms_shape, ret_terms);
    return status;
}

enum status adjustments_ask(struct context *context, const struct adjustment_order *order,
                            struct adjustment *ret_adjustment) {
    const char *id = id_new(context->arena);
    struct terms terms;
    if (order->micros == 0)
        return context_field_error(context, "adjustment_usd", "out_of_range", "must not be zero");
    enum status status = read_terms(context, order, &terms);
    if (status == STATUS_OK)
        status = check_user(context, terms.user_status, order->micros);
    if (status == STATUS_OK && terms.asked_before)
        return context_refuse(context, STATUS_CONFLICT, "Just this was asked for a moment ago.");
    if (status != STATUS_OK)
        return status;
    bool alone = may_alone(context, &terms, order->micros);
    db_queue(context, SQL_ADJUSTMENTS_CREATE,
             DB(id, order->user_id, money_text(context->arena, order->micros), order->reason, order->admin_id,
                alone ? "true" : "false"),
             NULL);
    if (alone)
        queue_entry(context, id, order->user_id, order->micros, order->reason);
    return adjustments_show(context, id, ret_adjustment);
}

static enum status check_waits(struct context *context, const struct adjustment *adjustment) {
    if (text_equal(adjustment->status, "PENDING"))
        return STATUS_OK;
    return context_refuse(context, STATUS_CONFLICT, "It was decided by %s.", adjustment->decided_by_name);
}

enum status adjustments_approve(struct context *context, const struct adjustment *adjustment, const char *admin_id) {
    enum status status = check_waits(context, adjustment);
    if (status == STATUS_OK && text_equal(adjustment->asked_by, admin_id))
        return context_refuse(context, STATUS_RULE_REFUSED, "You asked for it: somebody else must approve it.");
    if (status == STATUS_OK)
        status = check_user(context, adjustment->user_status, adjustment->adjustment_usd);
    if (status != STATUS_OK)
        return status;
    queue_entry(context, adjustment->id, adjustment->user_id, adjustment->adjustment_usd, adjustment->reason);
    db_queue(context, SQL_ADJUSTMENTS_DECIDE, DB(adjustment->id, "APPLIED", admin_id, NULL), NULL);
    return STATUS_OK;
}

enum status adjustments_refuse(struct context *context, const struct adjustment *adjustment, const char *admin_id,
                               const char *reason) {
    enum status status = check_waits(context, adjustment);
    if (status == STATUS_OK)
        db_queue(context, SQL_ADJUSTMENTS_DECIDE, DB(adjustment->id, "REFUSED", admin_id, reason), NULL);
    return status;
}
