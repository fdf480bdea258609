#include "settlement/settlement_admin.h"

#include "arena.h"
#include "console/console_list.h"
#include "console/console_write.h"
#include "db.h"
#include "ledger/ledger_browser.h"
#include "money.h"
#include "settlement/settlement.h"
#include "text.h"

enum { REASON_MINIMUM = 3, REASON_MAXIMUM = 500, SIGNATURE_MINIMUM = 64, SIGNATURE_MAXIMUM = 88 };

static const char *const payment_outcomes[] = {"OPENING",   "DEPOSIT",  "TRADE", "CREDIT",
                                               "UNMATCHED", "RESOLVED", "SENT",  NULL};
static const char *const payment_assets[] = {"SOL", "USDC", NULL};
static const char *const transaction_statuses[] = {"SEEN", "SETTLED", "FAILED", "IRRELEVANT", "NOT_FOUND", NULL};
static const char *const transaction_sources[] = {"CONFIRM", "WEBHOOK", "SWEEP", NULL};

static const struct field admin_payments_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"outcome", FIELD_CHOICE, offsetof(struct console_query, status), .choices = payment_outcomes},
    {"asset", FIELD_CHOICE, offsetof(struct console_query, kind), .choices = payment_assets},
    CONSOLE_USER_FIELD,
    CONSOLE_PERIOD_FIELDS,
};
const struct shape admin_payments_query_shape =
    SHAPE("AdminPaymentsQuery", struct console_query, admin_payments_query_fields);

/* --- payments */

struct admin_payment {
    const char *id;
    const char *transaction_id;
    const char *signature;
    const char *mint;
    const char *asset;  /* NULL: a token we do not know */
    const char *amount; /* lamports or base units */
    const char *payer;
    const char *outcome;
    int64_t usd; /* MONEY_NONE: worth nothing to us */
    const char *user_id;
    const char *handle;
    const char *quote_id; /* what it pays for has the same id */
    int64_t created_at;
    int64_t resolved_at;
    const char *resolution;
    int64_t version;
    const char *payout_id; /* that sends it back */
    bool waits;
    struct list likely;
    struct list lines;
};

#define PAYMENT_ROW_FIELDS                                                                                             \
    {"id", FIELD_ID, offsetof(struct admin_payment, id)},                                                              \
        {"transaction_id", FIELD_ID, offsetof(struct admin_payment, transaction_id)},                                  \
        {"signature", FIELD_TEXT, offsetof(struct admin_payment, signature)},                                          \
        {"mint", FIELD_TEXT, offsetof(struct admin_payment, mint)},                                                    \
        {"asset", FIELD_CHOICE, offsetof(struct admin_payment, asset), FIELD_NULLABLE, .choices = payment_assets},     \
        {"amount", FIELD_TEXT, offsetof(struct admin_payment, amount), .description = "Lamports or base units"},       \
        {"payer", FIELD_TEXT, offsetof(struct admin_payment, payer), FIELD_NULLABLE},                                  \
        {"outcome", FIELD_CHOICE, offsetof(struct admin_payment, outcome), .choices = payment_outcomes},               \
        {"usd", FIELD_MONEY, offsetof(struct admin_payment, usd), FIELD_NULLABLE},                                     \
        {"user_id", FIELD_ID, offsetof(struct admin_payment, user_id), FIELD_NULLABLE},                                \
        {"handle", FIELD_TEXT, offsetof(struct admin_payment, handle), FIELD_NULLABLE},                                \
        {"quote_id", FIELD_ID, offsetof(struct admin_payment, quote_id), FIELD_NULLABLE},                              \
        {"created_at", FIELD_TIME, offsetof(struct admin_payment, created_at)},                                        \
        {"resolved_at", FIELD_TIME, offsetof(struct admin_payment, resolved_at), FIELD_NULLABLE},                      \
        {"resolution", FIELD_TEXT, offsetof(struct admin_payment, resolution), FIELD_NULLABLE}, {                      \
        "version", FIELD_INTEGER, offsetof(struct admin_payment, version)                                              \
    }

static const struct field admin_payment_row_fields[] = {PAYMENT_ROW_FIELDS};
const struct shape admin_payment_row_shape = SHAPE("AdminPaymentRow", struct admin_payment, admin_payment_row_fields);

/* Somebody whose it may be, and what speaks for it. */
struct likely_payer {
    const char *user_id;
    const char *handle;
    const char *sign;
    int64_t usd; /* that they were asked for; MONEY_NONE: nothing was */
    int64_t created_at;
};

static const char *const likely_signs[] = {"CLAIM", "WALLET", "AMOUNT", NULL};

static const struct field likely_payer_fields[] = {
    {"user_id", FIELD_ID, offsetof(struct likely_payer, user_id)},
    {"handle", FIELD_TEXT, offsetof(struct likely_payer, handle)},
    {"sign", FIELD_CHOICE, offsetof(struct likely_payer, sign), .choices = likely_signs,
     .description = "They said so, it is their wallet, or they were asked for about as much in the day before"},
    {"usd", FIELD_MONEY, offsetof(struct likely_payer, usd), FIELD_NULLABLE},
    {"created_at", FIELD_TIME, offsetof(struct likely_payer, created_at), FIELD_NULLABLE},
};
static const struct shape likely_payer_shape = SHAPE("LikelyPayer", struct likely_payer, likely_payer_fields);

