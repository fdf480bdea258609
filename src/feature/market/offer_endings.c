#include "db.h"
#include "market/offer_lock.h"
#include "market/offers.h"
#include "money.h"
#include "text.h"

enum { RELEASES_TOGETHER = 20 }; /* queued at once; the pipeline takes 64 statements */

enum status offers_close_above(struct context *context, const char *listing_id, int64_t asking_price) {
    static const char reason[] = "the asking price came down to it";
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OFFERS_CLOSE_ABOVE,
                                  DB(listing_id, money_text(context->arena, asking_price), reason), &rows);
    for (size_t i = 0; status == STATUS_OK && i < db_count(rows); i++) {
        int64_t price;
        if (!money_parse(db_text(rows, i, 2), &price))
            return STATUS_INTERNAL;
        sale_queue_release(context, db_text(rows, i, 0), db_text(rows, i, 1), price, reason);
        if (i % RELEASES_TOGETHER == RELEASES_TOGETHER - 1)
            status = db_flush(context);
    }
    return status;
}

static enum status withdraw(struct context *context, const char *offer_id) {
    struct locked_deal deal;
    enum status status = deal_lock_any(context, offer_id, &deal);
    bool accepted = status == STATUS_OK && text_equal(deal.offer.status, OFFER_ACCEPTED);
    if (status != STATUS_OK || (!accepted && !text_equal(deal.offer.status, OFFER_PENDING)))
        return status;
    if (accepted && deal.offer.paying)
        return context_refuse(context, STATUS_CONFLICT, "A listing is being paid for on chain; that ends by itself.");
    deal_queue_close(context, &deal, "CANCELLED", "the buyer withdrew it");
    return db_flush(context);
}

enum status offers_withdraw_all(struct context *context, const char *buyer_id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OFFERS_OPEN_OF_BUYER, DB(buyer_id), &rows);
    for (size_t i = 0; status == STATUS_OK && i < db_count(rows); i++)
        status = withdraw(context, db_text(rows, i, 0));
    return status;
}

/* Looked at again once it is locked: it may have been answered or paid meanwhile. */
static enum status end_due(struct context *context, void *offer_id) {
    struct locked_deal deal;
    enum status status = deal_lock_any(context, offer_id, &deal);
    if (status != STATUS_OK || !deal_is_over(&deal))
        return status;
    deal_queue_lapse(context, &deal);
    return STATUS_OK;
}

enum status offers_schedule_expire(struct context *context) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OFFERS_DUE, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    /* One that cannot be ended must not hold up those after it. */
    for (size_t i = 0; i < db_count(rows) && status != STATUS_UNAVAILABLE; i++) {
        enum status ended = db_transaction(context, end_due, (void *)db_text(rows, i, 0));
        if (ended != STATUS_OK)
            status = ended;
    }
    return status;
}
