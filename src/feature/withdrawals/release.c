/* The worker's side: out of the delay, into a payout, and what becomes of it. */
#include "arena.h"
#include "db.h"
#include "log.h"
#include "money.h"
#include "payouts/payouts.h"
#include "screening.h"
#include "text.h"
#include "withdrawals/withdrawal_rows.h"
#include "withdrawals/withdrawals.h"

enum { TREASURY_SECONDS = 60 };

enum status withdrawals_schedule_release(struct context *context) {
    struct db_rows *rows;
    return db_query(context, SQL_WITHDRAWALS_QUEUE_DUE, DB_NONE, &rows);
}

/* --- the payout */

static const struct field subject_fields[] = {
    {"user_id", FIELD_ID, offsetof(struct screening_subject, user_id)},
    {"address", FIELD_TEXT, offsetof(struct screening_subject, address)},
    {"usd", FIELD_MONEY, offsetof(struct screening_subject, usd)},
};
static const struct shape subject_shape = SHAPE("ScreeningSubject", struct screening_subject, subject_fields);

struct release {
    const char *id;
    const char *denial; /* what the screening said; NULL: allowed */
};

static enum status send(struct context *context, const struct locked_withdrawal *withdrawal) {
    const struct payout_request request = {
        .cause = "WITHDRAWAL",
        .cause_id = withdrawal->id,
        .user_id = withdrawal->user_id,
        .asset = "USDC",
        .recipient = withdrawal->address,
        .usd = withdrawal->amount,
        .from = "withdrawals_held",
        .description = arena_format(context->arena, "Withdrawal to %s", withdrawal->address),
    };
    const char *payout_id;
    enum status status = payouts_request(context, &request, &payout_id);
    if (status == STATUS_OK)
        db_queue(context, SQL_WITHDRAWALS_SEND, DB(withdrawal->id, payout_id), NULL);
    return status;
}

/* All that was asked at the request is asked again: a day may have gone by. */
static enum status decide(struct context *context, const struct locked_withdrawal *withdrawal,
                          const struct withdrawal_terms *terms, const char *denial) {
    if (denial != NULL)
        withdrawal_queue_return(context, withdrawal, "REJECTED", "nothing is sent to this address");
    else if (!terms->is_allowed)
        withdrawal_queue_return(context, withdrawal, "CANCELLED",
                                "the address is neither your bound wallet nor confirmed any more");
    else if (terms->owed > 0)
        withdrawal_queue_return(context, withdrawal, "CANCELLED",
                                arena_format(context->arena, "you owe %s USD",
                                             money_text(context->arena, terms->owed)));
    else if (withdrawal->needs_review)
        db_queue(context, SQL_WITHDRAWALS_HAND_TO_PERSON, DB(withdrawal->id), NULL);
    else
        return send(context, withdrawal);
    return STATUS_OK;
}

static enum status release(struct context *context, void *argument) {
    const struct release *release = argument;
    struct locked_withdrawal withdrawal;
    struct withdrawal_terms terms;
    enum status status = withdrawal_lock(context, release->id, &withdrawal);
    if (status != STATUS_OK)
        return status;
    /* Cancelled or sent meanwhile; or frozen, then the schedule comes back to it. */
    if (!text_equal(withdrawal.status, "HELD") || !withdrawal.hold_is_over ||
        text_equal(withdrawal.user_status, "FROZEN"))
        return STATUS_OK;
    status = withdrawal_terms(context, withdrawal.user_id, withdrawal.address, &terms);
    return status == STATUS_OK ? decide(context, &withdrawal, &terms, release->denial) : status;
}

/* The screening is asked before the transaction: one day it may be a service. */
enum status withdrawals_job_release(struct context *context, const char *id) {
    struct release argument = {.id = id};
    struct screening_subject subject;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_WITHDRAWALS_TO_SCREEN, DB(id), &rows);
    if (status != STATUS_OK || db_count(rows) == 0)
        return status;
    db_read(rows, 0, &subject_shape, &subject);
    status = screening_check(context, &subject, &argument.denial);
    if (status != STATUS_OK)
        return status;
    if (argument.denial != NULL)
        LOG(LOG_ERROR, "withdrawal_denied", LOG_TEXT("withdrawal_id", id), LOG_TEXT("user_id", subject.user_id),
            LOG_TEXT("address", subject.address), LOG_TEXT("problem", argument.denial));
    status = db_transaction(context, release, &argument);
    if (status != STATUS_TREASURY_SHORT && status != STATUS_METHOD_UNAVAILABLE)
        return status;
    LOG(LOG_ERROR, "withdrawal_waits", LOG_TEXT("withdrawal_id", id), LOG_TEXT("problem", status_title(status)));
    context->retry_after = TREASURY_SECONDS;
    return STATUS_TREASURY_SHORT;
}

/* --- what became of it */

static enum status finish(struct context *context, void *argument) {
    const char *id = ((const struct release *)argument)->id;
    struct locked_withdrawal withdrawal;
    struct payout_state payout;
    enum status status = withdrawal_lock(context, id, &withdrawal);
    if (status != STATUS_OK || !text_equal(withdrawal.status, "SENDING"))
        return status;
    status = payouts_state(context, "WITHDRAWAL", id, &payout);
    if (status != STATUS_OK)
        return status;
    if (text_equal(payout.status, "COMPLETED"))
        db_queue(context, SQL_WITHDRAWALS_COMPLETE, DB(id, payout.signature), NULL);
    else if (text_equal(payout.status, "CANCELLED"))
        withdrawal_queue_return(context, &withdrawal, "FAILED", "it could not be sent");
    return STATUS_OK;
}

enum status withdrawals_job_finish(struct context *context, const char *id) {
    struct release argument = {.id = id};
    return db_transaction(context, finish, &argument);
}
