#include "market/listings.h"

#include "arena.h"
#include "catalog/rarity.h"
#include "db.h"
#include "id.h"
#include "market/offers.h"
#include "text.h"

static const char *const listing_statuses[] = {"ACTIVE", "RESERVED", "SOLD", "DELISTED", NULL};

static const struct field snapshot_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct listing_snapshot, name)},
    {"collection", FIELD_TEXT, offsetof(struct listing_snapshot, collection)},
    {"rarity", FIELD_CHOICE, offsetof(struct listing_snapshot, rarity), .choices = rarities},
    {"certificate", FIELD_TEXT, offsetof(struct listing_snapshot, certificate)},
    {"attributes", FIELD_OBJECT, offsetof(struct listing_snapshot, attributes), .shape = &gem_attributes_shape},
    {"image_url", FIELD_TEXT, offsetof(struct listing_snapshot, image_url)},
};
static const struct shape snapshot_shape = SHAPE("ListingSnapshot", struct listing_snapshot, snapshot_fields);

static const struct field listing_fields[] = {
    {"id", FIELD_ID, offsetof(struct listing, id)},
    {"vault_item_id", FIELD_ID, offsetof(struct listing, vault_item_id)},
    {"nft_id", FIELD_ID, offsetof(struct listing, nft_id)},
    {"snapshot", FIELD_OBJECT, offsetof(struct listing, snapshot), .shape = &snapshot_shape},
    {"seller", FIELD_OBJECT, offsetof(struct listing, seller), .shape = &trade_party_shape},
    {"asking_price_usd", FIELD_MONEY, offsetof(struct listing, asking_price_usd)},
    {"fmv", FIELD_MONEY, offsetof(struct listing, fmv), .description = "When the price was set"},
    {"status", FIELD_CHOICE, offsetof(struct listing, status), .choices = listing_statuses},
    {"listed_at", FIELD_TIME, offsetof(struct listing, listed_at)},
};
const struct shape listing_shape = SHAPE("Listing", struct listing, listing_fields);

/* A gem that is asked for, locked. */
struct held_item {
    const char *status;
    int64_t fmv; /* micros */
};

static const struct field held_item_fields[] = {
    {"status", FIELD_TEXT, offsetof(struct held_item, status)},
    {"fmv", FIELD_MONEY, offsetof(struct held_item, fmv)},
};
static const struct shape held_item_shape = SHAPE("HeldItem", struct held_item, held_item_fields);

struct taken_row {
    const char *status;
    const char *words;
};

static const struct taken_row taken_rows[] = {
    {"LISTED", "It is on the market already."},    {"BUYBACK", "The platform has been asked to buy it back."},
    {"PROCESSING", "It is being shipped to you."}, {"DELIVERED", "It was delivered to you."},
    {"SOLD", "You do not own it any more."},
};

static enum status check_free(struct context *context, const char *status) {
    for (size_t i = 0; i < sizeof taken_rows / sizeof *taken_rows; i++)
        if (text_equal(taken_rows[i].status, status))
            return context_refuse(context, STATUS_ITEM_NOT_FREE, "%s", taken_rows[i].words);
    return STATUS_OK;
}

static enum status check_floor(struct context *context, int64_t price, int64_t fmv) {
    int64_t half;
    enum status status = money_share(fmv, LISTING_FLOOR_BASIS_POINTS, &half);
    if (status != STATUS_OK)
        return status;
    int64_t floor = half + fmv % 2;
    if (price < floor)
        return context_refuse(context, STATUS_PRICE_TOO_LOW, "The gem is worth %s: ask for at least half, %s.",
                              money_text(context->arena, fmv), money_text(context->arena, floor));
    return STATUS_OK;
}

/* Sends what is queued, and reads the listing as it is then. */
static enum status read_listing(struct context *context, const char *listing_id, struct listing *ret_listing) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_MARKET_SHOW_LISTING, DB(listing_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such listing.");
    db_read(rows, 0, &listing_shape, ret_listing);
    return STATUS_OK;
}

enum status listings_show(struct context *context, const char *listing_id, struct listing *ret_listing) {
    return read_listing(context, listing_id, ret_listing);
}

static enum status lock_item(struct context *context, const char *user_id, const char *vault_item_id,
                             struct held_item *ret_item) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_MARKET_LOCK_ITEM, DB(vault_item_id, user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such gem in your vault.");
    db_read(rows, 0, &held_item_shape, ret_item);
    return STATUS_OK;
}

enum status listings_create(struct context *context, const char *user_id, const char *vault_item_id, int64_t price,
                            struct listing *ret_listing) {
    struct arena *arena = context->arena;
    const char *listing_id = id_new(arena);
    struct held_item item;
    enum status status = lock_item(context, user_id, vault_item_id, &item);
    if (status == STATUS_OK)
        status = check_free(context, item.status);
    if (status == STATUS_OK)
        status = check_floor(context, price, item.fmv);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_MARKET_TAKE_ITEM, DB(vault_item_id, user_id), NULL);
    db_queue(context, SQL_MARKET_CREATE_LISTING,
             DB(listing_id, vault_item_id, money_text(arena, price), money_text(arena, item.fmv)), NULL);
    sale_forget_cached(context);
    return read_listing(context, listing_id, ret_listing);
}

