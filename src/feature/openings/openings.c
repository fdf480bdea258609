#include "openings/openings.h"

#include "arena.h"
#include "catalog/rarity.h"
#include "cursor.h"
#include "db.h"
#include "openings/opening_draw.h"
#include "text.h"

static const char *const opening_statuses[] =
    {"PENDING_PAYMENT", "PENDING_CONFIRMATION", "PAID", "OPENED", "CANCELLED", "REFUNDED", NULL};

static const struct field opening_item_fields[] = {
    {"vault_item_id", FIELD_ID, offsetof(struct opening_item, vault_item_id)},
    {"nft_id", FIELD_ID, offsetof(struct opening_item, nft_id)},
    {"name", FIELD_TEXT, offsetof(struct opening_item, name)},
    {"rarity", FIELD_CHOICE, offsetof(struct opening_item, rarity), .choices = rarities},
    {"drawn_rarity", FIELD_CHOICE, offsetof(struct opening_item, drawn_rarity), .choices = rarities,
     .description = "Differs from rarity when that pool was empty"},
    {"fmv", FIELD_MONEY, offsetof(struct opening_item, fmv)},
    {"image_url", FIELD_TEXT, offsetof(struct opening_item, image_url)},
};
const struct shape opening_item_shape = SHAPE("OpeningItem", struct opening_item, opening_item_fields);

/* Which opening an item belongs to: read from rows, not shown. */
static const struct field item_owner_fields[] = {{"opening_id", FIELD_ID, offsetof(struct opening_item, opening_id)}};
static const struct shape item_owner_shape = SHAPE("ItemOwner", struct opening_item, item_owner_fields);

static const struct field fairness_fields[] = {
    {"server_seed_hash", FIELD_HEX, offsetof(struct fairness, server_seed_hash), .maximum = 64},
    {"client_seed", FIELD_TEXT, offsetof(struct fairness, client_seed)},
    {"nonce", FIELD_INTEGER, offsetof(struct fairness, nonce)},
    {"server_seed", FIELD_HEX, offsetof(struct fairness, server_seed), FIELD_NULLABLE, .maximum = 64,
     .description = "null until drawn"},
};
static const struct shape fairness_shape = SHAPE("Fairness", struct fairness, fairness_fields);

static const struct field opening_fields[] = {
    {"id", FIELD_ID, offsetof(struct opening, id)},
    {"pack_id", FIELD_ID, offsetof(struct opening, pack_id)},
    {"pack_name", FIELD_TEXT, offsetof(struct opening, pack_name)},
    {"version", FIELD_INTEGER, offsetof(struct opening, version)},
    {"quantity", FIELD_INTEGER, offsetof(struct opening, quantity)},
    {"method", FIELD_CHOICE, offsetof(struct opening, method), .choices = payment_methods},
    {"status", FIELD_CHOICE, offsetof(struct opening, status), .choices = opening_statuses},
    {"total_cost_usd", FIELD_MONEY, offsetof(struct opening, total_cost_usd)},
    {"created_at", FIELD_TIME, offsetof(struct opening, created_at)},
    {"opened_at", FIELD_TIME, offsetof(struct opening, opened_at), FIELD_NULLABLE},
    {"payment", FIELD_POINTER, offsetof(struct opening, payment), FIELD_NULLABLE, .shape = &payment_shape},
    {"items", FIELD_LIST, offsetof(struct opening, items), .shape = &opening_item_shape},
    {"fairness", FIELD_OBJECT, offsetof(struct opening, fairness), .shape = &fairness_shape},
};
const struct shape opening_shape = SHAPE("Opening", struct opening, opening_fields);

/* Gives every opening its items: the rows come ordered by opening. */
static void attach_items(struct context *context, struct list openings, const struct db_rows *rows) {
    struct list items = db_read_list(context, rows, &opening_item_shape);
    struct opening *opening = openings.items;
    for (size_t row = 0; row < items.count; row++) {
        struct opening_item *item = (struct opening_item *)items.items + row;
        db_read(rows, row, &item_owner_shape, item);
        for (size_t i = 0; i < openings.count; i++) {
            if (!text_equal(opening[i].id, item->opening_id))
                continue;
            if (opening[i].items.count++ == 0)
                opening[i].items.items = item;
        }
    }
}

static enum status attach_payments(struct context *context, struct list openings, const char *const *ids) {
    struct list payments;
    enum status status = payments_find(context, ids, openings.count, &payments);
    if (status != STATUS_OK)
        return status;
    struct opening *opening = openings.items;
    for (size_t i = 0; i < openings.count; i++)
        opening[i].payment = payments_among(&payments, opening[i].id);
    return STATUS_OK;
}

/* What the openings hold, and how those are paid that are not paid with credit. */
static enum status read_parts(struct context *context, struct list openings) {
    const char **ids = arena_array(context->arena, openings.count + 1, sizeof *ids);
    const struct opening *opening = openings.items;
    bool on_chain = false;
    struct db_rows *rows;
    for (size_t i = 0; i < openings.count; i++) {
        ids[i] = opening[i].id;
        on_chain = on_chain || !text_equal(opening[i].method, "CREDIT");
    }
    const char *id_array = db_array(context->arena, ids, openings.count);
    enum status status = db_query(context, SQL_OPENINGS_ITEMS, DB(id_array), &rows);
    if (status == STATUS_OK)
        attach_items(context, openings, rows);
    return status == STATUS_OK && on_chain ? attach_payments(context, openings, ids) : status;
}

enum status openings_list(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                          struct page *ret_page) {
    static const char list_name[] = "openings";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, SQL_OPENINGS_LIST, DB(user_id, place[0], text_from_integer(context->arena, limit + 1)),
                      &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &opening_shape)};
    const struct opening *openings = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, text_from_integer(context->arena, openings[limit - 1].fairness.nonce),
                          "");
    return read_parts(context, ret_page->items);
}

enum status openings_show(struct context *context, const char *user_id, const char *id, struct opening *ret_opening) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OPENINGS_SHOW, DB(id, user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such opening of yours.");
    db_read(rows, 0, &opening_shape, ret_opening);
    return read_parts(context, (struct list){ret_opening, 1});
}

static enum status draw_paid(struct context *context, void *opening_id) {
    struct paid_opening opening;
    struct draw_outcome outcome;
    struct db_rows *opening_rows;
    struct db_rows *draw_rows;
    db_queue(context, SQL_OPENINGS_LOCK_PAID, DB(opening_id), &opening_rows);
    db_queue(context, SQL_OPENINGS_DRAW_ROWS, DB(opening_id), &draw_rows);
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    if (db_count(opening_rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "The opening is not waiting to be drawn.");
    db_read(opening_rows, 0, &paid_opening_shape, &opening);
    return opening_draw_end(opening_draw_begin(context, &opening, draw_rows), &outcome);
}

enum status openings_draw_paid(struct context *context, const char *opening_id) {
    return db_transaction(context, draw_paid, (void *)opening_id);
}
