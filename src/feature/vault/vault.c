#include "vault/vault.h"

#include "arena.h"
#include "catalog/rarity.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "money.h"
#include "text.h"

struct provenance_event {
    int64_t at;
    const char *event;
    const char *owner;
    int64_t price_usd; /* micros */
};

struct fmv_point {
    int64_t observed_at;
    int64_t fmv;
    const char *source;
};

const char *const vault_statuses[] = {"VAULTED", "LISTED", "BUYBACK", "PROCESSING", "DELIVERED", "SOLD", NULL};
const char *const vault_sorts[] = {"newest", "fmv", "-fmv", NULL};
static const char *const vault_sources[] = {"PACK", "MARKET", "GRANT", NULL};

static const struct field gem_attributes_fields[] = {
    {"laboratory", FIELD_TEXT, offsetof(struct gem_attributes, laboratory)},
    {"species", FIELD_TEXT, offsetof(struct gem_attributes, species)},
    {"shape", FIELD_TEXT, offsetof(struct gem_attributes, shape)},
    {"carat", FIELD_DECIMAL, offsetof(struct gem_attributes, carat), .maximum = 2},
    {"cut", FIELD_TEXT, offsetof(struct gem_attributes, cut), FIELD_NULLABLE},
    {"color", FIELD_TEXT, offsetof(struct gem_attributes, color), FIELD_NULLABLE},
    {"clarity", FIELD_TEXT, offsetof(struct gem_attributes, clarity), FIELD_NULLABLE},
    {"length_mm", FIELD_DECIMAL, offsetof(struct gem_attributes, length_mm), FIELD_NULLABLE, .maximum = 2},
    {"width_mm", FIELD_DECIMAL, offsetof(struct gem_attributes, width_mm), FIELD_NULLABLE, .maximum = 2},
    {"depth_mm", FIELD_DECIMAL, offsetof(struct gem_attributes, depth_mm), FIELD_NULLABLE, .maximum = 2},
    {"depth_percent", FIELD_DECIMAL, offsetof(struct gem_attributes, depth_percent), FIELD_NULLABLE, .maximum = 1},
    {"table_percent", FIELD_DECIMAL, offsetof(struct gem_attributes, table_percent), FIELD_NULLABLE, .maximum = 1},
};
const struct shape gem_attributes_shape = SHAPE("GemAttributes", struct gem_attributes, gem_attributes_fields);

/* Shared by the list's rows and the detail, whose struct begins with an item. */
#define VAULT_ITEM_FIELDS(type, member)                                                                                \
    {"id", FIELD_ID, offsetof(type, member id)}, {"nft_id", FIELD_ID, offsetof(type, member nft_id)},                  \
        {"name", FIELD_TEXT, offsetof(type, member name)},                                                             \
        {"collection", FIELD_TEXT, offsetof(type, member collection)},                                                 \
        {"rarity", FIELD_CHOICE, offsetof(type, member rarity), .choices = rarities},                                  \
        {"fmv", FIELD_MONEY, offsetof(type, member fmv)},                                                              \
        {"status", FIELD_CHOICE, offsetof(type, member status), .choices = vault_statuses},                            \
        {"source", FIELD_CHOICE, offsetof(type, member source), .choices = vault_sources},                             \
        {"acquired_at", FIELD_TIME, offsetof(type, member acquired_at)},                                               \
        {"image_url", FIELD_TEXT, offsetof(type, member image_url)},                                                   \
        {"listing_id", FIELD_ID, offsetof(type, member listing_id), FIELD_NULLABLE},                                   \
        {"certificate", FIELD_TEXT, offsetof(type, member certificate)}, {                                             \
        "attributes", FIELD_OBJECT, offsetof(type, member attributes), .shape = &gem_attributes_shape                  \
    }

static const struct field vault_item_fields[] = {VAULT_ITEM_FIELDS(struct vault_item, )};
const struct shape vault_item_shape = SHAPE("VaultItem", struct vault_item, vault_item_fields);

