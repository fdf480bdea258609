#include "audit/audit.h"
#include "db.h"
#include "ledger/ledger.h"
#include "money.h"
#include "payouts/payouts.h"
#include "settlement/settlement.h"

static const struct field unmatched_payment_fields[] = {
    {"id", FIELD_ID, offsetof(struct unmatched_payment, id)},
    {"signature", FIELD_TEXT, offsetof(struct unmatched_payment, signature)},
    {"mint", FIELD_TEXT, offsetof(struct unmatched_payment, mint)},
    {"amount", FIELD_TEXT, offsetof(struct unmatched_payment, amount)},
    {"usd", FIELD_MONEY, offsetof(struct unmatched_payment, usd)},
    {"payer", FIELD_TEXT, offsetof(struct unmatched_payment, payer)},
    {"created_at", FIELD_TIME, offsetof(struct unmatched_payment, created_at)},
};
const struct shape unmatched_payment_shape =
    SHAPE("UnmatchedPayment", struct unmatched_payment, unmatched_payment_fields);

enum status settlement_list_unmatched(struct context *context, struct list *ret_payments) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_SETTLEMENT_LIST_UNMATCHED, DB_NONE, &rows);
    if (status == STATUS_OK)
        *ret_payments = db_read_list(context, rows, &unmatched_payment_shape);
    return status;
}

struct assignment {
    const char *payment_id;
    const char *user_id;
    const char *reason;
};

static enum status assign(struct context *context, void *argument) {
    const struct assignment *assignment = argument;
    struct db_rows *rows;
    int64_t value;
    enum status status = db_query(context, SQL_SETTLEMENT_ASSIGN,
                                  DB(assignment->payment_id, assignment->user_id, assignment->reason), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "No such payment waits for a person.");
    if (db_text(rows, 0, 0) == NULL || !money_parse(db_text(rows, 0, 0), &value) || value == 0)
        return context_refuse(context, STATUS_RULE_REFUSED,
                              "The payment is worth nothing to us; send it back instead.");
    ledger_queue_entry(context,
                       &(struct ledger_entry){
                           .cause_type = "chain_payment_assigned",
                           .cause_id = assignment->payment_id,
                           .description = assignment->reason,
                           .lines = {{"user_credit", assignment->user_id, value}, {"unmatched_payments", NULL, -value}},
                           .line_count = 2,
                       });
    return STATUS_OK;
}

enum status settlement_assign(struct context *context, const char *payment_id, const char *user_id,
                              const char *reason) {
    struct assignment assignment = {payment_id, user_id, reason};
    return db_transaction(context, assign, &assignment);
}

/* --- sending one back */

struct waiting_payment {
    const char *asset; /* NULL: a token we do not know */
    int64_t amount;
    int64_t usd;
    const char *payer;
};
static const struct field waiting_payment_fields[] = {
    {"asset", FIELD_TEXT, offsetof(struct waiting_payment, asset)},
    {"amount", FIELD_INTEGER, offsetof(struct waiting_payment, amount)},
    {"usd", FIELD_MONEY, offsetof(struct waiting_payment, usd)},
    {"payer", FIELD_TEXT, offsetof(struct waiting_payment, payer)},
};
static const struct shape waiting_payment_shape =
    SHAPE("WaitingPayment", struct waiting_payment, waiting_payment_fields);

struct returning {
    const char *payment_id;
    const char *actor;
    const char *payout_id;
};

static enum status request_return(struct context *context, void *argument) {
    struct returning *returning = argument;
    struct waiting_payment payment;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_SETTLEMENT_RETURN, DB(returning->payment_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "No such payment waits for a person.");
    db_read(rows, 0, &waiting_payment_shape, &payment);
    if (payment.asset == NULL || payment.usd == MONEY_NONE || payment.usd == 0 || payment.payer == NULL)
        return context_refuse(context, STATUS_RULE_REFUSED,
                              "The payment is worth nothing to us; send it back by hand.");
    const struct payout_request request = {
        .cause = "RETURN",
        .cause_id = returning->payment_id,
        .asset = payment.asset,
        .recipient = payment.payer,
        .usd = payment.usd,
        .amount = payment.amount,
        .from = "unmatched_payments",
        .description = "A payment sent back",
    };
    status = payouts_request(context, &request, &returning->payout_id);
    if (status == STATUS_OK)
        audit_queue(context, &(struct audit_entry){.actor = returning->actor,
                                                   .action = "payment.return",
                                                   .subject_type = "chain_payment",
                                                   .subject_id = returning->payment_id,
                                                   .before = audit_state(context->arena, "UNMATCHED", NULL),
                                                   .after = audit_state(context->arena, "RESOLVED", NULL)});
    return status;
}

enum status settlement_return(struct context *context, const char *payment_id, const char *actor,
                              const char **ret_payout_id) {
    struct returning returning = {.payment_id = payment_id, .actor = actor};
    enum status status = db_transaction(context, request_return, &returning);
    if (status == STATUS_OK)
        *ret_payout_id = returning.payout_id;
    return status;
}
