#include "withdrawals/withdrawals_admin.h"

#include "arena.h"
#include "console/console_list.h"
#include "console/console_write.h"
#include "db.h"
#include "ledger/ledger_browser.h"
#include "text.h"
#include "withdrawals/withdrawals.h"

enum { REASON_MINIMUM = 3, REASON_MAXIMUM = 500 };

static const char *const withdrawal_statuses[] = {"HELD",     "REVIEW",    "SENDING", "COMPLETED",
                                                  "REJECTED", "CANCELLED", "FAILED",  NULL};

static const struct field admin_withdrawals_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"status", FIELD_CHOICE, offsetof(struct console_query, status), .choices = withdrawal_statuses},
    CONSOLE_USER_FIELD,
    CONSOLE_PERIOD_FIELDS,
};
const struct shape admin_withdrawals_query_shape =
    SHAPE("AdminWithdrawalsQuery", struct console_query, admin_withdrawals_query_fields);

struct admin_withdrawal {
    const char *id;
    const char *user_id;
    const char *handle;
    const char *user_status;
    const char *status;
    int64_t amount_usd;
    const char *address;
    int64_t hold_until;
    bool needs_review;
    int64_t reviewed_at;
    const char *payout_id;
    const char *tx_hash;
    const char *reason;
    int64_t created_at;
    int64_t completed_at;
    int64_t version;
    bool to_bound_wallet;
    int64_t wallet_changed_at;
    int64_t withdrawn_before_usd;
    bool can_approve;
    bool can_reject;
    struct list lines;
};

#define WITHDRAWAL_ROW_FIELDS                                                                                          \
    {"id", FIELD_ID, offsetof(struct admin_withdrawal, id)},                                                           \
        {"user_id", FIELD_ID, offsetof(struct admin_withdrawal, user_id)},                                             \
        {"handle", FIELD_TEXT, offsetof(struct admin_withdrawal, handle)},                                             \
        {"user_status", FIELD_TEXT, offsetof(struct admin_withdrawal, user_status)},                                   \
        {"status", FIELD_CHOICE, offsetof(struct admin_withdrawal, status), .choices = withdrawal_statuses},           \
        {"amount_usd", FIELD_MONEY, offsetof(struct admin_withdrawal, amount_usd)},                                    \
        {"address", FIELD_TEXT, offsetof(struct admin_withdrawal, address)},                                           \
        {"hold_until", FIELD_TIME, offsetof(struct admin_withdrawal, hold_until), FIELD_NULLABLE},                     \
        {"needs_review", FIELD_BOOLEAN, offsetof(struct admin_withdrawal, needs_review)},                              \
        {"reviewed_at", FIELD_TIME, offsetof(struct admin_withdrawal, reviewed_at), FIELD_NULLABLE},                   \
        {"payout_id", FIELD_ID, offsetof(struct admin_withdrawal, payout_id), FIELD_NULLABLE},                         \
        {"tx_hash", FIELD_TEXT, offsetof(struct admin_withdrawal, tx_hash), FIELD_NULLABLE},                           \
        {"reason", FIELD_TEXT, offsetof(struct admin_withdrawal, reason), FIELD_NULLABLE},                             \
        {"created_at", FIELD_TIME, offsetof(struct admin_withdrawal, created_at)}, {                                   \
        "completed_at", FIELD_TIME, offsetof(struct admin_withdrawal, completed_at), FIELD_NULLABLE                    \
    }

static const struct field admin_withdrawal_row_fields[] = {WITHDRAWAL_ROW_FIELDS};
const struct shape admin_withdrawal_row_shape =
    SHAPE("AdminWithdrawalRow", struct admin_withdrawal, admin_withdrawal_row_fields);

