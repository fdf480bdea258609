#include "market/chain_purchase.h"

#include "arena.h"
#include "db.h"
#include "id.h"
#include "market/listings.h"
#include "market/offers.h"
#include "money.h"
#include "text.h"

static const char *const purchase_statuses[] = {"PENDING_PAYMENT", "COMPLETED", "CANCELLED", NULL};

static const struct field market_purchase_fields[] = {
    {"id", FIELD_ID, offsetof(struct market_purchase, id)},
    {"listing_id", FIELD_ID, offsetof(struct market_purchase, listing_id)},
    {"offer_id", FIELD_ID, offsetof(struct market_purchase, offer_id), FIELD_NULLABLE,
     .description = "The offer it pays; null: at the asking price"},
    {"status", FIELD_CHOICE, offsetof(struct market_purchase, status), .choices = purchase_statuses},
    {"price_usd", FIELD_MONEY, offsetof(struct market_purchase, price_usd)},
    {"method", FIELD_CHOICE, offsetof(struct market_purchase, method), .choices = payment_assets},
    {"created_at", FIELD_TIME, offsetof(struct market_purchase, created_at)},
    {"closed_at", FIELD_TIME, offsetof(struct market_purchase, closed_at), FIELD_NULLABLE},
    {"payment", FIELD_POINTER, offsetof(struct market_purchase, payment), .shape = &payment_shape},
};
const struct shape market_purchase_shape = SHAPE("MarketPurchase", struct market_purchase, market_purchase_fields);

/* What settlement needs to know of one. */
struct locked_purchase {
    const char *id;
    const char *offer_id;
    const char *buyer_id;
    const char *method;
    int64_t price;
    const char *status;
    bool buyer_active;
};
static const struct field locked_purchase_fields[] = {
    {"id", FIELD_ID, offsetof(struct locked_purchase, id)},
    {"offer_id", FIELD_ID, offsetof(struct locked_purchase, offer_id)},
    {"buyer_id", FIELD_ID, offsetof(struct locked_purchase, buyer_id)},
    {"method", FIELD_TEXT, offsetof(struct locked_purchase, method)},
    {"price", FIELD_MONEY, offsetof(struct locked_purchase, price)},
    {"status", FIELD_TEXT, offsetof(struct locked_purchase, status)},
    {"buyer_active", FIELD_BOOLEAN, offsetof(struct locked_purchase, buyer_active)},
};
static const struct shape locked_purchase_shape =
    SHAPE("LockedPurchase", struct locked_purchase, locked_purchase_fields);

/* Nobody may keep a listing from others by reserving it again and again. */
static enum status check_lapsed(struct context *context, const struct market_purchase_request *request) {
    struct db_rows *rows;
    int64_t wait = 0;
    enum status status =
        db_query(context, SQL_PURCHASES_WAIT,
                 DB(request->listing_id, request->buyer_id, text_from_integer(context->arena, LAPSED_SECONDS)), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_text(rows, 0, 0) != NULL && !text_parse_integer(db_text(rows, 0, 0), &wait))
        return STATUS_INTERNAL;
    if (wait <= 0)
        return STATUS_OK;
    context->retry_after = wait;
    return context_refuse(context, STATUS_RESERVATION_LAPSED,
                          "Others may have it for half an hour now; buying it with credit is possible at once.");
}

static enum status check_begin(struct context *context, const struct market_purchase_request *request,
                               const struct locked_listing *listing) {
    enum status status = listing_check_buyer(context, listing, request->buyer_id);
    if (status == STATUS_OK && text_equal(listing->status, "RESERVED"))
        status = context_refuse(context, STATUS_LISTING_RESERVED,
                                "It is reserved for you: pay what you have begun, or your accepted offer.");
    if (status != STATUS_OK)
        return listings_note_wait(context, listing->id, status);
    status = listings_check_price(context, listing, request->price);
    return status == STATUS_OK ? check_lapsed(context, request) : status;
}

