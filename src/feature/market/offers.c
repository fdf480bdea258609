#include "market/offers.h"

#include "arena.h"
#include "catalog/rarity.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "id.h"
#include "ledger/ledger.h"
#include "market/listings.h"
#include "market/offer_lock.h"
#include "money.h"
#include "payments/payments.h"
#include "text.h"

const char *const offer_statuses[] = {"PENDING", "ACCEPTED", "COMPLETED", "REJECTED", "CANCELLED", "EXPIRED", NULL};
const char *const offer_sides[] = {"made", "received", NULL};
const char *const offer_actions[] = {"accept", "reject", "cancel", NULL};
static const char *const listing_statuses[] = {"ACTIVE", "RESERVED", "SOLD", "DELISTED", NULL};

static const struct field offer_listing_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct offer_listing, name)},
    {"rarity", FIELD_CHOICE, offsetof(struct offer_listing, rarity), .choices = rarities},
    {"image_url", FIELD_TEXT, offsetof(struct offer_listing, image_url)},
    {"asking_price_usd", FIELD_MONEY, offsetof(struct offer_listing, asking_price_usd)},
    {"status", FIELD_CHOICE, offsetof(struct offer_listing, status), .choices = listing_statuses},
};
static const struct shape offer_listing_shape = SHAPE("OfferListing", struct offer_listing, offer_listing_fields);

static const struct field offer_fields[] = {
    {"id", FIELD_ID, offsetof(struct offer, id)},
    {"listing_id", FIELD_ID, offsetof(struct offer, listing_id)},
    {"buyer", FIELD_OBJECT, offsetof(struct offer, buyer), .shape = &trade_party_shape},
    {"offer_price_usd", FIELD_MONEY, offsetof(struct offer, offer_price_usd)},
    {"escrowed", FIELD_BOOLEAN, offsetof(struct offer, escrowed),
     .description = "The money is set aside: accepted, it is settled at once"},
    {"status", FIELD_CHOICE, offsetof(struct offer, status), .choices = offer_statuses},
    {"created_at", FIELD_TIME, offsetof(struct offer, created_at)},
    {"expires_at", FIELD_TIME, offsetof(struct offer, expires_at), .description = "Unless it is answered"},
    {"pay_by", FIELD_TIME, offsetof(struct offer, pay_by), FIELD_NULLABLE,
     .description = "Accepted without escrow: until then the listing is reserved for the buyer"},
    {"closed_reason", FIELD_TEXT, offsetof(struct offer, closed_reason), FIELD_NULLABLE},
    {"listing", FIELD_OBJECT, offsetof(struct offer, listing), .shape = &offer_listing_shape},
};
const struct shape offer_shape = SHAPE("Offer", struct offer, offer_fields);

static enum status show(struct context *context, const char *user_id, const char *offer_id, struct offer *ret_offer) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OFFERS_SHOW, DB(offer_id, user_id), &rows);
    if (status == STATUS_OK)
        db_read(rows, 0, &offer_shape, ret_offer);
    return status;
}

enum status offers_free_lapsed(struct context *context, struct locked_listing *listing) {
    struct locked_deal deal = {.listing = *listing};
    struct db_rows *rows;
    if (!text_equal(listing->status, "RESERVED"))
        return STATUS_OK;
    enum status status = db_query(context, SQL_OFFERS_LOCK_ACCEPTED, DB(listing->id), &rows);
    if (status != STATUS_OK || db_count(rows) == 0)
        return status;
    db_read(rows, 0, &locked_offer_shape, &deal.offer);
    if (!deal_is_over(&deal))
        return STATUS_OK;
    deal_queue_lapse(context, &deal);
    listing->status = "ACTIVE";
    listing->reserved_for = NULL;
    return db_flush(context);
}

/* E30: an open offer that is over does not stand in the way of a new one. */
static enum status check_own_offer(struct context *context, const struct locked_listing *listing,
                                   const char *buyer_id) {
    struct locked_deal deal = {.listing = *listing};
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OFFERS_LOCK_OWN, DB(listing->id, buyer_id), &rows);
    if (status != STATUS_OK || db_count(rows) == 0)
        return status;
    db_read(rows, 0, &locked_offer_shape, &deal.offer);
    if (!deal_is_over(&deal))
        return context_refuse(context, STATUS_OFFER_EXISTS, "You have offered %s; cancel that first.",
                              money_text(context->arena, deal.offer.price));
    deal_queue_lapse(context, &deal);
    return db_flush(context);
}

static enum status check_free(struct context *context, const struct locked_listing *listing, const char *buyer_id) {
    enum status status = listing_check_buyer(context, listing, buyer_id);
    if (status == STATUS_OK && text_equal(listing->status, "RESERVED"))
        status =
            context_refuse(context, STATUS_LISTING_RESERVED, "It is being paid for on chain; that ends by itself.");
    return status;
}

