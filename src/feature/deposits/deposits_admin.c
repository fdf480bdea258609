#include "deposits/deposits_admin.h"

#include "arena.h"
#include "console/console_list.h"
#include "console/console_write.h"
#include "db.h"
#include "deposits/card_returns.h"
#include "deposits/deposit_review.h"
#include "deposits/deposits.h"
#include "ledger/ledger_browser.h"
#include "money.h"

enum { REASON_MINIMUM = 3, REASON_MAXIMUM = 500 };

static const char *const deposit_statuses[] = {"PENDING", "CONFIRMED", "FAILED",   "EXPIRED",
                                               "REVIEW",  "REFUNDED",  "DISPUTED", NULL};
static const char *const deposit_methods[] = {"STRIPE", "USDC", "SOL", NULL};
static const char *const refund_statuses[] = {"REQUESTED", "PENDING", "SUCCEEDED", "FAILED", NULL};
static const char *const dispute_statuses[] = {"OPEN", "WON", "LOST", NULL};

static const struct field admin_deposits_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"status", FIELD_CHOICE, offsetof(struct console_query, status), .choices = deposit_statuses},
    {"method", FIELD_CHOICE, offsetof(struct console_query, kind), .choices = deposit_methods},
    CONSOLE_USER_FIELD,
    CONSOLE_PERIOD_FIELDS,
};
const struct shape admin_deposits_query_shape =
    SHAPE("AdminDepositsQuery", struct console_query, admin_deposits_query_fields);

/* --- what is shown */

struct admin_refund {
    const char *id;
    const char *origin;
    const char *status;
    int64_t amount_usd;
    int64_t from_credit_usd;
    const char *external_id;
    const char *reason;
    const char *problem;
    int64_t created_at;
};

static const struct field admin_refund_fields[] = {
    {"id", FIELD_ID, offsetof(struct admin_refund, id)},
    {"origin", FIELD_TEXT, offsetof(struct admin_refund, origin), .description = "PLATFORM, or made at STRIPE"},
    {"status", FIELD_CHOICE, offsetof(struct admin_refund, status), .choices = refund_statuses},
    {"amount_usd", FIELD_MONEY, offsetof(struct admin_refund, amount_usd)},
    {"from_credit_usd", FIELD_MONEY, offsetof(struct admin_refund, from_credit_usd),
     .description = "The rest is the user's debt"},
    {"external_id", FIELD_TEXT, offsetof(struct admin_refund, external_id), FIELD_NULLABLE},
    {"reason", FIELD_TEXT, offsetof(struct admin_refund, reason)},
    {"problem", FIELD_TEXT, offsetof(struct admin_refund, problem), FIELD_NULLABLE},
    {"created_at", FIELD_TIME, offsetof(struct admin_refund, created_at)},
};
static const struct shape admin_refund_shape = SHAPE("AdminRefund", struct admin_refund, admin_refund_fields);

struct admin_dispute {
    const char *id;
    const char *external_id;
    const char *status;
    int64_t amount_usd;
    int64_t from_credit_usd;
    const char *reason;
    int64_t created_at;
    int64_t closed_at;
};

static const struct field admin_dispute_fields[] = {
    {"id", FIELD_ID, offsetof(struct admin_dispute, id)},
    {"external_id", FIELD_TEXT, offsetof(struct admin_dispute, external_id)},
    {"status", FIELD_CHOICE, offsetof(struct admin_dispute, status), .choices = dispute_statuses},
    {"amount_usd", FIELD_MONEY, offsetof(struct admin_dispute, amount_usd)},
    {"from_credit_usd", FIELD_MONEY, offsetof(struct admin_dispute, from_credit_usd)},
    {"reason", FIELD_TEXT, offsetof(struct admin_dispute, reason)},
    {"created_at", FIELD_TIME, offsetof(struct admin_dispute, created_at)},
    {"closed_at", FIELD_TIME, offsetof(struct admin_dispute, closed_at), FIELD_NULLABLE},
};
static const struct shape admin_dispute_shape = SHAPE("AdminDispute", struct admin_dispute, admin_dispute_fields);

struct admin_deposit {
    const char *id;
    const char *user_id;
    const char *handle;
    const char *user_status;
    const char *method;
    const char *status;
    int64_t amount_usd;
    int64_t credited_usd; /* MONEY_NONE: nothing */
    int64_t returned_usd;
    int64_t refundable_usd;
    const char *external_id;
    const char *payment_intent;
    const char *payment_id; /* on chain */
    const char *problem;
    int64_t created_at;
    int64_t confirmed_at;
    int64_t checked_at;
    int64_t reviewed_at;
    int64_t version;
    bool by_card;
    struct list refunds;
    struct list disputes;
    struct list lines;
};