enum status market_purchase_reserve(struct context *context, const struct locked_listing *listing,
                                    const struct market_purchase_request *request,
                                    struct market_purchase *ret_purchase) {
    struct arena *arena = context->arena;
    const struct quote_request quote = {id_new(arena), request->buyer_id, "TRADE", request->method, request->price};
    struct payment *payment = arena_alloc(arena, sizeof *payment);
    struct db_rows *rows;
    enum status status = payments_quote(context, &quote, payment);
    if (status != STATUS_OK)
        return status;
    if (request->offer_id == NULL)
        db_queue(context, SQL_MARKET_RESERVE_LISTING, DB(listing->id, request->buyer_id), NULL);
    status = db_query(context, SQL_PURCHASES_CREATE,
                      DB(quote.id, listing->id, request->offer_id, request->buyer_id, request->method,
                         money_text(arena, request->price)),
                      &rows);
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &market_purchase_shape, ret_purchase);
    ret_purchase->payment = payment;
    sale_forget_cached(context);
    return STATUS_OK;
}

enum status market_purchase_begin(struct context *context, const struct market_purchase_request *request,
                                  struct market_purchase *ret_purchase) {
    struct locked_listing listing;
    db_queue(context, SQL_ACCOUNTS_LOCK, DB(request->buyer_id), NULL);
    enum status status = listing_lock(context, request->listing_id, &listing);
    if (status == STATUS_OK)
        status = offers_free_lapsed(context, &listing);
    if (status == STATUS_OK)
        status = check_begin(context, request, &listing);
    return status == STATUS_OK ? market_purchase_reserve(context, &listing, request, ret_purchase) : status;
}

enum status market_purchase_show(struct context *context, const char *buyer_id, const char *id,
                                 struct market_purchase *ret_purchase) {
    struct db_rows *rows;
    struct list payments;
    enum status status = db_query(context, SQL_PURCHASES_SHOW, DB(id, buyer_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such purchase of yours.");
    db_read(rows, 0, &market_purchase_shape, ret_purchase);
    status = payments_find(context, &id, 1, &payments);
    if (status == STATUS_OK)
        ret_purchase->payment = payments_among(&payments, ret_purchase->id);
    return status;
}

enum status market_purchase_confirm(struct context *context, const char *buyer_id, const char *id,
                                    const char *signature, struct market_purchase *ret_purchase) {
    enum status status = payments_claim(context, buyer_id, id, signature);
    return status == STATUS_OK ? market_purchase_show(context, buyer_id, id, ret_purchase) : status;
}

static enum status lock(struct context *context, const char *id, struct locked_listing *ret_listing,
                        struct locked_purchase *ret_purchase) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PURCHASES_LISTING_OF, DB(id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_INTERNAL, "Quote %s is for no purchase.", id);
    if (status == STATUS_OK)
        status = listing_lock(context, db_text(rows, 0, 0), ret_listing);
    if (status == STATUS_OK)
        status = db_query(context, SQL_PURCHASES_LOCK, DB(id), &rows);
    if (status == STATUS_OK)
        db_read(rows, 0, &locked_purchase_shape, ret_purchase);
    return status;
}

enum status market_purchase_check(struct context *context, const char *id, bool *ret_possible) {
    struct locked_listing listing;
    struct locked_purchase purchase;
    enum status status = lock(context, id, &listing, &purchase);
    if (status != STATUS_OK)
        return status;
    *ret_possible = text_equal(purchase.status, "PENDING_PAYMENT") && purchase.buyer_active && listing.seller_active &&
                    text_equal(listing.status, "RESERVED") && text_equal(listing.reserved_for, purchase.buyer_id);
    return STATUS_OK;
}

enum status market_purchase_pay(struct context *context, const char *id) {
    struct locked_listing listing;
    struct locked_purchase purchase;
    struct trade trade;
    enum status status = lock(context, id, &listing, &purchase);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_PURCHASES_COMPLETE, DB(id), NULL);
    return sale_complete(context,
                         &(struct sale){
                             .listing = &listing,
                             .buyer_id = purchase.buyer_id,
                             .offer_id = purchase.offer_id,
                             .price = purchase.price,
                             .method = purchase.method,
                             .paid_from = "user_credit",
                         },
                         &trade);
}

enum status market_purchase_cancel(struct context *context, const char *const *ids, size_t count) {
    const char *id_array = db_array(context->arena, ids, count);
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PURCHASES_LOCK_LISTINGS, DB(id_array), &rows);
    if (status != STATUS_OK || db_count(rows) == 0)
        return status;
    db_queue(context, SQL_PURCHASES_CANCEL, DB(id_array), NULL);
    sale_forget_cached(context);
    return STATUS_OK;
}
