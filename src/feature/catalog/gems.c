#include "catalog/gems.h"

#include "arena.h"
#include "catalog/nft_import.h"
#include "catalog/rarity.h"
#include "cursor.h"
#include "db.h"
#include "money.h"
#include "text.h"

/* FEW_MAXIMUM also stands in sql/query/gems/count_found.sql. */
enum { FEW_MAXIMUM = 2000, UNCONFIRMED_SHARE = 2000, WHOLE = 10000 };

const char *const gem_states[] = {"IN_POOL",    "OWNED",     "LISTED",    "BUYBACK",
                                  "PROCESSING", "DELIVERED", "OFF_SHELF", NULL};
const char *const gem_sorts[] = {"newest", "fmv", "-fmv", NULL};

static const struct field gem_row_fields[] = {
    {"id", FIELD_ID, offsetof(struct gem_row, id)},
    {"certificate", FIELD_TEXT, offsetof(struct gem_row, certificate)},
    {"name", FIELD_TEXT, offsetof(struct gem_row, name)},
    {"collection", FIELD_TEXT, offsetof(struct gem_row, collection)},
    {"rarity", FIELD_CHOICE, offsetof(struct gem_row, rarity), .choices = rarities},
    {"species", FIELD_TEXT, offsetof(struct gem_row, species)},
    {"shape", FIELD_TEXT, offsetof(struct gem_row, shape)},
    {"carat", FIELD_DECIMAL, offsetof(struct gem_row, carat), .maximum = 2},
    {"fmv_usd", FIELD_MONEY, offsetof(struct gem_row, fmv_usd)},
    {"state", FIELD_CHOICE, offsetof(struct gem_row, state), .choices = gem_states, .description = "Where it is"},
    {"on_shelf", FIELD_BOOLEAN, offsetof(struct gem_row, on_shelf)},
    {"imported_at", FIELD_TIME, offsetof(struct gem_row, imported_at)},
};
const struct shape gem_row_shape = SHAPE("AdminGemRow", struct gem_row, gem_row_fields);

/* Where a page ended. */
static const struct field sort_key_fields[] = {{"sort_key", FIELD_TEXT, offsetof(struct gem_row, sort_key)}};
static const struct shape sort_key_shape = SHAPE("GemSortKey", struct gem_row, sort_key_fields);