#define DEPOSIT_ROW_FIELDS                                                                                             \
    {"id", FIELD_ID, offsetof(struct admin_deposit, id)},                                                              \
        {"user_id", FIELD_ID, offsetof(struct admin_deposit, user_id)},                                                \
        {"handle", FIELD_TEXT, offsetof(struct admin_deposit, handle)},                                                \
        {"method", FIELD_CHOICE, offsetof(struct admin_deposit, method), .choices = deposit_methods},                  \
        {"status", FIELD_CHOICE, offsetof(struct admin_deposit, status), .choices = deposit_statuses},                 \
        {"amount_usd", FIELD_MONEY, offsetof(struct admin_deposit, amount_usd), .description = "Asked for"},           \
        {"credited_usd", FIELD_MONEY, offsetof(struct admin_deposit, credited_usd), FIELD_NULLABLE},                   \
        {"external_id", FIELD_TEXT, offsetof(struct admin_deposit, external_id), FIELD_NULLABLE},                      \
        {"problem", FIELD_TEXT, offsetof(struct admin_deposit, problem), FIELD_NULLABLE}, {                            \
        "created_at", FIELD_TIME, offsetof(struct admin_deposit, created_at)                                           \
    }

static const struct field admin_deposit_row_fields[] = {DEPOSIT_ROW_FIELDS};
const struct shape admin_deposit_row_shape = SHAPE("AdminDepositRow", struct admin_deposit, admin_deposit_row_fields);

static const struct field admin_deposit_fields[] = {
    DEPOSIT_ROW_FIELDS,
    {"user_status", FIELD_TEXT, offsetof(struct admin_deposit, user_status)},
    {"returned_usd", FIELD_MONEY, offsetof(struct admin_deposit, returned_usd)},
    {"refundable_usd", FIELD_MONEY, offsetof(struct admin_deposit, refundable_usd), FIELD_NULLABLE},
    {"payment_intent", FIELD_TEXT, offsetof(struct admin_deposit, payment_intent), FIELD_NULLABLE},
    {"payment_id", FIELD_ID, offsetof(struct admin_deposit, payment_id), FIELD_NULLABLE,
     .description = "The payment on chain"},
    {"confirmed_at", FIELD_TIME, offsetof(struct admin_deposit, confirmed_at), FIELD_NULLABLE},
    {"checked_at", FIELD_TIME, offsetof(struct admin_deposit, checked_at), FIELD_NULLABLE},
    {"reviewed_at", FIELD_TIME, offsetof(struct admin_deposit, reviewed_at), FIELD_NULLABLE},
    {"version", FIELD_INTEGER, offsetof(struct admin_deposit, version)},
    {"by_card", FIELD_BOOLEAN, offsetof(struct admin_deposit, by_card)},
    {"refunds", FIELD_LIST, offsetof(struct admin_deposit, refunds), .shape = &admin_refund_shape},
    {"disputes", FIELD_LIST, offsetof(struct admin_deposit, disputes), .shape = &admin_dispute_shape},
    {"lines", FIELD_LIST, offsetof(struct admin_deposit, lines), .shape = &posted_line_shape,
     .description = "In the ledger"},
};
const struct shape admin_deposit_shape = SHAPE("AdminDeposit", struct admin_deposit, admin_deposit_fields);

enum status deposits_handle_admin_list(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_DEPOSITS_CONSOLE_LIST);
}

static enum status read_deposit(struct request *request, struct admin_deposit *ret_deposit) {
    struct context *context = request->context;
    struct db_rows *refunds;
    struct db_rows *disputes;
    struct db_rows *lines;
    console_queue_rows(request, SQL_DEPOSITS_CONSOLE_REFUNDS, &refunds);
    console_queue_rows(request, SQL_DEPOSITS_CONSOLE_DISPUTES, &disputes);
    console_queue_rows(request, SQL_DEPOSITS_CONSOLE_ENTRIES, &lines);
    enum status status = console_read_one(request, SQL_DEPOSITS_CONSOLE_SHOW, &admin_deposit_shape, ret_deposit);
    if (status != STATUS_OK)
        return status;
    ret_deposit->by_card = text_equal(ret_deposit->method, "STRIPE");
    if (ret_deposit->by_card && ret_deposit->credited_usd != MONEY_NONE)
        ret_deposit->refundable_usd = ret_deposit->credited_usd - ret_deposit->returned_usd;
    ret_deposit->refunds = db_read_list(context, refunds, &admin_refund_shape);
    ret_deposit->disputes = db_read_list(context, disputes, &admin_dispute_shape);
    ret_deposit->lines = db_read_list(context, lines, &posted_line_shape);
    return STATUS_OK;
}