static const struct field admin_withdrawal_fields[] = {
    WITHDRAWAL_ROW_FIELDS,
    {"version", FIELD_INTEGER, offsetof(struct admin_withdrawal, version)},
    {"to_bound_wallet", FIELD_BOOLEAN, offsetof(struct admin_withdrawal, to_bound_wallet)},
    {"wallet_changed_at", FIELD_TIME, offsetof(struct admin_withdrawal, wallet_changed_at), FIELD_NULLABLE},
    {"withdrawn_before_usd", FIELD_MONEY, offsetof(struct admin_withdrawal, withdrawn_before_usd)},
    {"can_approve", FIELD_BOOLEAN, offsetof(struct admin_withdrawal, can_approve)},
    {"can_reject", FIELD_BOOLEAN, offsetof(struct admin_withdrawal, can_reject)},
    {"lines", FIELD_LIST, offsetof(struct admin_withdrawal, lines), .shape = &posted_line_shape},
};
const struct shape admin_withdrawal_shape = SHAPE("AdminWithdrawal", struct admin_withdrawal, admin_withdrawal_fields);

enum status withdrawals_handle_admin_list(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_WITHDRAWALS_CONSOLE_LIST);
}

static enum status read_withdrawal(struct request *request, struct admin_withdrawal *ret_withdrawal) {
    struct db_rows *lines;
    console_queue_rows(request, SQL_LEDGER_LINES_OF_CAUSE, &lines);
    enum status status =
        console_read_one(request, SQL_WITHDRAWALS_CONSOLE_SHOW, &admin_withdrawal_shape, ret_withdrawal);
    if (status != STATUS_OK)
        return status;
    ret_withdrawal->can_approve = text_equal(ret_withdrawal->status, "REVIEW");
    ret_withdrawal->can_reject = ret_withdrawal->can_approve || text_equal(ret_withdrawal->status, "HELD");
    ret_withdrawal->lines = db_read_list(request->context, lines, &posted_line_shape);
    return STATUS_OK;
}

enum status withdrawals_handle_admin_show(struct request *request, struct response *response) {
    struct admin_withdrawal withdrawal;
    enum status status = read_withdrawal(request, &withdrawal);
    return status == STATUS_OK ? response_answer(request, response, &withdrawal) : status;
}

struct withdrawal_reject_input {
    const char *rejection;
};

static const struct field withdrawal_reject_input_fields[] = {
    {"rejection", FIELD_TEXT, offsetof(struct withdrawal_reject_input, rejection), FIELD_REQUIRED, REASON_MINIMUM,
     REASON_MAXIMUM, .description = "Why: its owner reads it. The amount is credited back"},
};
const struct shape withdrawal_reject_input_shape =
    SHAPE("WithdrawalRejectInput", struct withdrawal_reject_input, withdrawal_reject_input_fields);

/* No lock: the version counts states, and what is decided locks and looks at the state again. */
static enum status read_as_seen(struct request *request) {
    struct admin_withdrawal *before = arena_alloc(request->context->arena, sizeof *before);
    enum status status = read_withdrawal(request, before);
    return status == STATUS_OK ? console_compare_version(request, &admin_withdrawal_shape, before) : status;
}

static enum status answer_decided(struct request *request, struct response *response) {
    console_note_audited(request);
    return withdrawals_handle_admin_show(request, response);
}

enum status withdrawals_handle_approve(struct request *request, struct response *response) {
    enum status status = read_as_seen(request);
    if (status == STATUS_OK)
        status = withdrawals_approve(request->context, request_path_value(request, "id"), request->admin.admin_id);
    return status == STATUS_OK ? answer_decided(request, response) : status;
}

enum status withdrawals_handle_reject(struct request *request, struct response *response) {
    const struct withdrawal_reject_input *input = request->body;
    enum status status = read_as_seen(request);
    if (status == STATUS_OK)
        status = withdrawals_reject(request->context, request_path_value(request, "id"), request->admin.admin_id,
                                    input->rejection);
    return status == STATUS_OK ? answer_decided(request, response) : status;
}