#define GEM_FIELDS                                                                                                     \
    {"id", FIELD_ID, offsetof(struct gem_record, id)},                                                                 \
        {"certificate", FIELD_TEXT, offsetof(struct gem_record, certificate)},                                         \
        {"laboratory", FIELD_TEXT, offsetof(struct gem_record, laboratory)},                                           \
        {"name", FIELD_TEXT, offsetof(struct gem_record, name)},                                                       \
        {"collection", FIELD_TEXT, offsetof(struct gem_record, collection)},                                           \
        {"rarity", FIELD_CHOICE, offsetof(struct gem_record, rarity), .choices = rarities},                            \
        {"state", FIELD_CHOICE, offsetof(struct gem_record, state), .choices = gem_states},                            \
        {"on_shelf", FIELD_BOOLEAN, offsetof(struct gem_record, on_shelf)},                                            \
        {"species", FIELD_CHOICE, offsetof(struct gem_record, species), .choices = gem_species},                       \
        {"shape", FIELD_TEXT, offsetof(struct gem_record, shape)},                                                     \
        {"carat", FIELD_DECIMAL, offsetof(struct gem_record, carat), .maximum = 2},                                    \
        {"cut", FIELD_TEXT, offsetof(struct gem_record, cut), FIELD_NULLABLE},                                         \
        {"color", FIELD_TEXT, offsetof(struct gem_record, color), FIELD_NULLABLE},                                     \
        {"clarity", FIELD_TEXT, offsetof(struct gem_record, clarity), FIELD_NULLABLE},                                 \
        {"length_mm", FIELD_DECIMAL, offsetof(struct gem_record, length_mm), FIELD_NULLABLE, .maximum = 2},            \
        {"width_mm", FIELD_DECIMAL, offsetof(struct gem_record, width_mm), FIELD_NULLABLE, .maximum = 2},              \
        {"depth_mm", FIELD_DECIMAL, offsetof(struct gem_record, depth_mm), FIELD_NULLABLE, .maximum = 2},              \
        {"depth_percent", FIELD_DECIMAL, offsetof(struct gem_record, depth_percent), FIELD_NULLABLE, .maximum = 1},    \
        {"table_percent", FIELD_DECIMAL, offsetof(struct gem_record, table_percent), FIELD_NULLABLE, .maximum = 1},    \
        {"fmv_usd", FIELD_MONEY, offsetof(struct gem_record, fmv_usd)},                                                \
        {"fmv_source", FIELD_TEXT, offsetof(struct gem_record, fmv_source)},                                           \
        {"fmv_at", FIELD_TIME, offsetof(struct gem_record, fmv_at)},                                                   \
        {"image_url", FIELD_TEXT, offsetof(struct gem_record, image_url), FIELD_NULLABLE,                              \
         .description = "null: drawn from its attributes"},                                                            \
        {"picture_url", FIELD_TEXT, offsetof(struct gem_record, picture_url)},                                         \
        {"pool_id", FIELD_ID, offsetof(struct gem_record, pool_id)},                                                   \
        {"pool_position", FIELD_INTEGER, offsetof(struct gem_record, pool_position)},                                  \
        {"owner_id", FIELD_ID, offsetof(struct gem_record, owner_id), FIELD_NULLABLE},                                 \
        {"owner_handle", FIELD_TEXT, offsetof(struct gem_record, owner_handle), FIELD_NULLABLE},                       \
        {"imported_at", FIELD_TIME, offsetof(struct gem_record, imported_at)}, {                                       \
        "version", FIELD_INTEGER, offsetof(struct gem_record, version)                                                 \
    }

static const struct field gem_record_fields[] = {GEM_FIELDS};
const struct shape gem_record_shape = SHAPE("AdminGemRecord", struct gem_record, gem_record_fields);

static const char *const gem_events[] = {"IMPORTED", "DRAWN", "BOUGHT", "GRANTED", "SOLD", "DELIVERED", NULL};

static const struct field gem_event_fields[] = {
    {"at", FIELD_TIME, offsetof(struct gem_event, at)},
    {"event", FIELD_CHOICE, offsetof(struct gem_event, event), .choices = gem_events},
    {"owner_id", FIELD_ID, offsetof(struct gem_event, owner_id), FIELD_NULLABLE},
    {"owner", FIELD_TEXT, offsetof(struct gem_event, owner), FIELD_NULLABLE},
};
static const struct shape gem_event_shape = SHAPE("AdminGemEvent", struct gem_event, gem_event_fields);

static const struct field gem_value_fields[] = {
    {"observed_at", FIELD_TIME, offsetof(struct gem_value, observed_at)},
    {"fmv_usd", FIELD_MONEY, offsetof(struct gem_value, fmv_usd)},
    {"source", FIELD_TEXT, offsetof(struct gem_value, source)},
};
static const struct shape gem_value_shape = SHAPE("AdminGemValue", struct gem_value, gem_value_fields);

static const struct field gem_detail_fields[] = {
    GEM_FIELDS,
    {"events", FIELD_LIST, offsetof(struct gem_detail, events), .shape = &gem_event_shape},
    {"values", FIELD_LIST, offsetof(struct gem_detail, values), .shape = &gem_value_shape},
};
const struct shape gem_detail_shape = SHAPE("AdminGem", struct gem_detail, gem_detail_fields);

static enum sql_statement walk_of(const char *sort) {
    if (text_equal(sort, "fmv"))
        return SQL_GEMS_LIST_VALUE;
    return text_equal(sort, "-fmv") ? SQL_GEMS_LIST_VALUE_DESCENDING : SQL_GEMS_LIST_NEWEST;
}

