#include "arena.h"
#include "db.h"
#include "inbox/inbox.h"
#include "openings/openings.h"
#include "payments/payments.h"
#include "settlement/booking.h"
#include "settlement/settlement.h"
#include "solana_rpc.h"
#include "text.h"

/* Much longer than a signed transaction can still land. */
enum { MISSING_SECONDS = 300 };

/* Not final, not even there, or never to be: look again soon, in a while, or only with the recheck of every five
 * minutes. */
static enum status wait_for(struct context *context, const char *transaction_id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_SETTLEMENT_NOTE_MISSING,
                                  DB(transaction_id, text_from_integer(context->arena, MISSING_SECONDS)), &rows);
    if (status != STATUS_OK || db_count(rows) == 0)
        return status;
    if (text_equal(db_text(rows, 0, 0), "NOT_FOUND")) {
        openings_queue_unconfirm(context, transaction_id);
        return db_flush(context);
    }
    if (!text_parse_integer(db_text(rows, 0, 1), &context->retry_after))
        return STATUS_INTERNAL;
    return context_refuse(context, STATUS_UNAVAILABLE, "The transaction is not final yet.");
}

/* The draw has a transaction of its own; a crash before it leaves the opening paid, and the schedule draws it (E1). */
static enum status draw(struct context *context, const char *opening_id) {
    enum status status = opening_id == NULL ? STATUS_OK : openings_draw_paid(context, opening_id);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status; /* drawn meanwhile */
}

enum status settlement_job_verify(struct context *context, const char *transaction_id) {
    struct solana_transaction transaction;
    const char *opening_id = NULL;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_SETTLEMENT_UNREAD_SIGNATURE, DB(transaction_id), &rows);
    if (status != STATUS_OK || db_count(rows) == 0) /* settled meanwhile */
        return status;
    status = solana_find_transaction(context, db_text(rows, 0, 0), SOLANA_FINALIZED, &transaction);
    if (status == STATUS_NOT_FOUND)
        return wait_for(context, transaction_id);
    if (status == STATUS_OK)
        status = booking_settle(context, transaction_id, &transaction, &opening_id);
    return status == STATUS_OK ? draw(context, opening_id) : status;
}

static enum status note_event(struct context *context, void *argument) {
    const struct webhook_event *event = argument;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_SETTLEMENT_EVENT_TRANSACTIONS, DB(event->id), &rows);
    if (status != STATUS_OK)
        return status;
    struct seen_transaction *seen = arena_array(context->arena, db_count(rows) + 1, sizeof *seen);
    for (size_t i = 0; i < db_count(rows); i++)
        seen[i] = (struct seen_transaction){db_text(rows, i, 0), db_text(rows, i, 1)};
    payments_queue_seen(context, "WEBHOOK", seen, db_count(rows));
    inbox_queue_close(context, event->id, arena_format(context->arena, "%zu transactions noted", db_count(rows)));
    return STATUS_OK;
}

enum status settlement_job_handle_event(struct context *context, const char *event_id) {
    struct webhook_event event;
    enum status status = inbox_open(context, event_id, &event);
    if (status == STATUS_NOT_FOUND) /* handled meanwhile */
        return STATUS_OK;
    return status == STATUS_OK ? db_transaction(context, note_event, &event) : status;
}
