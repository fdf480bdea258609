/* What people see of payouts and do to them. */
#include "arena.h"
#include "audit/audit.h"
#include "db.h"
#include "ledger/ledger.h"
#include "metrics.h"
#include "money.h"
#include "payouts/payout_attempt.h"
#include "payouts/payouts.h"
#include "queue.h"
#include "text.h"

static const struct field payout_view_fields[] = {
    {"id", FIELD_ID, offsetof(struct payout_view, id)},
    {"cause", FIELD_TEXT, offsetof(struct payout_view, cause)},
    {"cause_id", FIELD_ID, offsetof(struct payout_view, cause_id)},
    {"status", FIELD_TEXT, offsetof(struct payout_view, status)},
    {"asset", FIELD_TEXT, offsetof(struct payout_view, asset)},
    {"recipient", FIELD_TEXT, offsetof(struct payout_view, recipient)},
    {"usd", FIELD_MONEY, offsetof(struct payout_view, usd)},
    {"attempts", FIELD_INTEGER, offsetof(struct payout_view, attempts)},
    {"signature", FIELD_TEXT, offsetof(struct payout_view, signature), FIELD_NULLABLE},
    {"problem", FIELD_TEXT, offsetof(struct payout_view, problem), FIELD_NULLABLE},
    {"created_at", FIELD_TIME, offsetof(struct payout_view, created_at)},
    {"completed_at", FIELD_TIME, offsetof(struct payout_view, completed_at), FIELD_NULLABLE},
};
const struct shape payout_view_shape = SHAPE("Payout", struct payout_view, payout_view_fields);

static const struct field payout_attempt_view_fields[] = {
    {"attempt", FIELD_INTEGER, offsetof(struct payout_attempt_view, attempt)},
    {"status", FIELD_TEXT, offsetof(struct payout_attempt_view, status)},
    {"signature", FIELD_TEXT, offsetof(struct payout_attempt_view, signature)},
    {"amount", FIELD_TEXT, offsetof(struct payout_attempt_view, amount)},
    {"fee", FIELD_TEXT, offsetof(struct payout_attempt_view, fee), FIELD_NULLABLE},
    {"problem", FIELD_TEXT, offsetof(struct payout_attempt_view, problem), FIELD_NULLABLE},
    {"created_at", FIELD_TIME, offsetof(struct payout_attempt_view, created_at)},
    {"closed_at", FIELD_TIME, offsetof(struct payout_attempt_view, closed_at), FIELD_NULLABLE},
};
const struct shape payout_attempt_view_shape =
    SHAPE("PayoutAttempt", struct payout_attempt_view, payout_attempt_view_fields);

enum status payouts_list(struct context *context, struct list *ret_payouts) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PAYOUTS_LIST_OPEN, DB_NONE, &rows);
    if (status == STATUS_OK)
        *ret_payouts = db_read_list(context, rows, &payout_view_shape);
    return status;
}

enum status payouts_show(struct context *context, const char *payout_id, struct payout_view *ret_payout,
                         struct list *ret_attempts) {
    struct db_rows *rows;
    struct db_rows *attempts;
    db_queue(context, SQL_PAYOUTS_SHOW, DB(payout_id), &rows);
    db_queue(context, SQL_PAYOUTS_ATTEMPTS, DB(payout_id), &attempts);
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such payout.");
    db_read(rows, 0, &payout_view_shape, ret_payout);
    *ret_attempts = db_read_list(context, attempts, &payout_attempt_view_shape);
    return STATUS_OK;
}

/* --- what a person decides */

struct verdict {
    const char *payout_id;
    const char *actor;
    const char *reason;
};

static void queue_audit(struct context *context, const struct verdict *verdict, const char *action,
                        const char *status_before, const char *status_after) {
    audit_queue(context, &(struct audit_entry){
                             .actor = verdict->actor,
                             .action = action,
                             .subject_type = "payout",
                             .subject_id = verdict->payout_id,
                             .before = audit_state(context->arena, status_before, NULL),
                             .after = audit_state(context->arena, status_after, verdict->reason),
                         });
}