enum status deposits_handle_admin_show(struct request *request, struct response *response) {
    struct admin_deposit deposit;
    enum status status = read_deposit(request, &deposit);
    return status == STATUS_OK ? response_answer(request, response, &deposit) : status;
}

/* --- what is done */

struct refund_input {
    int64_t refund_usd;
    const char *reason;
};

static const struct field refund_input_fields[] = {
    {"refund_usd", FIELD_MONEY, offsetof(struct refund_input, refund_usd), FIELD_REQUIRED, MONEY_CENT,
     DEPOSIT_CARD_MAXIMUM, .description = "In whole cents; it is taken from the user's credit"},
    {"reason", FIELD_TEXT, offsetof(struct refund_input, reason), FIELD_REQUIRED, REASON_MINIMUM, REASON_MAXIMUM},
};
const struct shape refund_input_shape = SHAPE("RefundInput", struct refund_input, refund_input_fields);

struct deposit_credit_input {
    int64_t credit_usd;
    const char *reason;
};

static const struct field deposit_credit_input_fields[] = {
    {"credit_usd", FIELD_MONEY, offsetof(struct deposit_credit_input, credit_usd), FIELD_REQUIRED, MONEY_CENT,
     DEPOSIT_CARD_MAXIMUM, .description = "What has arrived at Stripe, in US dollars"},
    {"reason", FIELD_TEXT, offsetof(struct deposit_credit_input, reason), FIELD_REQUIRED, REASON_MINIMUM,
     REASON_MAXIMUM},
};
const struct shape deposit_credit_input_shape =
    SHAPE("DepositCreditInput", struct deposit_credit_input, deposit_credit_input_fields);

struct deposit_fail_input {
    const char *reason;
};

static const struct field deposit_fail_input_fields[] = {
    {"reason", FIELD_TEXT, offsetof(struct deposit_fail_input, reason), FIELD_REQUIRED, REASON_MINIMUM, REASON_MAXIMUM,
     .description = "Nothing is credited: it was given back at Stripe, or nothing has come"},
};
const struct shape deposit_fail_input_shape =
    SHAPE("DepositFailInput", struct deposit_fail_input, deposit_fail_input_fields);

/* The user goes before the deposit, as everywhere. */
static enum status lock_as_seen(struct request *request, struct admin_deposit **ret_before) {
    struct admin_deposit *before = arena_alloc(request->context->arena, sizeof *before);
    console_queue_rows(request, SQL_DEPOSITS_LOCK_OWNER, NULL);
    enum status status = read_deposit(request, before);
    *ret_before = before;
    return status == STATUS_OK ? console_compare_version(request, &admin_deposit_shape, before) : status;
}

static enum status answer_changed(struct request *request, struct response *response, const char *action,
                                  const struct admin_deposit *before) {
    struct admin_deposit after;
    enum status status = read_deposit(request, &after);
    if (status != STATUS_OK)
        return status;
    console_audit(request, &(struct console_act){action, "deposit", before->id, &admin_deposit_shape, before, &after});
    return response_answer(request, response, &after);
}

enum status deposits_handle_refund(struct request *request, struct response *response) {
    const struct refund_input *input = request->body;
    struct admin_deposit *before;
    const char *refund_id;
    enum status status = lock_as_seen(request, &before);
    if (status == STATUS_OK)
        status = card_refund(request->context, before->id, input->refund_usd, input->reason, &refund_id);
    return status == STATUS_OK ? answer_changed(request, response, "deposit.refund", before) : status;
}

enum status deposits_handle_credit(struct request *request, struct response *response) {
    const struct deposit_credit_input *input = request->body;
    struct admin_deposit *before;
    enum status status = lock_as_seen(request, &before);
    if (status == STATUS_OK)
        status = deposits_credit_reviewed(request->context, before->id, input->credit_usd, input->reason);
    return status == STATUS_OK ? answer_changed(request, response, "deposit.credit", before) : status;
}

enum status deposits_handle_fail(struct request *request, struct response *response) {
    const struct deposit_fail_input *input = request->body;
    struct admin_deposit *before;
    enum status status = lock_as_seen(request, &before);
    if (status == STATUS_OK)
        status = deposits_fail_reviewed(request->context, before->id, input->reason);
    return status == STATUS_OK ? answer_changed(request, response, "deposit.fail", before) : status;
}