static const struct field provenance_fields[] = {
    {"at", FIELD_TIME, offsetof(struct provenance_event, at)},
    {"event", FIELD_TEXT, offsetof(struct provenance_event, event),
     .description = "IMPORTED, DRAWN, LISTED, DELISTED, SOLD, BOUGHT, BOUGHT_BACK …"},
    {"owner", FIELD_TEXT, offsetof(struct provenance_event, owner), FIELD_NULLABLE, .description = "Handle"},
    {"price_usd", FIELD_MONEY, offsetof(struct provenance_event, price_usd), FIELD_NULLABLE,
     .description = "Asked or paid"},
};
static const struct shape provenance_shape = SHAPE("ProvenanceEvent", struct provenance_event, provenance_fields);

static const struct field fmv_point_fields[] = {
    {"observed_at", FIELD_TIME, offsetof(struct fmv_point, observed_at)},
    {"fmv", FIELD_MONEY, offsetof(struct fmv_point, fmv)},
    {"source", FIELD_TEXT, offsetof(struct fmv_point, source)},
};
static const struct shape fmv_point_shape = SHAPE("FmvPoint", struct fmv_point, fmv_point_fields);

static const struct field vault_detail_fields[] = {
    VAULT_ITEM_FIELDS(struct vault_detail, item.),
    {"provenance", FIELD_LIST, offsetof(struct vault_detail, provenance), .shape = &provenance_shape},
    {"fmv_history", FIELD_LIST, offsetof(struct vault_detail, fmv_history), .shape = &fmv_point_shape},
};
const struct shape vault_detail_shape = SHAPE("VaultDetail", struct vault_detail, vault_detail_fields);

struct vault_order {
    const char *sort;
    enum sql_statement statement;
    const char *(*sort_key)(struct arena *arena, const struct vault_item *item);
};

static const char *acquired_key(struct arena *arena, const struct vault_item *item) {
    return clock_text(arena, item->acquired_at);
}

static const char *fmv_key(struct arena *arena, const struct vault_item *item) {
    return money_text(arena, item->fmv);
}

static const struct vault_order vault_orders[] = {
    {"newest", SQL_VAULT_LIST_NEWEST, acquired_key},
    {"fmv", SQL_VAULT_LIST_FMV, fmv_key},
    {"-fmv", SQL_VAULT_LIST_FMV_DESCENDING, fmv_key},
};

static const struct vault_order *find_order(const char *sort) {
    const struct vault_order *order = vault_orders;
    while (sort != NULL && !text_equal(order->sort, sort))
        order++;
    return order;
}

enum status vault_list(struct context *context, const char *user_id, const struct vault_filter *filter,
                       const char *cursor, int64_t limit, struct page *ret_page) {
    const struct vault_order *order = find_order(filter->sort);
    const char *list_name = arena_format(context->arena, "vault/%s", order->sort);
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status != STATUS_OK)
        return status;
    status =
        db_query(context, order->statement,
                 DB(user_id, filter->status, place[0], place[1], text_from_integer(context->arena, limit + 1)), &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &vault_item_shape)};
    const struct vault_item *items = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, order->sort_key(context->arena, &items[limit - 1]), items[limit - 1].id);
    return STATUS_OK;
}

enum status vault_show(struct context *context, const char *user_id, const char *id, struct vault_detail *ret_detail) {
    struct db_rows *item;
    struct db_rows *provenance;
    struct db_rows *history;
    db_queue(context, SQL_VAULT_SHOW, DB(id, user_id), &item);
    db_queue(context, SQL_VAULT_PROVENANCE, DB(id), &provenance);
    db_queue(context, SQL_VAULT_FMV_HISTORY, DB(id), &history);
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    if (db_count(item) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such gem in your vault.");
    db_read(item, 0, &vault_detail_shape, ret_detail);
    ret_detail->provenance = db_read_list(context, provenance, &provenance_shape);
    ret_detail->fmv_history = db_read_list(context, history, &fmv_point_shape);
    return STATUS_OK;
}
