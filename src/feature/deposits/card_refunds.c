#include "arena.h"
#include "db.h"
#include "deposits/card.h"
#include "deposits/card_returns.h"
#include "deposits/card_source.h"
#include "id.h"
#include "ledger/ledger.h"
#include "money.h"
#include "queue.h"
#include "text.h"

struct refund_row {
    const char *id;
    const char *status;
    int64_t amount;
    int64_t from_credit;
};
static const struct field refund_row_fields[] = {
    {"id", FIELD_ID, offsetof(struct refund_row, id)},
    {"status", FIELD_TEXT, offsetof(struct refund_row, status)},
    {"amount", FIELD_MONEY, offsetof(struct refund_row, amount)},
    {"from_credit", FIELD_MONEY, offsetof(struct refund_row, from_credit)},
};
static const struct shape refund_row_shape = SHAPE("RefundRow", struct refund_row, refund_row_fields);

/* Takes the money back from the user and owes it to the card. */
static void queue_refund(struct context *context, const struct card_source *source, const struct refund_row *refund,
                         const char *origin, const char *external_id, const char *reason) {
    struct arena *arena = context->arena;
    struct card_split split = {-refund->from_credit, refund->from_credit - refund->amount};
    db_queue(context, SQL_DEPOSITS_CREATE_REFUND,
             DB(refund->id, source->deposit_id, origin, money_text(arena, refund->amount),
                money_text(arena, refund->from_credit), external_id, reason),
             NULL);
    card_source_queue_entry(context, source, "card_refund", refund->id, "Refund to the card", split, "refunds_due");
}

/* --- ours */

struct refund_order {
    const char *deposit_id;
    int64_t micros;
    const char *reason;
    const char *id;
};

static enum status order(struct context *context, void *argument) {
    const struct refund_order *order = argument;
    struct card_source source;
    enum status status = card_source_lock(context, order->deposit_id, &source);
    if (status != STATUS_OK)
        return status;
    if (text_equal(source.status, "DISPUTED"))
        return context_refuse(context, STATUS_RULE_REFUSED, "The deposit is disputed: the bank has its money.");
    if (order->micros <= 0 || order->micros % MONEY_CENT != 0 || order->micros > source.credited - source.returned)
        return context_refuse(context, STATUS_RULE_REFUSED, "Of this deposit %s in whole cents can be refunded.",
                              money_text(context->arena, source.credited - source.returned));
    if (source.balance < order->micros)
        return context_refuse(context, STATUS_NOT_ENOUGH_CREDIT, "The user has %s of it left.",
                              money_text(context->arena, source.balance));
    const struct refund_row refund = {.id = order->id, .amount = order->micros, .from_credit = order->micros};
    queue_refund(context, &source, &refund, "PLATFORM", NULL, order->reason);
    job_add(context, "send_card_refund", order->id);
    return STATUS_OK;
}

enum status card_refund(struct context *context, const char *deposit_id, int64_t micros, const char *reason,
                        const char **ret_id) {
    struct refund_order argument = {deposit_id, micros, reason, id_new(context->arena)};
    enum status status = db_transaction(context, order, &argument);
    if (status == STATUS_OK)
        *ret_id = argument.id;
    return status;
}

/* --- what they are at Stripe */

struct refund_news {
    const char *deposit_id;
    const struct stripe_refund *refund;
};

static bool is_failed(const char *status) {
    return text_equal(status, "FAILED");
}

static const char *refund_status(const struct stripe_refund *refund) {
    if (text_equal(refund->status, "succeeded"))
        return "SUCCEEDED";
    return text_equal(refund->status, "failed") || text_equal(refund->status, "canceled") ? "FAILED" : "PENDING";
}

/* Where the money is now: due until Stripe says it is gone; back with the user when it could not be given back. */
static void queue_move(struct context *context, const struct card_source *source, const struct refund_row *refund,
                       const char *status) {
    struct card_split back = {refund->from_credit, refund->amount - refund->from_credit};
    bool sent = text_equal(refund->status, "SUCCEEDED");
    if (is_failed(status))
        card_source_queue_entry(context, source, "card_refund_failed", refund->id, "The refund failed", back,
                                sent ? "stripe" : "refunds_due");
    else if (text_equal(status, "SUCCEEDED"))
        ledger_queue_entry(context,
                           &(struct ledger_entry){
                               .cause_type = "card_refund_paid",
                               .cause_id = refund->id,
                               .description = "The refund is with the card",
                               .lines = {{"refunds_due", NULL, -refund->amount}, {"stripe", NULL, refund->amount}},
                               .line_count = 2,
                           });
}

/* Stripe's list was read before the rows were locked: meanwhile somebody may have booked what came after it. */
static bool is_old_news(const struct refund_row *refund, bool known, const char *status) {
    bool sent = text_equal(refund->status, "SUCCEEDED") && text_equal(status, "PENDING");
    return sent || text_equal(refund->status, status) || is_failed(refund->status) || (!known && is_failed(status));
}