static const struct field admin_payment_fields[] = {
    PAYMENT_ROW_FIELDS,
    {"payout_id", FIELD_ID, offsetof(struct admin_payment, payout_id), FIELD_NULLABLE,
     .description = "The payout that sends it back"},
    {"waits", FIELD_BOOLEAN, offsetof(struct admin_payment, waits), .description = "For a person"},
    {"likely", FIELD_LIST, offsetof(struct admin_payment, likely), .shape = &likely_payer_shape,
     .description = "Whose it may be, while it waits; likeliest first"},
    {"lines", FIELD_LIST, offsetof(struct admin_payment, lines), .shape = &posted_line_shape},
};
const struct shape admin_payment_shape = SHAPE("AdminPayment", struct admin_payment, admin_payment_fields);

enum status settlement_handle_payments(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_SETTLEMENT_CONSOLE_PAYMENTS);
}

static enum status read_payment(struct request *request, struct admin_payment *ret_payment) {
    struct db_rows *lines;
    struct db_rows *likely;
    console_queue_rows(request, SQL_SETTLEMENT_CONSOLE_LINES, &lines);
    console_queue_rows(request, SQL_SETTLEMENT_CONSOLE_LIKELY, &likely);
    enum status status = console_read_one(request, SQL_SETTLEMENT_CONSOLE_PAYMENT, &admin_payment_shape, ret_payment);
    if (status != STATUS_OK)
        return status;
    ret_payment->waits = text_equal(ret_payment->outcome, "UNMATCHED");
    ret_payment->likely = db_read_list(request->context, likely, &likely_payer_shape);
    ret_payment->lines = db_read_list(request->context, lines, &posted_line_shape);
    return STATUS_OK;
}

enum status settlement_handle_payment(struct request *request, struct response *response) {
    struct admin_payment payment;
    enum status status = read_payment(request, &payment);
    return status == STATUS_OK ? response_answer(request, response, &payment) : status;
}

/* --- what is decided */

struct payment_assign_input {
    const char *to_user;
    const char *reason;
};

static const struct field payment_assign_input_fields[] = {
    {"to_user", FIELD_TEXT, offsetof(struct payment_assign_input, to_user), FIELD_REQUIRED, 1, CONSOLE_NAME_MAXIMUM,
     .description = "A handle, e-mail address or id, whole"},
    {"reason", FIELD_TEXT, offsetof(struct payment_assign_input, reason), FIELD_REQUIRED, REASON_MINIMUM,
     REASON_MAXIMUM, .description = "The user reads it in their statement"},
};
const struct shape payment_assign_input_shape =
    SHAPE("PaymentAssignInput", struct payment_assign_input, payment_assign_input_fields);

/* No lock: the version counts states, and what is decided changes the row only from the state that was seen. */
static enum status read_as_seen(struct request *request, struct admin_payment **ret_before) {
    struct admin_payment *before = arena_alloc(request->context->arena, sizeof *before);
    enum status status = read_payment(request, before);
    *ret_before = before;
    return status == STATUS_OK ? console_compare_version(request, &admin_payment_shape, before) : status;
}

static enum status find_user(struct context *context, const char *name, const char **ret_id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_ACCOUNTS_FIND_NAMED, DB(name), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_field_error(context, "to_user", "unknown", "is nobody's handle, e-mail address or id");
    if (text_equal(db_text(rows, 0, 2), "CLOSED"))
        return context_field_error(context, "to_user", "closed", "has closed the account");
    *ret_id = db_text(rows, 0, 0);
    return STATUS_OK;
}

enum status settlement_handle_assign(struct request *request, struct response *response) {
    const struct payment_assign_input *input = request->body;
    struct context *context = request->context;
    struct admin_payment *before;
    struct admin_payment after;
    const char *user_id = NULL;
    enum status status = read_as_seen(request, &before);
    if (status == STATUS_OK)
        status = find_user(context, input->to_user, &user_id);
    if (status == STATUS_OK)
        status = settlement_assign(context, before->id, user_id, input->reason);
    if (status == STATUS_OK)
        status = read_payment(request, &after);
    if (status != STATUS_OK)
        return status;
    console_audit(request, &(struct console_act){"payment.assign", "chain_payment", before->id,
                                                 &admin_payment_row_shape, before, &after});
    return response_answer(request, response, &after);
}

enum status settlement_handle_return(struct request *request, struct response *response) {
    struct admin_payment *before;
    struct admin_payment after;
    const char *payout_id;
    enum status status = read_as_seen(request, &before);
    if (status == STATUS_OK)
        status = settlement_return(request->context, before->id, request->admin.admin_id, &payout_id);
    if (status == STATUS_OK)
        status = read_payment(request, &after);
    if (status != STATUS_OK)
        return status;
    console_note_audited(request);
    return response_answer(request, response, &after);
}

