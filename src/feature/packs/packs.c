#include "packs/packs.h"

#include "arena.h"
#include "cache.h"
#include "catalog/rarity.h"
#include "cursor.h"
#include "db.h"
#include "text.h"

const char *const pack_statuses[] = {"ACTIVE", "PAUSED", "ENDED", "SOLD_OUT", NULL};
const char *const pack_sorts[] = {"newest", "name", "price", "-price", NULL};

static const struct field pack_series_fields[] = {
    {"id", FIELD_ID, offsetof(struct pack_series, id)},
    {"name", FIELD_TEXT, offsetof(struct pack_series, name)},
    {"description", FIELD_TEXT, offsetof(struct pack_series, description)},
};
const struct shape pack_series_shape = SHAPE("PackSeries", struct pack_series, pack_series_fields);

static const struct field named_fields[] = {
    {"id", FIELD_ID, offsetof(struct named, id)},
    {"name", FIELD_TEXT, offsetof(struct named, name)},
};
const struct shape series_reference_shape = SHAPE("PackSeriesReference", struct named, named_fields);
const struct shape collection_reference_shape = SHAPE("CollectionReference", struct named, named_fields);

static const struct field pack_fields[] = {
    {"id", FIELD_ID, offsetof(struct pack, id)},
    {"series", FIELD_OBJECT, offsetof(struct pack, series), .shape = &series_reference_shape},
    {"name", FIELD_TEXT, offsetof(struct pack, name)},
    {"description", FIELD_TEXT, offsetof(struct pack, description)},
    {"price_usd", FIELD_MONEY, offsetof(struct pack, price_usd)},
    {"price_sol", FIELD_TEXT, offsetof(struct pack, price_sol), FIELD_NULLABLE, .description = "Lamports"},
    {"xp_reward", FIELD_INTEGER, offsetof(struct pack, xp_reward)},
    {"max_supply", FIELD_INTEGER, offsetof(struct pack, max_supply)},
    {"remaining", FIELD_INTEGER, offsetof(struct pack, remaining)},
    {"status", FIELD_CHOICE, offsetof(struct pack, status), .choices = pack_statuses},
    {"image_gradient", FIELD_TEXT, offsetof(struct pack, image_gradient),
     .description = "Two colours: #rrggbb,#rrggbb"},
    {"cover_image_url", FIELD_TEXT, offsetof(struct pack, cover_image_url), FIELD_NULLABLE},
    {"version", FIELD_INTEGER, offsetof(struct pack, version)},
    {"version_hash", FIELD_HEX, offsetof(struct pack, version_hash), .maximum = 64,
     .description = "SHA-256 of the canonical odds"},
    {"expected_value_usd", FIELD_MONEY, offsetof(struct pack, expected_value_usd),
     .description = "From the current odds and what is left in the pools"},
};
const struct shape pack_shape = SHAPE("Pack", struct pack, pack_fields);

/* Where a page ended: the text the list is sorted by. */
static const struct field sort_key_fields[] = {{"sort_key", FIELD_TEXT, offsetof(struct pack, sort_key)}};
static const struct shape sort_key_shape = SHAPE("SortKey", struct pack, sort_key_fields);

static const struct field odds_row_fields[] = {
    {"rarity", FIELD_CHOICE, offsetof(struct odds_row, rarity), .choices = rarities},
    {"collection", FIELD_OBJECT, offsetof(struct odds_row, collection), .shape = &collection_reference_shape},
    {"drop_rate", FIELD_DECIMAL, offsetof(struct odds_row, drop_rate), .maximum = 2, .description = "Percent"},
    {"fmv_min", FIELD_MONEY, offsetof(struct odds_row, fmv_min)},
    {"fmv_max", FIELD_MONEY, offsetof(struct odds_row, fmv_max)},
    {"available", FIELD_INTEGER, offsetof(struct odds_row, available), .description = "Gems left in this pool"},
};
static const struct shape odds_row_shape = SHAPE("OddsRow", struct odds_row, odds_row_fields);

static const struct field odds_fields[] = {
    {"pack_id", FIELD_ID, offsetof(struct odds, pack_id)},
    {"version", FIELD_INTEGER, offsetof(struct odds, version)},
    {"version_hash", FIELD_HEX, offsetof(struct odds, version_hash), .maximum = 64},
    {"expected_value_usd", FIELD_MONEY, offsetof(struct odds, expected_value_usd)},
    {"odds", FIELD_LIST, offsetof(struct odds, odds), .shape = &odds_row_shape},
};
const struct shape odds_shape = SHAPE("Odds", struct odds, odds_fields);

enum status packs_list_series(struct context *context, struct page *ret_page) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PACKS_SERIES, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &pack_series_shape)};
    return STATUS_OK;
}

enum status packs_list(struct context *context, const struct pack_filter *filter, const char *cursor, int64_t limit,
                       struct page *ret_page) {
    const char *sort = filter->sort == NULL ? pack_sorts[0] : filter->sort;
    const char *list_name = arena_format(context->arena, "packs/%s", sort);
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, SQL_PACKS_LIST,
                      DB(filter->series_id, filter->status, sort, place[0], place[1],
                         text_from_integer(context->arena, limit + 1)),
                      &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &pack_shape)};
    if (!page_has_more(ret_page, limit))
        return STATUS_OK;
    struct pack last;
    db_read(rows, (size_t)limit - 1, &sort_key_shape, &last);
    const struct pack *packs = ret_page->items.items;
    ret_page->next_cursor = cursor_encode(context, list_name, last.sort_key, packs[limit - 1].id);
    return STATUS_OK;
}

enum status packs_show(struct context *context, const char *id, struct pack *ret_pack) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PACKS_SHOW, DB(id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such pack.");
    db_read(rows, 0, &pack_shape, ret_pack);
    return STATUS_OK;
}

enum status packs_show_odds(struct context *context, const char *id, struct odds *ret_odds) {
    struct db_rows *pack_rows;
    struct db_rows *odds_rows;
    struct pack pack;
    db_queue(context, SQL_PACKS_SHOW, DB(id), &pack_rows);
    db_queue(context, SQL_PACKS_ODDS, DB(id), &odds_rows);
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    if (db_count(pack_rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such pack.");
    db_read(pack_rows, 0, &pack_shape, &pack);
    *ret_odds = (struct odds){pack.id, pack.version, pack.version_hash, pack.expected_value_usd,
                              db_read_list(context, odds_rows, &odds_row_shape)};
    return STATUS_OK;
}

void packs_forget_cached(struct context *context, const char *pack_id) {
    const char *const keys[] = {"gem:/api/packs", arena_format(context->arena, "gem:/api/packs/%s", pack_id),
                                arena_format(context->arena, "gem:/api/packs/%s/odds", pack_id)};
    cache_remove(context->cache, keys, sizeof keys / sizeof *keys);
}