static enum status check_prices(struct context *context, const struct offer_request *request,
                                const struct locked_listing *listing) {
    if (request->seen_price != MONEY_NONE && request->seen_price != listing->asking_price)
        return listings_check_price(context, listing, request->seen_price);
    if (request->price >= listing->asking_price)
        return context_refuse(context, STATUS_OFFER_TOO_HIGH, "It costs %s: offer less, or buy it.",
                              money_text(context->arena, listing->asking_price));
    return STATUS_OK;
}

static enum status check_credit(struct context *context, const char *buyer_id, int64_t price) {
    int64_t balance;
    enum status status = ledger_balance(context, buyer_id, &balance);
    if (status == STATUS_OK && balance < price)
        status = context_refuse(context, STATUS_NOT_ENOUGH_CREDIT, "The offer is for %s and the balance is %s.",
                                money_text(context->arena, price), money_text(context->arena, balance));
    return status;
}

/* X12: from here on the money is the offer's, so it is there when the seller says yes. */
static void queue_escrow(struct context *context, const struct offer_request *request, const char *offer_id,
                         const char *name) {
    db_queue(context, SQL_OFFERS_ENSURE_ESCROW, DB(request->buyer_id), NULL);
    ledger_queue_entry(context, &(struct ledger_entry){
                                    .cause_type = "offer_escrow",
                                    .cause_id = offer_id,
                                    .description = arena_format(context->arena, "Set aside for an offer: %s", name),
                                    .lines = {{"user_credit", request->buyer_id, -request->price},
                                              {"user_escrow", request->buyer_id, request->price}},
                                    .line_count = 2,
                                });
}

enum status offers_make(struct context *context, const struct offer_request *request, struct offer *ret_offer) {
    struct arena *arena = context->arena;
    const char *id = id_new(arena);
    struct locked_listing listing;
    enum status status = listing_lock(context, request->listing_id, &listing);
    if (status == STATUS_OK)
        status = offers_free_lapsed(context, &listing);
    if (status == STATUS_OK)
        status = check_own_offer(context, &listing, request->buyer_id);
    if (status == STATUS_OK)
        status = check_free(context, &listing, request->buyer_id);
    if (status == STATUS_OK)
        status = check_prices(context, request, &listing);
    if (status == STATUS_OK && request->escrowed)
        status = check_credit(context, request->buyer_id, request->price);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_OFFERS_CREATE,
             DB(id, listing.id, request->buyer_id, money_text(arena, request->price),
                request->escrowed ? "true" : "false", text_from_integer(arena, OFFER_SECONDS)),
             NULL);
    if (request->escrowed)
        queue_escrow(context, request, id, listing.name);
    return show(context, request->buyer_id, id, ret_offer);
}

enum status offers_list(struct context *context, const char *user_id, const struct offer_filter *filter,
                        const char *cursor, int64_t limit, struct page *ret_page) {
    bool received = text_equal(filter->side, "received");
    const char *list_name = received ? "offers/received" : "offers/made";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status == STATUS_OK)
        status = db_query(context, received ? SQL_OFFERS_LIST_RECEIVED : SQL_OFFERS_LIST_MADE,
                          DB(user_id, filter->status, place[0], place[1], text_from_integer(context->arena, limit + 1)),
                          &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &offer_shape)};
    const struct offer *offers = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(context->arena, offers[limit - 1].created_at),
                          offers[limit - 1].id);
    return STATUS_OK;
}

static enum status refuse_decided(struct context *context, const struct locked_deal *deal) {
    return context_refuse(context, STATUS_OFFER_NOT_OPEN, "It is %s.", deal->offer.status);
}

static enum status complete(struct context *context, const struct locked_deal *deal, const char *paid_from,
                            struct trade *ret_trade) {
    return sale_complete(context,
                         &(struct sale){
                             .listing = &deal->listing,
                             .buyer_id = deal->offer.buyer_id,
                             .offer_id = deal->offer.id,
                             .price = deal->offer.price,
                             .method = "CREDIT",
                             .paid_from = paid_from,
                         },
                         ret_trade);
}

static enum status accept(struct context *context, struct locked_deal *deal) {
    const struct locked_offer *offer = &deal->offer;
    struct trade trade;
    if (!text_equal(offer->status, OFFER_PENDING))
        return refuse_decided(context, deal);
    if (!offer->buyer_active)
        return context_refuse(context, STATUS_CONFLICT, "The buyer cannot buy anything now.");
    enum status status = offers_free_lapsed(context, &deal->listing);
    if (status == STATUS_OK)
        status = check_free(context, &deal->listing, offer->buyer_id);
    if (status != STATUS_OK)
        return status;
    if (offer->escrowed)
        return complete(context, deal, "user_escrow", &trade);
    db_queue(context, SQL_OFFERS_ACCEPT, DB(offer->id, text_from_integer(context->arena, OFFER_PAY_SECONDS)), NULL);
    db_queue(context, SQL_MARKET_RESERVE_LISTING, DB(offer->listing_id, offer->buyer_id), NULL);
    sale_forget_cached(context);
    return STATUS_OK;
}

