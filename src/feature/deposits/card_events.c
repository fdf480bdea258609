#include "arena.h"
#include "clock.h"
#include "config.h"
#include "db.h"
#include "deposits/card.h"
#include "deposits/card_returns.h"
#include "inbox/inbox.h"
#include "text.h"

#include <string.h>

/* Events may be listed some time after they are dated. */
enum { OVERLAP_SECONDS = 600, EVENTS_AT_ONCE = 50 };

static const char *const event_types[] = {
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
};

static enum status handle_session(struct context *context, const struct stripe_event *event, const char **ret_outcome) {
    struct stripe_session session;
    bool failed = text_equal(event->type, "checkout.session.async_payment_failed");
    if (event->object_id == NULL)
        return context_refuse(context, STATUS_MALFORMED, "The event names no session.");
    enum status status = stripe_find_session(context, event->object_id, &session);
    return status == STATUS_OK ? card_settle(context, &session, failed, ret_outcome) : status;
}

static enum status handle_refunds(struct context *context, const struct stripe_event *event, const char **ret_outcome) {
    return card_sync_refunds(context, event->payment_intent, ret_outcome);
}

static enum status handle_disputes(struct context *context, const struct stripe_event *event,
                                   const char **ret_outcome) {
    return card_sync_disputes(context, event->payment_intent, ret_outcome);
}

/* What an event is about decides where the truth is read. */
static const struct {
    const char *object;
    enum status (*handle)(struct context *context, const struct stripe_event *event, const char **ret_outcome);
} handlers[] = {
    {"checkout.session", handle_session},
    {"charge", handle_refunds},
    {"refund", handle_refunds},
    {"dispute", handle_disputes},
};

static bool is_of_ours(const struct stripe_event *event) {
    for (size_t i = 0; i < sizeof event_types / sizeof *event_types; i++)
        if (text_equal(event_types[i], event->type))
            return true;
    return false;
}

static enum status handle(struct context *context, const struct stripe_event *event, const char **ret_outcome) {
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers && is_of_ours(event); i++)
        if (text_equal(handlers[i].object, event->object))
            return handlers[i].handle(context, event, ret_outcome);
    return STATUS_OK;
}

enum status card_job_handle_event(struct context *context, const char *event_id) {
    struct webhook_event stored;
    struct stripe_event event;
    const char *outcome = NULL;
    enum status status = inbox_open(context, event_id, &stored);
    if (status == STATUS_NOT_FOUND) /* handled meanwhile */
        return STATUS_OK;
    if (status == STATUS_OK)
        status = stripe_event_read(context, stored.body, strlen(stored.body), &event);
    if (status == STATUS_OK)
        status = handle(context, &event, &outcome);
    if (status != STATUS_OK)
        return status;
    inbox_queue_close(context, event_id, outcome);
    return db_flush(context);
}

enum status card_job_check(struct context *context, const char *deposit_id) {
    struct stripe_session session;
    const char *outcome;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_DEPOSITS_SESSION, DB(deposit_id), &rows);
    if (status != STATUS_OK || db_count(rows) == 0) /* settled meanwhile */
        return status;
    status = stripe_find_session(context, db_text(rows, 0, 0), &session);
    return status == STATUS_OK ? card_settle(context, &session, false, &outcome) : status;
}

static enum status store_page(struct context *context, const struct list *page) {
    const struct stripe_event *events = page->items;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < page->count && status == STATUS_OK; i++) {
        inbox_queue_store(context, "stripe", events[i].id, events[i].json);
        if ((i + 1) % EVENTS_AT_ONCE == 0 || i + 1 == page->count)
            status = db_flush(context);
    }
    return status;
}

static enum status read_events(struct context *context, int64_t since) {
    struct list page = {NULL, 0};
    const char *last = NULL;
    bool more = true;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && more) {
        status = stripe_list_events(context, event_types, sizeof event_types / sizeof *event_types, since, last, &page,
                                    &more);
        if (status == STATUS_OK)
            status = store_page(context, &page);
        more = more && page.count > 0;
        last = page.count == 0 ? NULL : ((const struct stripe_event *)page.items)[page.count - 1].id;
    }
    return status;
}

/* Also what no event tells of: the list of sessions is the last word on what was paid. */
static enum status settle_sessions(struct context *context, int64_t since) {
    struct list page = {NULL, 0};
    const char *last = NULL;
    const char *outcome;
    bool more = true;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && more) {
        status = stripe_list_complete_sessions(context, since, last, &page, &more);
        const struct stripe_session *sessions = page.items;
        for (size_t i = 0; status == STATUS_OK && i < page.count; i++)
            status = card_settle(context, &sessions[i], false, &outcome);
        more = more && page.count > 0;
        last = page.count == 0 ? NULL : sessions[page.count - 1].id;
    }
    return status;
}

/* The place it has read to moves only when all is stored. A session is paid up to an hour after it was made. */
static enum status read_lists(struct context *context) {
    const char *now = clock_text(context->arena, clock_now());
    struct db_rows *rows;
    int64_t read_until;
    enum status status = db_query(context, SQL_DEPOSITS_READ_UNTIL, DB_NONE, &rows);
    if (status != STATUS_OK || !clock_parse(db_text(rows, 0, 0), &read_until))
        return status == STATUS_OK ? STATUS_INTERNAL : status;
    int64_t since = read_until / CLOCK_SECOND;
    status = read_events(context, since - OVERLAP_SECONDS);
    if (status == STATUS_OK)
        status = settle_sessions(context, since - OVERLAP_SECONDS - SESSION_SECONDS);
    return status == STATUS_OK ? db_query(context, SQL_DEPOSITS_SET_READ_UNTIL, DB(now), NULL) : status;
}

enum status card_schedule_reconcile(struct context *context) {
    if (*config_text(context->config, SETTING_STRIPE_SECRET_KEY) == '\0')
        return STATUS_OK;
    db_queue(context, SQL_DEPOSITS_QUEUE_CHECKS, DB_NONE, NULL);
    db_queue(context, SQL_DEPOSITS_EXPIRE_UNOPENED, DB_NONE, NULL);
    enum status status = db_flush(context);
    return status == STATUS_OK ? read_lists(context) : status;
}
