#include "accounts/accounts.h"
#include "arena.h"
#include "db.h"
#include "deposits/card.h"
#include "deposits/card_returns.h"
#include "deposits/card_source.h"
#include "id.h"
#include "log.h"
#include "money.h"
#include "text.h"

#include <string.h>

struct dispute_row {
    const char *id;
    const char *status;
    int64_t amount;
    int64_t from_credit;
};
static const struct field dispute_row_fields[] = {
    {"id", FIELD_ID, offsetof(struct dispute_row, id)},
    {"status", FIELD_TEXT, offsetof(struct dispute_row, status)},
    {"amount", FIELD_MONEY, offsetof(struct dispute_row, amount)},
    {"from_credit", FIELD_MONEY, offsetof(struct dispute_row, from_credit)},
};
static const struct shape dispute_row_shape = SHAPE("DisputeRow", struct dispute_row, dispute_row_fields);

struct dispute_news {
    const char *deposit_id;
    const struct stripe_dispute *dispute;
};

/* An inquiry takes no money; neither does one that was prevented. */
static bool takes_money(const struct stripe_dispute *dispute) {
    return strncmp(dispute->status, "warning_", strlen("warning_")) != 0 && !text_equal(dispute->status, "prevented");
}

/* The bank took the money: so do we, and the account is frozen until a person has looked at it. */
static enum status open_dispute(struct context *context, const struct card_source *source,
                                const struct stripe_dispute *theirs, struct dispute_row *ret_dispute) {
    struct arena *arena = context->arena;
    struct dispute_row dispute = {id_new(arena), "OPEN", theirs->amount * MONEY_CENT, 0};
    struct card_split split = card_source_split(source, dispute.amount);
    dispute.from_credit = split.from_credit;
    db_queue(context, SQL_DEPOSITS_CREATE_DISPUTE,
             DB(dispute.id, source->deposit_id, theirs->id, money_text(arena, dispute.amount),
                money_text(arena, dispute.from_credit), theirs->reason),
             NULL);
    card_source_queue_entry(context, source, "card_dispute", dispute.id, "The card payment was disputed",
                            (struct card_split){-split.from_credit, -split.from_debt}, "stripe");
    db_queue(context, SQL_DEPOSITS_SET_DISPUTED, DB(source->deposit_id, "true"), NULL);
    LOG(LOG_WARNING, "card_dispute", LOG_TEXT("deposit_id", source->deposit_id), LOG_TEXT("dispute", theirs->id));
    *ret_dispute = dispute;
    enum status status = accounts_set_frozen(context, source->user_id, true,
                                             arena_format(arena, "card payment disputed (%s)", theirs->id));
    return status == STATUS_NOT_FOUND ? STATUS_OK : status; /* closed meanwhile */
}

static void queue_end(struct context *context, const struct card_source *source, const struct dispute_row *dispute,
                      const char *status) {
    db_queue(context, SQL_DEPOSITS_CLOSE_DISPUTE, DB(dispute->id, status), NULL);
    if (!text_equal(status, "WON"))
        return;
    card_source_queue_entry(context, source, "card_dispute_won", dispute->id, "The dispute was won",
                            (struct card_split){dispute->from_credit, dispute->amount - dispute->from_credit},
                            "stripe");
    db_queue(context, SQL_DEPOSITS_SET_DISPUTED, DB(source->deposit_id, "false"), NULL);
    db_queue(context, SQL_DEPOSITS_NOTE_RETURNED, DB(source->deposit_id), NULL);
}

static enum status sync_dispute(struct context *context, void *argument) {
    const struct dispute_news *news = argument;
    const struct stripe_dispute *theirs = news->dispute;
    struct dispute_row dispute;
    struct card_source source;
    struct db_rows *rows;
    enum status status = card_source_lock(context, news->deposit_id, &source);
    if (status == STATUS_OK)
        status = db_query(context, SQL_DEPOSITS_FIND_DISPUTE, DB(theirs->id), &rows);
    if (status != STATUS_OK)
        return status;
    const char *end = text_equal(theirs->status, "won") ? "WON" : text_equal(theirs->status, "lost") ? "LOST" : NULL;
    if (db_count(rows) > 0)
        db_read(rows, 0, &dispute_row_shape, &dispute);
    else if (takes_money(theirs) && !text_equal(end, "WON"))
        status = open_dispute(context, &source, theirs, &dispute);
    else
        return STATUS_OK;
    if (status == STATUS_OK && end != NULL && text_equal(dispute.status, "OPEN"))
        queue_end(context, &source, &dispute, end);
    return status;
}

enum status card_sync_disputes(struct context *context, const char *payment_intent, const char **ret_outcome) {
    struct list disputes = {NULL, 0};
    const char *deposit_id = NULL;
    enum status status = card_source_find(context, payment_intent, &deposit_id);
    if (status != STATUS_OK || deposit_id == NULL)
        return status;
    status = stripe_list_disputes(context, payment_intent, &disputes);
    for (size_t i = 0; status == STATUS_OK && i < disputes.count; i++) {
        struct dispute_news news = {deposit_id, (struct stripe_dispute *)disputes.items + i};
        status = db_transaction(context, sync_dispute, &news);
    }
    if (status == STATUS_OK)
        *ret_outcome = arena_format(context->arena, "%zu disputes of the deposit are known", disputes.count);
    return status;
}
