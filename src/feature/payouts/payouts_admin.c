#include "payouts/payouts_admin.h"

#include "arena.h"
#include "console/console_list.h"
#include "console/console_write.h"
#include "db.h"
#include "ledger/ledger_browser.h"
#include "payouts/payouts.h"
#include "text.h"

enum { REASON_MINIMUM = 3, REASON_MAXIMUM = 500 };

static const char *const payout_statuses[] = {"PENDING", "SENDING", "COMPLETED", "REVIEW", "CANCELLED", NULL};
static const char *const payout_causes[] = {"BUYBACK", "WITHDRAWAL", "RETURN", NULL};
static const char *const attempt_statuses[] = {"SIGNED", "COMPLETED", "FAILED", "EXPIRED", NULL};

static const struct field admin_payouts_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"status", FIELD_CHOICE, offsetof(struct console_query, status), .choices = payout_statuses},
    {"cause", FIELD_CHOICE, offsetof(struct console_query, kind), .choices = payout_causes},
    CONSOLE_USER_FIELD,
    CONSOLE_PERIOD_FIELDS,
};
const struct shape admin_payouts_query_shape =
    SHAPE("AdminPayoutsQuery", struct console_query, admin_payouts_query_fields);

struct admin_attempt {
    int64_t attempt;
    const char *status;
    const char *signature;
    int64_t bytes;
    int64_t last_valid_block_height;
    const char *amount;
    int64_t sol_price_usd;
    const char *fee;
    const char *problem;
    int64_t created_at;
    int64_t sent_at;
    int64_t closed_at;
};

static const struct field admin_attempt_fields[] = {
    {"attempt", FIELD_INTEGER, offsetof(struct admin_attempt, attempt)},
    {"status", FIELD_CHOICE, offsetof(struct admin_attempt, status), .choices = attempt_statuses},
    {"signature", FIELD_TEXT, offsetof(struct admin_attempt, signature)},
    {"bytes", FIELD_INTEGER, offsetof(struct admin_attempt, bytes), .description = "The size of the transaction"},
    {"last_valid_block_height", FIELD_INTEGER, offsetof(struct admin_attempt, last_valid_block_height)},
    {"amount", FIELD_TEXT, offsetof(struct admin_attempt, amount), .description = "Lamports or base units"},
    {"sol_price_usd", FIELD_MONEY, offsetof(struct admin_attempt, sol_price_usd), FIELD_NULLABLE},
    {"fee", FIELD_TEXT, offsetof(struct admin_attempt, fee), FIELD_NULLABLE, .description = "Lamports"},
    {"problem", FIELD_TEXT, offsetof(struct admin_attempt, problem), FIELD_NULLABLE},
    {"created_at", FIELD_TIME, offsetof(struct admin_attempt, created_at)},
    {"sent_at", FIELD_TIME, offsetof(struct admin_attempt, sent_at), FIELD_NULLABLE},
    {"closed_at", FIELD_TIME, offsetof(struct admin_attempt, closed_at), FIELD_NULLABLE,
     .description = "null: it may still land"},
};
static const struct shape admin_attempt_shape = SHAPE("AdminPayoutAttempt", struct admin_attempt, admin_attempt_fields);

struct admin_payout {
    const char *id;
    const char *cause;
    const char *cause_id;
    const char *user_id; /* NULL: nobody we know */
    const char *handle;
    const char *status;
    const char *asset;
    const char *recipient;
    int64_t owed_usd;
    const char *amount; /* NULL: SOL, as much as it is worth when it is signed */
    int64_t attempts;
    int64_t attempts_allowed;
    const char *source;
    const char *problem;
    int64_t created_at;
    int64_t completed_at;
    int64_t version;
    const char *cause_page; /* of the console; NULL: there is none */
    bool can_retry;
    bool can_cancel;
    struct list attempt_rows;
    struct list lines;
};

#define PAYOUT_ROW_FIELDS                                                                                              \
    {"id", FIELD_ID, offsetof(struct admin_payout, id)},                                                               \
        {"cause", FIELD_CHOICE, offsetof(struct admin_payout, cause), .choices = payout_causes},                       \
        {"cause_id", FIELD_ID, offsetof(struct admin_payout, cause_id)},                                               \
        {"user_id", FIELD_ID, offsetof(struct admin_payout, user_id), FIELD_NULLABLE},                                 \
        {"handle", FIELD_TEXT, offsetof(struct admin_payout, handle), FIELD_NULLABLE},                                 \
        {"status", FIELD_CHOICE, offsetof(struct admin_payout, status), .choices = payout_statuses},                   \
        {"asset", FIELD_TEXT, offsetof(struct admin_payout, asset)},                                                   \
        {"recipient", FIELD_TEXT, offsetof(struct admin_payout, recipient)},                                           \
        {"owed_usd", FIELD_MONEY, offsetof(struct admin_payout, owed_usd)},                                            \
        {"amount", FIELD_TEXT, offsetof(struct admin_payout, amount), FIELD_NULLABLE,                                  \
         .description = "Lamports or base units; null: fixed when it is signed"},                                      \
        {"attempts", FIELD_INTEGER, offsetof(struct admin_payout, attempts)},                                          \
        {"problem", FIELD_TEXT, offsetof(struct admin_payout, problem), FIELD_NULLABLE},                               \
        {"created_at", FIELD_TIME, offsetof(struct admin_payout, created_at)}, {                                       \
        "completed_at", FIELD_TIME, offsetof(struct admin_payout, completed_at), FIELD_NULLABLE                        \
    }

