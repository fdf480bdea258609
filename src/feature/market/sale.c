#include "market/sale.h"

#include "arena.h"
#include "cache.h"
#include "db.h"
#include "id.h"
#include "ledger/ledger.h"
#include "money.h"
#include "text.h"

#include <string.h>

/* Queued at once; the pipeline takes 64 statements. */
enum { RELEASES_TOGETHER = 20 };

static const struct field listing_fields[] = {
    {"id", FIELD_ID, offsetof(struct locked_listing, id)},
    {"vault_item_id", FIELD_ID, offsetof(struct locked_listing, vault_item_id)},
    {"nft_id", FIELD_ID, offsetof(struct locked_listing, nft_id)},
    {"seller_id", FIELD_ID, offsetof(struct locked_listing, seller_id)},
    {"status", FIELD_TEXT, offsetof(struct locked_listing, status)},
    {"reserved_for", FIELD_ID, offsetof(struct locked_listing, reserved_for)},
    {"asking_price", FIELD_MONEY, offsetof(struct locked_listing, asking_price)},
    {"fmv", FIELD_MONEY, offsetof(struct locked_listing, fmv)},
    {"name", FIELD_TEXT, offsetof(struct locked_listing, name)},
    {"seller_active", FIELD_BOOLEAN, offsetof(struct locked_listing, seller_active)},
    {"now", FIELD_TIME, offsetof(struct locked_listing, now)},
};
static const struct shape listing_shape = SHAPE("LockedListing", struct locked_listing, listing_fields);

static const struct field party_fields[] = {
    {"id", FIELD_ID, offsetof(struct trade_party, id)},
    {"handle", FIELD_TEXT, offsetof(struct trade_party, handle)},
};
const struct shape trade_party_shape = SHAPE("TradeParty", struct trade_party, party_fields);

static const struct field trade_fields[] = {
    {"id", FIELD_ID, offsetof(struct trade, id)},
    {"nft_id", FIELD_ID, offsetof(struct trade, nft_id)},
    {"price_usd", FIELD_MONEY, offsetof(struct trade, price_usd)},
    {"fee_usd", FIELD_MONEY, offsetof(struct trade, fee_usd), .description = "Of the price, to the platform"},
    {"seller", FIELD_OBJECT, offsetof(struct trade, seller), .shape = &trade_party_shape},
    {"buyer", FIELD_OBJECT, offsetof(struct trade, buyer), .shape = &trade_party_shape},
    {"traded_at", FIELD_TIME, offsetof(struct trade, traded_at)},
};
const struct shape trade_shape = SHAPE("Trade", struct trade, trade_fields);

enum status listing_lock(struct context *context, const char *listing_id, struct locked_listing *ret_listing) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_MARKET_LOCK_LISTING, DB(listing_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such listing.");
    db_read(rows, 0, &listing_shape, ret_listing);
    return STATUS_OK;
}

enum status listing_check_buyer(struct context *context, const struct locked_listing *listing, const char *buyer_id) {
    bool reserved = text_equal(listing->status, "RESERVED");
    if (text_equal(listing->seller_id, buyer_id))
        return context_refuse(context, STATUS_OWN_LISTING, "You cannot buy from yourself.");
    if (!listing->seller_active || (!reserved && !text_equal(listing->status, "ACTIVE")))
        return context_refuse(context, STATUS_LISTING_GONE,
                              "It was sold or withdrawn a moment ago. You were not charged.");
    if (reserved && !text_equal(listing->reserved_for, buyer_id))
        return context_refuse(context, STATUS_LISTING_RESERVED,
                              "Somebody else is paying for it. If they do not, it is on sale again.");
    return STATUS_OK;
}

static void forget(struct context *context, void *argument) {
    static const char *const keys[] = {"gem:/api/market/listings", "gem:/api/market/facets"};
    (void)argument;
    cache_remove(context->cache, keys, sizeof keys / sizeof *keys);
}

void sale_forget_cached(struct context *context) {
    db_after_commit(context, forget, NULL);
}

void sale_queue_release(struct context *context, const char *offer_id, const char *buyer_id, int64_t price,
                        const char *reason) {
    ledger_queue_entry(context, &(struct ledger_entry){
                                    .cause_type = "offer_release",
                                    .cause_id = offer_id,
                                    .description = arena_format(context->arena, "Offer closed: %s", reason),
                                    .lines = {{"user_credit", buyer_id, price}, {"user_escrow", buyer_id, -price}},
                                    .line_count = 2,
                                });
}

enum status sale_close_offers(struct context *context, const char *listing_id, const char *except, const char *reason) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_MARKET_CLOSE_OFFERS, DB(listing_id, except, reason), &rows);
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

/* Two people who buy from each other at the same moment lock their accounts in the same order. */
static void add_parties(struct ledger_entry *entry, const struct sale *sale, int64_t proceeds) {
    const char *seller_id = sale->listing->seller_id;
    bool seller_first = strcmp(seller_id, sale->buyer_id) < 0;
    if (seller_first)
        ledger_add_line(entry, "user_credit", seller_id, proceeds);
    ledger_add_line(entry, sale->paid_from, sale->buyer_id, -sale->price);
    if (!seller_first)
        ledger_add_line(entry, "user_credit", seller_id, proceeds);
}

static void queue_money(struct context *context, const struct sale *sale, const char *trade_id, int64_t fee) {
    struct ledger_entry entry = {.cause_type = "trade", .cause_id = trade_id, .description = sale->listing->name};
    add_parties(&entry, sale, sale->price - fee);
    ledger_add_line(&entry, "market_fees", NULL, fee);
    ledger_queue_entry(context, &entry);
}

static void queue_gem(struct context *context, const struct sale *sale, const char *buyer_item_id) {
    const struct locked_listing *listing = sale->listing;
    db_queue(context, SQL_MARKET_CLOSE_LISTING, DB(listing->id, "SOLD"), NULL);
    db_queue(context, SQL_MARKET_CLOSE_HOLDING, DB(listing->vault_item_id), NULL);
    db_queue(context, SQL_MARKET_OPEN_HOLDING, DB(buyer_item_id, sale->buyer_id, listing->nft_id), NULL);
}

enum status sale_complete(struct context *context, const struct sale *sale, struct trade *ret_trade) {
    struct arena *arena = context->arena;
    const struct locked_listing *listing = sale->listing;
    const char *trade_id = id_new(arena);
    const char *buyer_item_id = id_new(arena);
    struct db_rows *rows;
    int64_t fee;
    enum status status = listing_check_buyer(context, listing, sale->buyer_id);
    if (status == STATUS_OK)
        status = money_share(sale->price, MARKET_FEE_BASIS_POINTS, &fee);
    if (status != STATUS_OK)
        return status;
    queue_gem(context, sale, buyer_item_id);
    if (sale->offer_id != NULL)
        db_queue(context, SQL_MARKET_COMPLETE_OFFER, DB(sale->offer_id), NULL);
    db_queue(context, SQL_MARKET_RECORD_TRADE,
             DB(trade_id, listing->id, sale->offer_id, listing->nft_id, listing->seller_id, sale->buyer_id,
                sale->method, money_text(arena, sale->price), money_text(arena, fee), listing->vault_item_id,
                buyer_item_id),
             &rows);
    status = sale_close_offers(context, listing->id, sale->offer_id, "the listing was sold");
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &trade_shape, ret_trade);
    queue_money(context, sale, trade_id, fee);
    sale_forget_cached(context);
    return STATUS_OK;
}
