#include "withdrawals/withdrawal_rows.h"

#include "arena.h"
#include "db.h"
#include "ledger/ledger.h"
#include "shape.h"
#include "text.h"

static const struct field locked_withdrawal_fields[] = {
    {"id", FIELD_ID, offsetof(struct locked_withdrawal, id)},
    {"user_id", FIELD_ID, offsetof(struct locked_withdrawal, user_id)},
    {"user_status", FIELD_TEXT, offsetof(struct locked_withdrawal, user_status)},
    {"status", FIELD_TEXT, offsetof(struct locked_withdrawal, status)},
    {"address", FIELD_TEXT, offsetof(struct locked_withdrawal, address)},
    {"amount", FIELD_MONEY, offsetof(struct locked_withdrawal, amount)},
    {"needs_review", FIELD_BOOLEAN, offsetof(struct locked_withdrawal, needs_review)},
    {"hold_is_over", FIELD_BOOLEAN, offsetof(struct locked_withdrawal, hold_is_over)},
};
static const struct shape locked_withdrawal_shape =
    SHAPE("LockedWithdrawal", struct locked_withdrawal, locked_withdrawal_fields);

static const struct field withdrawal_terms_fields[] = {
    {"user_status", FIELD_TEXT, offsetof(struct withdrawal_terms, user_status)},
    {"is_allowed", FIELD_BOOLEAN, offsetof(struct withdrawal_terms, is_allowed)},
    {"hold_until", FIELD_TIME, offsetof(struct withdrawal_terms, hold_until)},
    {"owed", FIELD_MONEY, offsetof(struct withdrawal_terms, owed)},
};
static const struct shape withdrawal_terms_shape =
    SHAPE("WithdrawalTerms", struct withdrawal_terms, withdrawal_terms_fields);

enum status withdrawal_lock(struct context *context, const char *id, struct locked_withdrawal *ret_withdrawal) {
    struct db_rows *rows;
    db_queue(context, SQL_WITHDRAWALS_LOCK_USER, DB(id), NULL);
    enum status status = db_query(context, SQL_WITHDRAWALS_LOCK, DB(id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such withdrawal.");
    db_read(rows, 0, &locked_withdrawal_shape, ret_withdrawal);
    return STATUS_OK;
}

bool withdrawal_is_waiting(const struct locked_withdrawal *withdrawal) {
    return text_equal(withdrawal->status, "HELD") || text_equal(withdrawal->status, "REVIEW");
}

enum status withdrawal_refuse_decided(struct context *context, const struct locked_withdrawal *withdrawal) {
    return context_refuse(context, STATUS_WITHDRAWAL_NOT_PENDING, "The withdrawal is %s.", withdrawal->status);
}

void withdrawal_queue_return(struct context *context, const struct locked_withdrawal *withdrawal, const char *status,
                             const char *reason) {
    db_queue(context, SQL_WITHDRAWALS_GIVE_UP, DB(withdrawal->id, status, reason), NULL);
    ledger_queue_entry(context, &(struct ledger_entry){
                                    .cause_type = "withdrawal_returned",
                                    .cause_id = withdrawal->id,
                                    .description = arena_format(context->arena, "Withdrawal returned: %s", reason),
                                    .lines = {{"user_credit", withdrawal->user_id, withdrawal->amount},
                                              {"withdrawals_held", NULL, -withdrawal->amount}},
                                    .line_count = 2,
                                });
}

enum status withdrawal_terms(struct context *context, const char *user_id, const char *address,
                             struct withdrawal_terms *ret_terms) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_WITHDRAWALS_TERMS, DB(user_id, address), &rows);
    if (status == STATUS_OK)
        db_read(rows, 0, &withdrawal_terms_shape, ret_terms);
    return status;
}
