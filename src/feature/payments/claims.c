#include "arena.h"
#include "db.h"
#include "id.h"
#include "payments/payments.h"
#include "queue.h"
#include "text.h"

/* Of one quote; a buyer has no more tries than that. */
enum { CLAIMS_MAXIMUM = 10 };

/* What is known of the quote and of the transaction named for it. */
struct claim {
    const char *quote_status;
    const char *transaction_status; /* NULL: never heard of */
    const char *problem;
    const char *outcome;  /* of what it brought for this quote; NULL: nothing */
    bool brought_money;   /* for whatever it was */
    bool named_elsewhere; /* by the same user */
    int64_t claims;
};
static const struct field claim_fields[] = {
    {"quote_status", FIELD_TEXT, offsetof(struct claim, quote_status)},
    {"transaction_status", FIELD_TEXT, offsetof(struct claim, transaction_status)},
    {"problem", FIELD_TEXT, offsetof(struct claim, problem)},
    {"outcome", FIELD_TEXT, offsetof(struct claim, outcome)},
    {"brought_money", FIELD_BOOLEAN, offsetof(struct claim, brought_money)},
    {"named_elsewhere", FIELD_BOOLEAN, offsetof(struct claim, named_elsewhere)},
    {"claims", FIELD_INTEGER, offsetof(struct claim, claims)},
};
static const struct shape claim_shape = SHAPE("Claim", struct claim, claim_fields);

/* What came of a transaction that named this quote. */
static enum status judge_outcome(struct context *context, const struct claim *claim) {
    if (text_equal(claim->outcome, "CREDIT"))
        return context_refuse(context, STATUS_PAYMENT_CREDITED,
                              "It was too late, too little, a second one or in another coin; what it brought is in "
                              "your credit.");
    if (text_equal(claim->outcome, "OPENING") || text_equal(claim->outcome, "DEPOSIT") ||
        text_equal(claim->outcome, "TRADE"))
        return STATUS_OK;
    return context_refuse(context, STATUS_WRONG_TOKEN, "It sent another token than the one asked for. Write to us.");
}

/* What a transaction that is read already means for this quote. */
static enum status judge(struct context *context, const struct claim *claim) {
    if (claim->outcome != NULL)
        return judge_outcome(context, claim);
    if (claim->brought_money || claim->named_elsewhere)
        return context_refuse(context, STATUS_TRANSACTION_ALREADY_USED,
                              "This transaction was used for something else; a transaction pays for one thing.");
    if (text_equal(claim->transaction_status, "FAILED"))
        return context_refuse(context, STATUS_TRANSACTION_FAILED, "It failed with %s and moved no money; pay again.",
                              claim->problem);
    if (text_equal(claim->transaction_status, "IRRELEVANT"))
        return context_refuse(context, STATUS_TRANSACTION_NOT_OURS,
                              "Nothing in this transaction went to the address of the payment.");
    return STATUS_OK;
}

static enum status note(struct context *context, const char *quote_id, const char *signature) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PAYMENTS_CLAIM, DB(id_new(context->arena), signature, quote_id), &rows);
    if (status != STATUS_OK)
        return status;
    job_add(context, "verify_payment", db_text(rows, 0, 0));
    return db_flush(context);
}

static enum status refuse_late(struct context *context) {
    context->keep_on_refusal = true;
    return context_refuse(context, STATUS_QUOTE_EXPIRED,
                          "The five minutes are over. If the transaction is found, what it paid is credited to you.");
}

enum status payments_claim(struct context *context, const char *user_id, const char *quote_id, const char *signature) {
    struct db_rows *rows;
    struct claim claim;
    enum status status = db_query(context, SQL_PAYMENTS_CLAIM_CONTEXT, DB(quote_id, user_id, signature), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "No such payment of yours is waiting.");
    db_read(rows, 0, &claim_shape, &claim);
    status = judge(context, &claim);
    if (status != STATUS_OK || claim.outcome != NULL || text_equal(claim.quote_status, "PAID"))
        return status;
    if (claim.claims >= CLAIMS_MAXIMUM)
        return context_refuse(context, STATUS_RULE_REFUSED, "Too many transactions were named for this payment.");
    status = note(context, quote_id, signature);
    if (status == STATUS_OK && text_equal(claim.quote_status, "EXPIRED"))
        status = refuse_late(context);
    return status;
}

void payments_queue_seen(struct context *context, const char *source, const struct seen_transaction *transactions,
                         size_t count) {
    struct arena *arena = context->arena;
    const char **signatures = arena_array(arena, count + 1, sizeof *signatures);
    const char **times = arena_array(arena, count + 1, sizeof *times);
    for (size_t i = 0; i < count; i++) {
        signatures[i] = transactions[i].signature;
        times[i] = transactions[i].block_time;
    }
    db_queue(context, SQL_PAYMENTS_NOTE_SEEN,
             DB(source, db_array(arena, signatures, count), db_array(arena, times, count)), NULL);
}
