/* The job that pays: one look at the attempt, one step, and again a moment later. */
#include "arena.h"
#include "db.h"
#include "money.h"
#include "payouts/payout_attempt.h"
#include "payouts/payout_step.h"
#include "payouts/payouts.h"
#include "solana_rpc.h"
#include "text.h"

enum { PAUSE_SENDING = 1, PAUSE_OTHERWISE = 10, PAUSE_MAXIMUM = 600 };

static const struct field payout_fields[] = {
    {"id", FIELD_ID, offsetof(struct payout, id)},
    {"cause", FIELD_TEXT, offsetof(struct payout, cause)},
    {"cause_id", FIELD_ID, offsetof(struct payout, cause_id)},
    {"user_id", FIELD_ID, offsetof(struct payout, user_id), FIELD_NULLABLE},
    {"asset", FIELD_TEXT, offsetof(struct payout, asset)},
    {"recipient", FIELD_TEXT, offsetof(struct payout, recipient)},
    {"usd", FIELD_MONEY, offsetof(struct payout, usd)},
    {"amount", FIELD_INTEGER, offsetof(struct payout, amount)},
    {"attempts", FIELD_INTEGER, offsetof(struct payout, attempts)},
    {"attempts_allowed", FIELD_INTEGER, offsetof(struct payout, attempts_allowed)},
    {"attempt_id", FIELD_ID, offsetof(struct payout, attempt_id)},
    {"signature", FIELD_TEXT, offsetof(struct payout, signature)},
    {"transaction", FIELD_TEXT, offsetof(struct payout, transaction)},
    {"last_valid_block_height", FIELD_INTEGER, offsetof(struct payout, last_valid_block_height)},
    {"attempt_amount", FIELD_INTEGER, offsetof(struct payout, attempt_amount)},
    {"sol_price", FIELD_MONEY, offsetof(struct payout, sol_price)},
    {"sent", FIELD_BOOLEAN, offsetof(struct payout, sent)},
};
static const struct shape payout_row_shape = SHAPE("PayoutRow", struct payout, payout_fields);

static enum status read_payout(struct context *context, const char *payout_id, struct payout *ret_payout) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PAYOUTS_TO_SEND, DB(payout_id), &rows);
    shape_clear(&payout_row_shape, ret_payout);
    if (status == STATUS_OK && db_count(rows) > 0)
        db_read(rows, 0, &payout_row_shape, ret_payout);
    return status;
}

/* A preflight that refuses says why, but no more: the bytes are out, and what is short now may be there when they land.
 */
static enum status send_bytes(struct context *context, const struct payout *payout) {
    struct solana_sent sent;
    enum status status = solana_send(context, payout->transaction, payout->sent, &sent);
    if (status != STATUS_OK || (payout->sent && sent.problem == NULL))
        return status;
    return db_query(context, SQL_PAYOUTS_NOTE_SENT, DB(payout->attempt_id, sent.problem), NULL);
}

/* What is final is read whole: the fee stands nowhere else. */
static enum status close_landed(struct context *context, const struct payout *payout, enum payout_step step) {
    struct solana_transaction transaction;
    enum status status = solana_find_transaction(context, payout->signature, SOLANA_FINALIZED, &transaction);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_UNAVAILABLE : status;
    return step == PAYOUT_FAIL ? payout_fail(context, payout, &transaction)
                               : payout_complete(context, payout, &transaction);
}

static enum status take_step(struct context *context, const struct payout *payout) {
    struct solana_progress progress;
    struct solana_signature_status known;
    enum status status = solana_progress(context, &progress);
    bool over = status == STATUS_OK && progress.height > payout->last_valid_block_height;
    if (status == STATUS_OK)
        status = solana_signature_status(context, payout->signature, over, &known);
    if (status != STATUS_OK)
        return status;
    enum payout_step step =
        payout_decide(payout->last_valid_block_height, &progress, &known, solana_nodes_count(context->solana));
    switch (step) {
    case PAYOUT_SEND:
        return send_bytes(context, payout);
    case PAYOUT_WAIT:
        return STATUS_OK;
    case PAYOUT_COMPLETE:
    case PAYOUT_FAIL:
        return close_landed(context, payout, step);
    case PAYOUT_EXPIRE:
        return payout_expire(context, payout);
    }
    return STATUS_INTERNAL;
}

/* Before another is signed the nodes are asked once more for those given up for lost. That one has landed after all
 * would take nodes that did not tell the truth; then it has paid, and nothing is signed. */
static enum status look_back(struct context *context, struct payout *payout) {
    struct db_rows *rows = NULL;
    enum status status = STATUS_OK;
    if (payout->attempts > 0)
        status = db_query(context, SQL_PAYOUTS_GIVEN_UP, DB(payout->id), &rows);
    for (size_t i = 0; status == STATUS_OK && rows != NULL && i < db_count(rows); i++) {
        struct solana_signature_status known;
        status = solana_signature_status(context, db_text(rows, i, 1), true, &known);
        if (status != STATUS_OK || !known.known || known.failed)
            continue;
        db_read(rows, i, &payout_row_shape, payout);
        return STATUS_OK;
    }
    return status;
}

/* Until it is over the job comes back: no fault of a moment, however often, makes a payout forgotten. */
static enum status come_back(struct context *context, enum status status) {
    if (status == STATUS_OK) {
        context->retry_after = PAUSE_SENDING;
        return context_refuse(context, STATUS_UNAVAILABLE, "The payout is on its way.");
    }
    if (context->retry_after <= 0)
        context->retry_after = PAUSE_OTHERWISE;
    if (context->retry_after > PAUSE_MAXIMUM)
        context->retry_after = PAUSE_MAXIMUM;
    if (status_http(status) >= 500)
        return status;
    return context_refuse(context, STATUS_UNAVAILABLE, "%s",
                          context->detail == NULL ? status_title(status) : context->detail);
}

enum status payouts_job_send(struct context *context, const char *payout_id) {
    struct payout payout;
    enum status status = read_payout(context, payout_id, &payout);
    if (status == STATUS_OK && payout.id != NULL && payout.attempt_id == NULL)
        status = look_back(context, &payout);
    if (status == STATUS_OK && payout.id != NULL && payout.attempt_id == NULL) {
        status = payout_sign(context, &payout);
        if (status == STATUS_OK)
            status = read_payout(context, payout_id, &payout);
    }
    if (status == STATUS_OK && payout.attempt_id != NULL) {
        status = take_step(context, &payout);
        if (status == STATUS_OK)
            status = read_payout(context, payout_id, &payout);
    }
    return status == STATUS_OK && payout.id == NULL ? STATUS_OK : come_back(context, status);
}