static const struct field admin_payout_row_fields[] = {PAYOUT_ROW_FIELDS};
const struct shape admin_payout_row_shape = SHAPE("AdminPayoutRow", struct admin_payout, admin_payout_row_fields);

static const struct field admin_payout_fields[] = {
    PAYOUT_ROW_FIELDS,
    {"attempts_allowed", FIELD_INTEGER, offsetof(struct admin_payout, attempts_allowed)},
    {"source", FIELD_TEXT, offsetof(struct admin_payout, source), .description = "The account that paid for it"},
    {"version", FIELD_INTEGER, offsetof(struct admin_payout, version)},
    {"cause_page", FIELD_TEXT, offsetof(struct admin_payout, cause_page)},
    {"can_retry", FIELD_BOOLEAN, offsetof(struct admin_payout, can_retry)},
    {"can_cancel", FIELD_BOOLEAN, offsetof(struct admin_payout, can_cancel)},
    {"attempt_rows", FIELD_LIST, offsetof(struct admin_payout, attempt_rows), .shape = &admin_attempt_shape},
    {"lines", FIELD_LIST, offsetof(struct admin_payout, lines), .shape = &posted_line_shape},
};
const struct shape admin_payout_shape = SHAPE("AdminPayout", struct admin_payout, admin_payout_fields);

enum status payouts_handle_admin_list(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_PAYOUTS_CONSOLE_LIST);
}

static const char *cause_page(struct arena *arena, const struct admin_payout *payout) {
    static const struct {
        const char *cause;
        const char *list;
    } pages[] = {{"BUYBACK", "buyback"}, {"WITHDRAWAL", "withdrawals"}, {"RETURN", "payments"}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (text_equal(pages[i].cause, payout->cause))
            return arena_format(arena, "/admin/%s/%s", pages[i].list, payout->cause_id);
    return "/admin/payouts";
}

static enum status read_payout(struct request *request, struct admin_payout *ret_payout) {
    struct context *context = request->context;
    struct db_rows *attempts;
    struct db_rows *lines;
    console_queue_rows(request, SQL_PAYOUTS_CONSOLE_ATTEMPTS, &attempts);
    console_queue_rows(request, SQL_LEDGER_LINES_OF_CAUSE, &lines);
    enum status status = console_read_one(request, SQL_PAYOUTS_CONSOLE_SHOW, &admin_payout_shape, ret_payout);
    if (status != STATUS_OK)
        return status;
    ret_payout->can_retry = text_equal(ret_payout->status, "REVIEW");
    ret_payout->can_cancel = ret_payout->can_retry || text_equal(ret_payout->status, "PENDING");
    ret_payout->cause_page = cause_page(context->arena, ret_payout);
    ret_payout->attempt_rows = db_read_list(context, attempts, &admin_attempt_shape);
    ret_payout->lines = db_read_list(context, lines, &posted_line_shape);
    return STATUS_OK;
}

enum status payouts_handle_admin_show(struct request *request, struct response *response) {
    struct admin_payout payout;
    enum status status = read_payout(request, &payout);
    return status == STATUS_OK ? response_answer(request, response, &payout) : status;
}

struct payout_cancel_input {
    const char *reason;
};

static const struct field payout_cancel_input_fields[] = {
    {"reason", FIELD_TEXT, offsetof(struct payout_cancel_input, reason), FIELD_REQUIRED, REASON_MINIMUM, REASON_MAXIMUM,
     .description = "The money goes back to where it came from"},
};
const struct shape payout_cancel_input_shape =
    SHAPE("PayoutCancelInput", struct payout_cancel_input, payout_cancel_input_fields);

/* No lock: the version counts states, and what is decided changes the row only from a state that allows it. */
static enum status read_as_seen(struct request *request) {
    struct admin_payout *before = arena_alloc(request->context->arena, sizeof *before);
    enum status status = read_payout(request, before);
    return status == STATUS_OK ? console_compare_version(request, &admin_payout_shape, before) : status;
}

static enum status answer_decided(struct request *request, struct response *response) {
    console_note_audited(request);
    return payouts_handle_admin_show(request, response);
}

enum status payouts_handle_retry(struct request *request, struct response *response) {
    enum status status = read_as_seen(request);
    if (status == STATUS_OK)
        status = payouts_retry(request->context, request_path_value(request, "id"), request->admin.admin_id);
    return status == STATUS_OK ? answer_decided(request, response) : status;
}

enum status payouts_handle_cancel(struct request *request, struct response *response) {
    const struct payout_cancel_input *input = request->body;
    enum status status = read_as_seen(request);
    if (status == STATUS_OK)
        status =
            payouts_cancel(request->context, request_path_value(request, "id"), request->admin.admin_id, input->reason);
    return status == STATUS_OK ? answer_decided(request, response) : status;
}
