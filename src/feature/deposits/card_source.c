#include "deposits/card_source.h"

#include "db.h"
#include "deposits/card.h"
#include "ledger/ledger.h"

static const struct field card_source_fields[] = {
    {"deposit_id", FIELD_ID, offsetof(struct card_source, deposit_id)},
    {"user_id", FIELD_ID, offsetof(struct card_source, user_id)},
    {"status", FIELD_TEXT, offsetof(struct card_source, status)},
    {"payment_intent", FIELD_TEXT, offsetof(struct card_source, payment_intent)},
    {"credited", FIELD_MONEY, offsetof(struct card_source, credited)},
    {"returned", FIELD_MONEY, offsetof(struct card_source, returned)},
    {"balance", FIELD_MONEY, offsetof(struct card_source, balance)},
};
static const struct shape card_source_shape = SHAPE("CardSource", struct card_source, card_source_fields);

static enum status find_paid(struct context *context, const char *payment_intent, const char **ret_deposit_id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_DEPOSITS_BY_PAYMENT, DB(payment_intent), &rows);
    if (status == STATUS_OK)
        *ret_deposit_id = db_count(rows) == 0 ? NULL : db_text(rows, 0, 0);
    return status;
}

enum status card_source_find(struct context *context, const char *payment_intent, const char **ret_deposit_id) {
    struct stripe_session session;
    const char *outcome;
    if (payment_intent == NULL) {
        *ret_deposit_id = NULL;
        return STATUS_OK;
    }
    enum status status = find_paid(context, payment_intent, ret_deposit_id);
    if (status != STATUS_OK || *ret_deposit_id != NULL)
        return status;
    status = stripe_session_of_payment(context, payment_intent, &session);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = card_settle(context, &session, false, &outcome);
    return status == STATUS_OK ? find_paid(context, payment_intent, ret_deposit_id) : status;
}

enum status card_source_lock(struct context *context, const char *deposit_id, struct card_source *ret_source) {
    struct db_rows *rows;
    db_queue(context, SQL_DEPOSITS_LOCK_OWNER, DB(deposit_id), NULL);
    enum status status = db_query(context, SQL_DEPOSITS_LOCK_SOURCE, DB(deposit_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such deposit that was paid by card.");
    db_read(rows, 0, &card_source_shape, ret_source);
    return STATUS_OK;
}

struct card_split card_source_split(const struct card_source *source, int64_t micros) {
    int64_t from_credit = source->balance < micros ? source->balance : micros;
    return (struct card_split){from_credit, micros - from_credit};
}

void card_source_queue_entry(struct context *context, const struct card_source *source, const char *cause_type,
                             const char *cause_id, const char *description, struct card_split split,
                             const char *purpose) {
    struct ledger_entry entry = {.cause_type = cause_type, .cause_id = cause_id, .description = description};
    if (split.from_debt != 0)
        db_queue(context, SQL_DEPOSITS_ENSURE_DEBT, DB(source->user_id), NULL);
    ledger_add_line(&entry, "user_credit", source->user_id, split.from_credit);
    ledger_add_line(&entry, "user_debt", source->user_id, split.from_debt);
    ledger_add_line(&entry, purpose, NULL, -split.from_credit - split.from_debt);
    ledger_queue_entry(context, &entry);
}