struct gem_listing {
    const struct gem_search *search;
    const char *sort;
    const char *pattern;
    bool found; /* few gems fit: they are looked up and sorted; else they are met soon on the way through all */
    const char *name;
    const char *place[CURSOR_PARTS];
};

static const char *name_of(struct arena *arena, const struct gem_listing *listing, bool found) {
    return arena_format(arena, "gems/%s/%s", found ? "found" : "all", listing->sort);
}

/* The pages of a list are made in one way, whatever has become of the gems meanwhile: the first page's cursor says
 * which. */
static enum status continue_listing(struct context *context, const char *cursor, struct gem_listing *listing) {
    listing->found = true;
    listing->name = name_of(context->arena, listing, true);
    if (cursor_decode(context, cursor, listing->name, listing->place) == STATUS_OK)
        return STATUS_OK;
    listing->found = false;
    listing->name = name_of(context->arena, listing, false);
    return cursor_decode(context, cursor, listing->name, listing->place);
}

static enum status begin_listing(struct context *context, struct gem_listing *listing) {
    const struct gem_search *search = listing->search;
    struct db_rows *rows;
    int64_t count = FEW_MAXIMUM;
    if (search->q != NULL || search->state != NULL) {
        enum status status =
            db_query(context, SQL_GEMS_COUNT_FOUND, DB(search->state, search->q, listing->pattern), &rows);
        if (status != STATUS_OK)
            return status;
        if (!text_parse_integer(db_text(rows, 0, 0), &count))
            return STATUS_INTERNAL;
    }
    listing->found = count < FEW_MAXIMUM;
    listing->name = name_of(context->arena, listing, listing->found);
    return STATUS_OK;
}

enum status gems_list(struct context *context, const struct gem_search *search, const char *cursor, int64_t limit,
                      struct page *ret_page) {
    struct arena *arena = context->arena;
    struct gem_listing listing = {.search = search, .sort = search->sort == NULL ? gem_sorts[0] : search->sort};
    struct db_rows *rows;
    listing.pattern = search->q == NULL ? NULL : text_like_pattern(arena, search->q);
    enum status status =
        cursor == NULL ? begin_listing(context, &listing) : continue_listing(context, cursor, &listing);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, listing.found ? SQL_GEMS_SEARCH : walk_of(listing.sort),
                      DB(search->rarity, search->collection, search->state, listing.place[0], listing.place[1],
                         text_from_integer(arena, limit + 1), search->q, listing.pattern, listing.sort),
                      &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &gem_row_shape)};
    if (!page_has_more(ret_page, limit))
        return STATUS_OK;
    struct gem_row last;
    db_read(rows, (size_t)limit - 1, &sort_key_shape, &last);
    const struct gem_row *gems = ret_page->items.items;
    ret_page->next_cursor = cursor_encode(context, listing.name, last.sort_key, gems[limit - 1].id);
    return STATUS_OK;
}

static enum status read_gem(struct context *context, const struct db_rows *rows, const struct shape *shape,
                            void *ret_gem) {
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such gem.");
    db_read(rows, 0, shape, ret_gem);
    return STATUS_OK;
}

enum status gems_show(struct context *context, const char *id, struct gem_detail *ret_gem) {
    struct db_rows *rows;
    struct db_rows *events;
    struct db_rows *values;
    db_queue(context, SQL_GEMS_SHOW, DB(id), &rows);
    db_queue(context, SQL_GEMS_EVENTS, DB(id), &events);
    db_queue(context, SQL_GEMS_VALUES, DB(id), &values);
    enum status status = db_flush(context);
    if (status == STATUS_OK)
        status = read_gem(context, rows, &gem_detail_shape, ret_gem);
    if (status != STATUS_OK)
        return status;
    ret_gem->events = db_read_list(context, events, &gem_event_shape);
    ret_gem->values = db_read_list(context, values, &gem_value_shape);
    return STATUS_OK;
}