static enum status retry(struct context *context, void *argument) {
    const struct verdict *verdict = argument;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PAYOUTS_RETRY,
                                  DB(verdict->payout_id, text_from_integer(context->arena, PAYOUT_ATTEMPTS)), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "No such payout waits for a person.");
    job_add(context, "send_payout", verdict->payout_id);
    queue_audit(context, verdict, "payout.retry", "REVIEW", "PENDING");
    return STATUS_OK;
}

enum status payouts_retry(struct context *context, const char *payout_id, const char *actor) {
    struct verdict verdict = {payout_id, actor, NULL};
    return db_transaction(context, retry, &verdict);
}

struct cancelled {
    const char *id;
    const char *cause;
    const char *cause_id;
    const char *user_id;
    const char *source;
    int64_t usd;
    const char *status_before;
};
static const struct field cancelled_fields[] = {
    {"id", FIELD_ID, offsetof(struct cancelled, id)},
    {"cause", FIELD_TEXT, offsetof(struct cancelled, cause)},
    {"cause_id", FIELD_ID, offsetof(struct cancelled, cause_id)},
    {"user_id", FIELD_ID, offsetof(struct cancelled, user_id)},
    {"source", FIELD_TEXT, offsetof(struct cancelled, source)},
    {"usd", FIELD_MONEY, offsetof(struct cancelled, usd)},
    {"status_before", FIELD_TEXT, offsetof(struct cancelled, status_before)},
};
static const struct shape cancelled_shape = SHAPE("CancelledPayout", struct cancelled, cancelled_fields);

/* Back to where it came from. */
static void queue_reversal(struct context *context, const struct cancelled *payout) {
    const char *owner = text_equal(payout->source, "user_credit") ? payout->user_id : NULL;
    ledger_queue_entry(context,
                       &(struct ledger_entry){
                           .cause_type = "payout_cancelled",
                           .cause_id = payout->id,
                           .description = "The payout was cancelled",
                           .lines = {{payout->source, owner, payout->usd}, {"payouts_due", NULL, -payout->usd}},
                           .line_count = 2,
                       });
}

static enum status cancel(struct context *context, void *argument) {
    const struct verdict *verdict = argument;
    struct cancelled payout;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PAYOUTS_CANCEL, DB(verdict->payout_id, verdict->reason), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND,
                              "There is no such payout, or it is over, or it may still arrive.");
    db_read(rows, 0, &cancelled_shape, &payout);
    queue_reversal(context, &payout);
    if (text_equal(payout.cause, "RETURN"))
        db_queue(context, SQL_PAYOUTS_REOPEN_PAYMENT, DB(payout.cause_id), NULL);
    payout_queue_news(context, payout.cause, payout.cause_id);
    queue_audit(context, verdict, "payout.cancel", payout.status_before, "CANCELLED");
    return STATUS_OK;
}

enum status payouts_cancel(struct context *context, const char *payout_id, const char *actor, const char *reason) {
    struct verdict verdict = {payout_id, actor, reason};
    enum status status = db_transaction(context, cancel, &verdict);
    if (status == STATUS_OK)
        metrics_add(METRIC_PAYOUTS, "outcome=\"cancelled\"", 1);
    return status;
}

/* --- what the house sees */

enum status payouts_schedule_watch(struct context *context) {
    struct db_rows *rows;
    db_queue(context, SQL_PAYOUTS_COUNT_OPEN, DB_NONE, &rows);
    db_queue(context, SQL_PAYOUTS_WAKE, DB_NONE, NULL);
    enum status status = db_flush(context);
    for (size_t i = 0; status == STATUS_OK && i < db_count(rows); i++) {
        int64_t count;
        if (!text_parse_integer(db_text(rows, i, 1), &count))
            return STATUS_INTERNAL;
        metrics_set(METRIC_PAYOUTS_OPEN, arena_format(context->arena, "status=\"%s\"", db_text(rows, i, 0)), count);
    }
    return status;
}