/* --- transactions */

static const struct field admin_transactions_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"status", FIELD_CHOICE, offsetof(struct console_query, status), .choices = transaction_statuses},
    {"source", FIELD_CHOICE, offsetof(struct console_query, kind), .choices = transaction_sources},
    {"signature", FIELD_TEXT, offsetof(struct console_query, user), 0, SIGNATURE_MINIMUM, SIGNATURE_MAXIMUM},
    CONSOLE_PERIOD_FIELDS,
};
const struct shape admin_transactions_query_shape =
    SHAPE("AdminTransactionsQuery", struct console_query, admin_transactions_query_fields);

struct admin_claim {
    const char *quote_id;
    const char *user_id;
    const char *handle;
    const char *purpose;
    const char *status;
    const char *asset;
    const char *amount;
    int64_t usd;
    int64_t created_at;
};

static const struct field admin_claim_fields[] = {
    {"quote_id", FIELD_ID, offsetof(struct admin_claim, quote_id)},
    {"user_id", FIELD_ID, offsetof(struct admin_claim, user_id)},
    {"handle", FIELD_TEXT, offsetof(struct admin_claim, handle)},
    {"purpose", FIELD_TEXT, offsetof(struct admin_claim, purpose)},
    {"status", FIELD_TEXT, offsetof(struct admin_claim, status)},
    {"asset", FIELD_TEXT, offsetof(struct admin_claim, asset)},
    {"amount", FIELD_TEXT, offsetof(struct admin_claim, amount)},
    {"usd", FIELD_MONEY, offsetof(struct admin_claim, usd)},
    {"created_at", FIELD_TIME, offsetof(struct admin_claim, created_at)},
};
static const struct shape admin_claim_shape = SHAPE("AdminClaim", struct admin_claim, admin_claim_fields);

struct admin_transaction {
    const char *id;
    const char *signature;
    const char *source;
    const char *status;
    int64_t slot;
    int64_t block_time;
    const char *payer;
    const char *problem;
    int64_t checked_at;
    int64_t created_at; /* when it was first heard of */
    struct list payments;
    struct list claims;
};

#define TRANSACTION_ROW_FIELDS                                                                                         \
    {"id", FIELD_ID, offsetof(struct admin_transaction, id)},                                                          \
        {"signature", FIELD_TEXT, offsetof(struct admin_transaction, signature)},                                      \
        {"source", FIELD_CHOICE, offsetof(struct admin_transaction, source), .choices = transaction_sources},          \
        {"status", FIELD_CHOICE, offsetof(struct admin_transaction, status), .choices = transaction_statuses},         \
        {"slot", FIELD_INTEGER, offsetof(struct admin_transaction, slot), FIELD_NULLABLE},                             \
        {"block_time", FIELD_TIME, offsetof(struct admin_transaction, block_time), FIELD_NULLABLE},                    \
        {"payer", FIELD_TEXT, offsetof(struct admin_transaction, payer), FIELD_NULLABLE},                              \
        {"problem", FIELD_TEXT, offsetof(struct admin_transaction, problem), FIELD_NULLABLE},                          \
        {"checked_at", FIELD_TIME, offsetof(struct admin_transaction, checked_at), FIELD_NULLABLE}, {                  \
        "created_at", FIELD_TIME, offsetof(struct admin_transaction, created_at), .description = "First heard of"      \
    }

static const struct field admin_transaction_row_fields[] = {TRANSACTION_ROW_FIELDS};
const struct shape admin_transaction_row_shape =
    SHAPE("AdminTransactionRow", struct admin_transaction, admin_transaction_row_fields);

static const struct field admin_transaction_fields[] = {
    TRANSACTION_ROW_FIELDS,
    {"payments", FIELD_LIST, offsetof(struct admin_transaction, payments), .shape = &admin_payment_row_shape},
    {"claims", FIELD_LIST, offsetof(struct admin_transaction, claims), .shape = &admin_claim_shape,
     .description = "What people said it pays for"},
};
const struct shape admin_transaction_shape =
    SHAPE("AdminTransaction", struct admin_transaction, admin_transaction_fields);

enum status settlement_handle_transactions(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_SETTLEMENT_CONSOLE_TRANSACTIONS);
}

enum status settlement_handle_transaction(struct request *request, struct response *response) {
    struct admin_transaction transaction;
    struct db_rows *payments;
    struct db_rows *claims;
    console_queue_rows(request, SQL_SETTLEMENT_PAYMENTS_OF_TRANSACTION, &payments);
    console_queue_rows(request, SQL_SETTLEMENT_CLAIMS_OF_TRANSACTION, &claims);
    enum status status =
        console_read_one(request, SQL_SETTLEMENT_CONSOLE_TRANSACTION, &admin_transaction_shape, &transaction);
    if (status != STATUS_OK)
        return status;
    transaction.payments = db_read_list(request->context, payments, &admin_payment_row_shape);
    transaction.claims = db_read_list(request->context, claims, &admin_claim_shape);
    return response_answer(request, response, &transaction);
}