static enum status sync_refund(struct context *context, void *argument) {
    const struct refund_news *news = argument;
    const struct stripe_refund *theirs = news->refund;
    const char *status_now = refund_status(theirs);
    struct refund_row refund;
    struct card_source source;
    struct db_rows *rows;
    enum status status = card_source_lock(context, news->deposit_id, &source);
    if (status == STATUS_OK)
        status =
            db_query(context, SQL_DEPOSITS_FIND_REFUND, DB(theirs->id, theirs->refund_id, news->deposit_id), &rows);
    if (status != STATUS_OK)
        return status;
    bool known = db_count(rows) > 0;
    if (known) {
        db_read(rows, 0, &refund_row_shape, &refund);
    } else {
        refund = (struct refund_row){id_new(context->arena), "REQUESTED", theirs->amount * MONEY_CENT, 0};
        refund.from_credit = card_source_split(&source, refund.amount).from_credit;
    }
    if (is_old_news(&refund, known, status_now))
        return STATUS_OK;
    if (!known)
        queue_refund(context, &source, &refund, "STRIPE", theirs->id, "made at Stripe");
    queue_move(context, &source, &refund, status_now);
    db_queue(context, SQL_DEPOSITS_NOTE_REFUND, DB(refund.id, status_now, theirs->id, theirs->failure_reason), NULL);
    db_queue(context, SQL_DEPOSITS_NOTE_RETURNED, DB(news->deposit_id), NULL);
    return STATUS_OK;
}

enum status card_sync_refunds(struct context *context, const char *payment_intent, const char **ret_outcome) {
    struct list refunds = {NULL, 0};
    const char *deposit_id = NULL;
    enum status status = card_source_find(context, payment_intent, &deposit_id);
    if (status != STATUS_OK || deposit_id == NULL)
        return status;
    status = stripe_list_refunds(context, payment_intent, &refunds);
    for (size_t i = 0; status == STATUS_OK && i < refunds.count; i++) {
        struct refund_news news = {deposit_id, (struct stripe_refund *)refunds.items + i};
        status = db_transaction(context, sync_refund, &news);
    }
    if (status == STATUS_OK)
        *ret_outcome = arena_format(context->arena, "%zu refunds of the deposit are known", refunds.count);
    return status;
}

/* --- sending ours */

struct refund_to_send {
    const char *id;
    const char *deposit_id;
    const char *payment_intent;
    const char *reason;
    int64_t amount;
};
static const struct field refund_to_send_fields[] = {
    {"id", FIELD_ID, offsetof(struct refund_to_send, id)},
    {"deposit_id", FIELD_ID, offsetof(struct refund_to_send, deposit_id)},
    {"payment_intent", FIELD_TEXT, offsetof(struct refund_to_send, payment_intent)},
    {"reason", FIELD_TEXT, offsetof(struct refund_to_send, reason)},
    {"amount", FIELD_MONEY, offsetof(struct refund_to_send, amount)},
};
static const struct shape refund_to_send_shape = SHAPE("RefundToSend", struct refund_to_send, refund_to_send_fields);

/* ret_refund->id is NULL when it was sent before. */
static enum status read_refund_to_send(struct context *context, const char *refund_id,
                                       struct refund_to_send *ret_refund) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_DEPOSITS_REFUND_TO_SEND, DB(refund_id), &rows);
    shape_clear(&refund_to_send_shape, ret_refund);
    if (status == STATUS_OK && db_count(rows) > 0)
        db_read(rows, 0, &refund_to_send_shape, ret_refund);
    return status;
}

/* Stripe forgets an idempotency key after a day, so what an earlier try may have done is looked for first. */
enum status card_job_send_refund(struct context *context, const char *refund_id) {
    struct refund_to_send refund;
    struct stripe_refund theirs;
    const char *outcome;
    enum status status = read_refund_to_send(context, refund_id, &refund);
    if (status == STATUS_OK && refund.id != NULL)
        status = card_sync_refunds(context, refund.payment_intent, &outcome);
    if (status == STATUS_OK)
        status = read_refund_to_send(context, refund_id, &refund);
    if (status != STATUS_OK || refund.id == NULL)
        return status;
    status = stripe_create_refund(context, refund.id, refund.payment_intent, refund.amount / MONEY_CENT,
                                  "requested_by_customer", &theirs);
    if (status == STATUS_PROVIDER_REFUSED) /* it will never be: the user gets the credit back */
        theirs = (struct stripe_refund){.refund_id = refund.id, .status = "failed", .failure_reason = context->detail};
    else if (status != STATUS_OK)
        return status;
    struct refund_news news = {refund.deposit_id, &theirs};
    return db_transaction(context, sync_refund, &news);
}