/* A reservation whose time is over holds nobody up. */
static enum status lock_own(struct context *context, const char *listing_id, struct locked_listing *ret_listing) {
    enum status status = listing_lock(context, listing_id, ret_listing);
    return status == STATUS_OK ? offers_free_lapsed(context, ret_listing) : status;
}

/* Its owner may change it only while nobody is buying it. */
static enum status check_active(struct context *context, const struct locked_listing *listing) {
    if (text_equal(listing->status, "RESERVED"))
        return listings_note_wait(context, listing->id,
                                  context_refuse(context, STATUS_LISTING_RESERVED,
                                                 "Somebody is buying it. If they do not pay, it is on sale again."));
    if (!text_equal(listing->status, "ACTIVE"))
        return context_refuse(context, STATUS_LISTING_GONE, "It was sold or withdrawn.");
    return STATUS_OK;
}

static enum status close_listing(struct context *context, const char *listing_id, const char *reason) {
    struct locked_listing listing;
    enum status status = lock_own(context, listing_id, &listing);
    if (status == STATUS_OK)
        status = check_active(context, &listing);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_MARKET_CLOSE_LISTING, DB(listing_id, "DELISTED"), NULL);
    status = sale_close_offers(context, listing_id, NULL, reason);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_MARKET_FREE_ITEM, DB(listing.vault_item_id), NULL);
    sale_forget_cached(context);
    return STATUS_OK;
}

enum status listings_withdraw(struct context *context, const char *user_id, const char *vault_item_id,
                              struct listing *ret_listing) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_MARKET_OPEN_LISTING, DB(vault_item_id, user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such gem in your vault.");
    const char *listing_id = db_text(rows, 0, 1);
    if (listing_id == NULL && text_equal(db_text(rows, 0, 0), "SOLD"))
        return context_refuse(context, STATUS_LISTING_GONE, "It was sold.");
    if (listing_id == NULL)
        return context_refuse(context, STATUS_LISTING_GONE, "It is not on the market.");
    status = close_listing(context, listing_id, "the listing was withdrawn");
    return status == STATUS_OK ? read_listing(context, listing_id, ret_listing) : status;
}

enum status listings_withdraw_all(struct context *context, const char *user_id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_MARKET_OPEN_LISTINGS, DB(user_id), &rows);
    for (size_t i = 0; status == STATUS_OK && i < db_count(rows); i++)
        status = close_listing(context, db_text(rows, i, 0), "the seller has left");
    return status;
}

enum status listings_reprice(struct context *context, const char *user_id, const char *listing_id, int64_t price,
                             struct listing *ret_listing) {
    struct arena *arena = context->arena;
    struct locked_listing listing;
    enum status status = lock_own(context, listing_id, &listing);
    if (status != STATUS_OK)
        return status;
    if (!text_equal(listing.seller_id, user_id))
        return context_refuse(context, STATUS_FORBIDDEN, "Only its seller can change a price.");
    status = check_active(context, &listing);
    if (status == STATUS_OK)
        status = check_floor(context, price, listing.fmv);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_MARKET_SET_PRICE, DB(listing_id, money_text(arena, price), money_text(arena, listing.fmv)),
             NULL);
    status = offers_close_above(context, listing_id, price);
    if (status != STATUS_OK)
        return status;
    sale_forget_cached(context);
    return read_listing(context, listing_id, ret_listing);
}

enum status listings_check_price(struct context *context, const struct locked_listing *listing, int64_t seen_price) {
    struct listing *current = arena_alloc(context->arena, sizeof *current);
    if (seen_price == listing->asking_price)
        return STATUS_OK;
    enum status status = read_listing(context, listing->id, current);
    if (status != STATUS_OK)
        return status;
    context->extension_name = "listing";
    context->extension_shape = &listing_shape;
    context->extension_value = current;
    return context_refuse(context, STATUS_PRICE_CHANGED, "It now costs %s. You were not charged.",
                          money_text(context->arena, listing->asking_price));
}

enum status listings_note_wait(struct context *context, const char *listing_id, enum status status) {
    struct db_rows *rows;
    if (status != STATUS_LISTING_RESERVED)
        return status;
    enum status read = db_query(context, SQL_MARKET_RESERVED_FOR, DB(listing_id), &rows);
    if (read != STATUS_OK)
        return read;
    if (db_count(rows) > 0 && !text_parse_integer(db_text(rows, 0, 0), &context->retry_after))
        return STATUS_INTERNAL;
    return status;
}