enum status gems_lock(struct context *context, const char *id, struct gem_record *ret_gem) {
    struct db_rows *locked;
    struct db_rows *rows;
    /* Looked at by a statement of its own, which sees what was committed while the first one waited. */
    db_queue(context, SQL_GEMS_LOCK, DB(id), &locked);
    db_queue(context, SQL_GEMS_SHOW, DB(id), &rows);
    enum status status = db_flush(context);
    return status == STATUS_OK ? read_gem(context, rows, &gem_record_shape, ret_gem) : status;
}

/* A slip of the keyboard must not move a gem's value far: whoever means it says by how much. */
static enum status check_change(struct context *context, const struct gem_record *gem, int64_t fmv,
                                const char *confirmed) {
    int64_t distance = fmv > gem->fmv_usd ? fmv - gem->fmv_usd : gem->fmv_usd - fmv;
    int64_t share;
    enum status status = money_ratio(distance, WHOLE, gem->fmv_usd, &share);
    if (status != STATUS_OK)
        return status;
    int64_t allowed;
    status = money_share(gem->fmv_usd, UNCONFIRMED_SHARE, &allowed);
    if (status != STATUS_OK || distance <= allowed)
        return status;
    const char *change = arena_format(context->arena, "%c%lld.%02lld", fmv > gem->fmv_usd ? '+' : '-',
                                      (long long)share / 100, (long long)share % 100);
    if (text_equal(confirmed, change))
        return STATUS_OK;
    return context_field_error(context, "confirm_change", "not_confirmed",
                               "must be %s: the value moves by that many percent, more than 20", change);
}

static enum status change_value(struct context *context, const struct gem_record *gem,
                                const struct gem_change *change) {
    const struct stone *stone = &change->stone;
    if (stone->fmv_usd == MONEY_NONE || stone->fmv_usd == gem->fmv_usd)
        return STATUS_OK;
    if (stone->fmv_source == NULL)
        return context_field_error(context, "fmv_source", "required", "is required with another value");
    enum status status = check_change(context, gem, stone->fmv_usd, change->confirm_change);
    if (status == STATUS_OK)
        db_queue(context, SQL_GEMS_SET_VALUE,
                 DB(gem->id, money_text(context->arena, stone->fmv_usd), stone->fmv_source), NULL);
    return status;
}

enum status gems_change(struct context *context, const struct gem_record *gem, const struct gem_change *change) {
    const struct stone *stone = &change->stone;
    enum status status = nft_import_check_bounds(context, stone, "");
    enum status valued = change_value(context, gem, change);
    if (status == STATUS_OK)
        status = valued;
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_GEMS_UPDATE,
             DB(gem->id, stone->name, stone->laboratory, stone->species, stone->shape, stone->carat, stone->cut,
                stone->color, stone->clarity, stone->length_mm, stone->width_mm, stone->depth_mm, stone->depth_percent,
                stone->table_percent, stone->image_url),
             NULL);
    return db_flush(context);
}

enum status gems_set_shelf(struct context *context, const struct gem_record *gem, bool on_shelf) {
    if (gem->on_shelf == on_shelf)
        return context_refuse(context, STATUS_CONFLICT, "The gem is %s the shelf already.", on_shelf ? "on" : "off");
    if (text_equal(gem->state, "DELIVERED"))
        return context_refuse(context, STATUS_RULE_REFUSED, "The gem was delivered; it is not ours any more.");
    db_queue(context, SQL_GEMS_SET_SHELF, DB(gem->id, on_shelf ? "true" : "false"), NULL);
    db_queue(context, on_shelf ? SQL_GEMS_RETURN_TO_POOL : SQL_GEMS_LEAVE_POOL, DB(gem->id), NULL);
    return db_flush(context);
}
