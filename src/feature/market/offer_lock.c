#include "market/offer_lock.h"

#include "clock.h"
#include "db.h"
#include "text.h"

static const struct field locked_offer_fields[] = {
    {"id", FIELD_ID, offsetof(struct locked_offer, id)},
    {"listing_id", FIELD_ID, offsetof(struct locked_offer, listing_id)},
    {"buyer_id", FIELD_ID, offsetof(struct locked_offer, buyer_id)},
    {"status", FIELD_TEXT, offsetof(struct locked_offer, status)},
    {"price", FIELD_MONEY, offsetof(struct locked_offer, price)},
    {"escrowed", FIELD_BOOLEAN, offsetof(struct locked_offer, escrowed)},
    {"expires_at", FIELD_TIME, offsetof(struct locked_offer, expires_at)},
    {"pay_by", FIELD_TIME, offsetof(struct locked_offer, pay_by)},
    {"closed_at", FIELD_TIME, offsetof(struct locked_offer, closed_at)},
    {"buyer_active", FIELD_BOOLEAN, offsetof(struct locked_offer, buyer_active)},
    {"paying", FIELD_BOOLEAN, offsetof(struct locked_offer, paying)},
};
const struct shape locked_offer_shape = SHAPE("LockedOffer", struct locked_offer, locked_offer_fields);

static enum status lock_both(struct context *context, const struct db_rows *found, const char *offer_id,
                             struct locked_deal *ret_deal) {
    struct db_rows *rows;
    if (db_count(found) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such offer of yours to decide.");
    enum status status = listing_lock(context, db_text(found, 0, 0), &ret_deal->listing);
    if (status == STATUS_OK)
        status = db_query(context, SQL_OFFERS_LOCK, DB(offer_id), &rows);
    if (status == STATUS_OK)
        db_read(rows, 0, &locked_offer_shape, &ret_deal->offer);
    return status;
}

enum status deal_lock(struct context *context, const char *offer_id, const char *user_id, const char *role,
                      struct locked_deal *ret_deal) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OFFERS_FIND_LISTING, DB(offer_id, user_id, role), &rows);
    return status == STATUS_OK ? lock_both(context, rows, offer_id, ret_deal) : status;
}

enum status deal_lock_any(struct context *context, const char *offer_id, struct locked_deal *ret_deal) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OFFERS_LISTING_OF, DB(offer_id), &rows);
    return status == STATUS_OK ? lock_both(context, rows, offer_id, ret_deal) : status;
}

bool deal_is_over(const struct locked_deal *deal) {
    const struct locked_offer *offer = &deal->offer;
    if (text_equal(offer->status, OFFER_PENDING))
        return offer->expires_at <= deal->listing.now;
    return text_equal(offer->status, OFFER_ACCEPTED) && offer->pay_by <= deal->listing.now && !offer->paying;
}

bool deal_has_lapsed(const struct locked_deal *deal) {
    const struct locked_offer *offer = &deal->offer;
    if (text_equal(offer->status, "EXPIRED"))
        return true;
    return text_equal(offer->status, "CANCELLED") && offer->pay_by != CLOCK_NONE && offer->pay_by <= offer->closed_at;
}

void deal_queue_close(struct context *context, const struct locked_deal *deal, const char *status, const char *reason) {
    const struct locked_offer *offer = &deal->offer;
    db_queue(context, SQL_OFFERS_CLOSE, DB(offer->id, status, reason), NULL);
    if (offer->escrowed)
        sale_queue_release(context, offer->id, offer->buyer_id, offer->price, reason);
    if (!text_equal(offer->status, OFFER_ACCEPTED))
        return;
    db_queue(context, SQL_MARKET_FREE_LISTING, DB(offer->listing_id), NULL);
    sale_forget_cached(context);
}

void deal_queue_lapse(struct context *context, const struct locked_deal *deal) {
    if (text_equal(deal->offer.status, OFFER_PENDING))
        deal_queue_close(context, deal, "EXPIRED", "it was not answered in time");
    else
        deal_queue_close(context, deal, "CANCELLED", "it was not paid in time");
}

enum status deal_check_time(struct context *context, const struct locked_deal *deal) {
    bool over = deal_is_over(deal);
    if (!over && !deal_has_lapsed(deal))
        return STATUS_OK;
    if (over)
        deal_queue_lapse(context, deal);
    context->keep_on_refusal = over;
    enum status status = db_settle(context);
    if (status != STATUS_OK)
        return status;
    return context_refuse(context, STATUS_OFFER_EXPIRED,
                          deal->offer.pay_by == CLOCK_NONE ? "It was open for 72 hours. Make another."
                                                           : "It had to be paid within 24 hours. Make another.");
}