static enum status reject(struct context *context, struct locked_deal *deal) {
    if (!text_equal(deal->offer.status, OFFER_PENDING))
        return refuse_decided(context, deal);
    deal_queue_close(context, deal, "REJECTED", "the seller said no");
    return STATUS_OK;
}

static enum status cancel(struct context *context, struct locked_deal *deal) {
    bool accepted = text_equal(deal->offer.status, OFFER_ACCEPTED);
    if (!accepted && !text_equal(deal->offer.status, OFFER_PENDING))
        return refuse_decided(context, deal);
    if (accepted && deal->offer.paying) {
        context->retry_after = QUOTE_SECONDS;
        return context_refuse(context, STATUS_CONFLICT, "You are paying for it on chain; that ends by itself.");
    }
    deal_queue_close(context, deal, "CANCELLED", "the buyer withdrew it");
    return STATUS_OK;
}

struct offer_decision {
    const char *role; /* who may */
    enum status (*decide)(struct context *context, struct locked_deal *deal);
};
/* In the order of offer_actions. */
static const struct offer_decision offer_decisions[] = {{"seller", accept}, {"seller", reject}, {"buyer", cancel}};

enum status offers_decide(struct context *context, const char *user_id, const char *offer_id, const char *action,
                          struct offer *ret_offer) {
    const struct offer_decision *decision = offer_decisions;
    struct locked_deal deal;
    for (const char *const *name = offer_actions; !text_equal(*name, action); name++)
        decision++;
    enum status status = deal_lock(context, offer_id, user_id, decision->role, &deal);
    if (status == STATUS_OK)
        status = deal_check_time(context, &deal);
    if (status == STATUS_OK)
        status = decision->decide(context, &deal);
    return status == STATUS_OK ? show(context, user_id, offer_id, ret_offer) : status;
}

static enum status refuse_price(struct context *context, const struct locked_deal *deal) {
    struct listing *current = arena_alloc(context->arena, sizeof *current);
    enum status status = listings_show(context, deal->listing.id, current);
    if (status != STATUS_OK)
        return status;
    context->extension_name = "listing";
    context->extension_shape = &listing_shape;
    context->extension_value = current;
    return context_refuse(context, STATUS_PRICE_CHANGED, "The offer is for %s. You were not charged.",
                          money_text(context->arena, deal->offer.price));
}

/* The accepted offer that a buyer is about to pay. */
static enum status open_payment(struct context *context, const struct offer_payment *payment,
                                struct locked_deal *ret_deal) {
    const struct locked_offer *offer = &ret_deal->offer;
    enum status status = deal_lock(context, payment->offer_id, payment->buyer_id, "buyer", ret_deal);
    if (status == STATUS_OK)
        status = deal_check_time(context, ret_deal);
    if (status != STATUS_OK)
        return status;
    if (!text_equal(offer->status, OFFER_ACCEPTED))
        return refuse_decided(context, ret_deal);
    if (offer->paying)
        return context_refuse(context, STATUS_LISTING_RESERVED, "You are paying for it on chain already.");
    if (payment->price != offer->price)
        return refuse_price(context, ret_deal);
    return STATUS_OK;
}

enum status offers_pay(struct context *context, const struct offer_payment *payment, struct trade *ret_trade) {
    struct locked_deal deal;
    enum status status = open_payment(context, payment, &deal);
    if (status == STATUS_OK)
        status = check_credit(context, payment->buyer_id, deal.offer.price);
    if (status == STATUS_OK)
        status = complete(context, &deal, "user_credit", ret_trade);
    return status == STATUS_OK ? db_settle(context) : status;
}

/* The buyer's row goes before the listing, as in market_purchase_begin(). */
enum status offers_pay_on_chain(struct context *context, const struct offer_payment *payment,
                                struct market_purchase *ret_purchase) {
    struct locked_deal deal;
    db_queue(context, SQL_ACCOUNTS_LOCK, DB(payment->buyer_id), NULL);
    enum status status = open_payment(context, payment, &deal);
    if (status != STATUS_OK)
        return status;
    return market_purchase_reserve(context, &deal.listing,
                                   &(struct market_purchase_request){
                                       .listing_id = deal.offer.listing_id,
                                       .offer_id = deal.offer.id,
                                       .buyer_id = deal.offer.buyer_id,
                                       .price = deal.offer.price,
                                       .method = payment->method,
                                   },
                                   ret_purchase);
}
