/* What a person decides. */
#include "arena.h"
#include "audit/audit.h"
#include "db.h"
#include "queue.h"
#include "text.h"
#include "withdrawals/withdrawal_rows.h"
#include "withdrawals/withdrawals.h"

static const struct field waiting_withdrawal_fields[] = {
    {"id", FIELD_ID, offsetof(struct waiting_withdrawal, id)},
    {"status", FIELD_TEXT, offsetof(struct waiting_withdrawal, status)},
    {"user_id", FIELD_ID, offsetof(struct waiting_withdrawal, user_id)},
    {"handle", FIELD_TEXT, offsetof(struct waiting_withdrawal, handle)},
    {"amount_usd", FIELD_MONEY, offsetof(struct waiting_withdrawal, amount_usd)},
    {"address", FIELD_TEXT, offsetof(struct waiting_withdrawal, address)},
    {"hold_until", FIELD_TIME, offsetof(struct waiting_withdrawal, hold_until), FIELD_NULLABLE},
    {"created_at", FIELD_TIME, offsetof(struct waiting_withdrawal, created_at)},
};
const struct shape waiting_withdrawal_shape =
    SHAPE("WaitingWithdrawal", struct waiting_withdrawal, waiting_withdrawal_fields);

enum status withdrawals_list_waiting(struct context *context, struct list *ret_withdrawals) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_WITHDRAWALS_LIST_WAITING, DB_NONE, &rows);
    if (status == STATUS_OK)
        *ret_withdrawals = db_read_list(context, rows, &waiting_withdrawal_shape);
    return status;
}

struct decision {
    const char *id;
    const char *actor;
    const char *reason; /* NULL: approved */
};

static void queue_audit(struct context *context, const struct decision *decision,
                        const struct locked_withdrawal *withdrawal, const char *action, const char *status_after) {
    audit_queue(context, &(struct audit_entry){
                             .actor = decision->actor,
                             .action = action,
                             .subject_type = "withdrawal",
                             .subject_id = withdrawal->id,
                             .before = audit_state(context->arena, withdrawal->status, NULL),
                             .after = audit_state(context->arena, status_after, decision->reason),
                         });
}

static enum status approve(struct context *context, void *argument) {
    const struct decision *decision = argument;
    struct locked_withdrawal withdrawal;
    enum status status = withdrawal_lock(context, decision->id, &withdrawal);
    if (status != STATUS_OK)
        return status;
    if (!text_equal(withdrawal.status, "REVIEW"))
        return withdrawal_refuse_decided(context, &withdrawal);
    db_queue(context, SQL_WITHDRAWALS_APPROVE, DB(withdrawal.id), NULL);
    job_add(context, "release_withdrawal", withdrawal.id);
    queue_audit(context, decision, &withdrawal, "withdrawal.approve", "HELD");
    return STATUS_OK;
}

enum status withdrawals_approve(struct context *context, const char *id, const char *actor) {
    struct decision decision = {id, actor, NULL};
    return db_transaction(context, approve, &decision);
}

static enum status reject(struct context *context, void *argument) {
    const struct decision *decision = argument;
    struct locked_withdrawal withdrawal;
    enum status status = withdrawal_lock(context, decision->id, &withdrawal);
    if (status != STATUS_OK)
        return status;
    if (!withdrawal_is_waiting(&withdrawal))
        return withdrawal_refuse_decided(context, &withdrawal);
    withdrawal_queue_return(context, &withdrawal, "REJECTED", decision->reason);
    queue_audit(context, decision, &withdrawal, "withdrawal.reject", "REJECTED");
    return STATUS_OK;
}

enum status withdrawals_reject(struct context *context, const char *id, const char *actor, const char *reason) {
    struct decision decision = {id, actor, reason};
    return db_transaction(context, reject, &decision);
}
