#include "market/listing_search.h"

#include "arena.h"
#include "catalog/rarity.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "text.h"

const char *const listing_sorts[] = {"-listed_at", "listed_at", "price", "-price", "fmv", "-fmv", NULL};

struct listing_order {
    const char *sort;
    enum sql_statement statement;
    const char *(*sort_key)(struct arena *arena, const struct listing *listing);
};

static const char *listed_key(struct arena *arena, const struct listing *listing) {
    return clock_text(arena, listing->listed_at);
}

static const char *price_key(struct arena *arena, const struct listing *listing) {
    return money_text(arena, listing->asking_price_usd);
}

static const char *fmv_key(struct arena *arena, const struct listing *listing) {
    return money_text(arena, listing->fmv);
}

static const struct listing_order listing_orders[] = {
    {"-listed_at", SQL_MARKET_LIST_NEWEST, listed_key},
    {"listed_at", SQL_MARKET_LIST_OLDEST, listed_key},
    {"price", SQL_MARKET_LIST_PRICE, price_key},
    {"-price", SQL_MARKET_LIST_PRICE_DESCENDING, price_key},
    {"fmv", SQL_MARKET_LIST_FMV, fmv_key},
    {"-fmv", SQL_MARKET_LIST_FMV_DESCENDING, fmv_key},
};

static const struct listing_order *find_order(const char *sort) {
    const struct listing_order *order = listing_orders;
    while (sort != NULL && !text_equal(order->sort, sort))
        order++;
    return order;
}

/* The first six parameters of every statement here. */
#define FILTER_PARAMETERS(arena, filter)                                                                               \
    (filter)->rarity, (filter)->collection_id, money_text((arena), (filter)->min_price),                               \
        money_text((arena), (filter)->max_price), (filter)->min_carat, (filter)->max_carat

/* And two of those that look for words. */
#define WORDS_PARAMETERS(filter, alike) (alike) ? NULL : (filter)->words, (alike) ? (filter)->words : NULL

static enum status list_ordered(struct context *context, const struct listing_filter *filter,
                                const struct listing_order *order, const char *cursor, int64_t limit,
                                struct page *ret_page) {
    struct arena *arena = context->arena;
    const char *list_name = arena_format(arena, "market/%s", order->sort);
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status == STATUS_OK)
        status = db_query(context, order->statement,
                          DB(FILTER_PARAMETERS(arena, filter), place[0], place[1], text_from_integer(arena, limit + 1)),
                          &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &listing_shape)};
    const struct listing *listings = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, order->sort_key(arena, &listings[limit - 1]), listings[limit - 1].id);
    return STATUS_OK;
}

/* Where a found listing stands: read from rows, not shown. */
struct found_place {
    const char *sort_key;
};

static const struct field found_place_fields[] = {{"sort_key", FIELD_TEXT, offsetof(struct found_place, sort_key)}};
static const struct shape found_place_shape = SHAPE("FoundPlace", struct found_place, found_place_fields);

/* With `alike`, by how names are spelt. */
static enum status list_found(struct context *context, const struct listing_filter *filter,
                              const struct listing_order *order, bool alike, const char *cursor, int64_t limit,
                              struct page *ret_page) {
    struct arena *arena = context->arena;
    const char *list_name = arena_format(arena, "market/%s/%s", alike ? "alike" : "search", order->sort);
    const char *place[CURSOR_PARTS];
    struct found_place last;
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status == STATUS_OK)
        status = db_query(context, SQL_MARKET_SEARCH,
                          DB(FILTER_PARAMETERS(arena, filter), WORDS_PARAMETERS(filter, alike), order->sort, place[0],
                             place[1], text_from_integer(arena, limit + 1)),
                          &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &listing_shape)};
    if (!page_has_more(ret_page, limit))
        return STATUS_OK;
    const struct listing *listings = ret_page->items.items;
    db_read(rows, (size_t)limit - 1, &found_place_shape, &last);
    ret_page->next_cursor = cursor_encode(context, list_name, last.sort_key, listings[limit - 1].id);
    return STATUS_OK;
}

/* Names spelt like the words only when nothing has the words; the cursor then says that this is such a list. */
static enum status list_searched(struct context *context, const struct listing_filter *filter,
                                 const struct listing_order *order, const char *cursor, int64_t limit,
                                 struct page *ret_page) {
    enum status status = list_found(context, filter, order, false, cursor, limit, ret_page);
    bool nothing = status == STATUS_OK && cursor == NULL && ret_page->items.count == 0;
    if (nothing || status == STATUS_INVALID_CURSOR)
        status = list_found(context, filter, order, true, cursor, limit, ret_page);
    return status;
}

/* Decimal texts of whatever the shape let through: the money parser reads carats as well. */
static bool is_reversed(const char *least, const char *greatest) {
    int64_t from;
    int64_t to;
    return least != NULL && greatest != NULL && money_parse(least, &from) && money_parse(greatest, &to) && from > to;
}

static enum status check_filter(struct context *context, const struct listing_filter *filter) {
    struct arena *arena = context->arena;
    enum status status = STATUS_OK;
    if (is_reversed(money_text(arena, filter->min_price), money_text(arena, filter->max_price)))
        status = context_field_error(context, "min_price", "out_of_range", "must not be above max_price");
    if (is_reversed(filter->min_carat, filter->max_carat))
        status = context_field_error(context, "min_carat", "out_of_range", "must not be above max_carat");
    return status;
}

enum status listing_search_list(struct context *context, const struct listing_filter *filter, const char *sort,
                                const char *cursor, int64_t limit, struct page *ret_page) {
    const struct listing_order *order = find_order(sort);
    enum status status = check_filter(context, filter);
    if (status != STATUS_OK)
        return status;
    return filter->words == NULL ? list_ordered(context, filter, order, cursor, limit, ret_page)
                                 : list_searched(context, filter, order, cursor, limit, ret_page);
}

static const struct field rarity_count_fields[] = {
    {"rarity", FIELD_CHOICE, offsetof(struct rarity_count, rarity), .choices = rarities},
    {"count", FIELD_INTEGER, offsetof(struct rarity_count, count)},
};
static const struct shape rarity_count_shape = SHAPE("RarityCount", struct rarity_count, rarity_count_fields);

static const struct field collection_count_fields[] = {
    {"id", FIELD_ID, offsetof(struct collection_count, id)},
    {"name", FIELD_TEXT, offsetof(struct collection_count, name)},
    {"count", FIELD_INTEGER, offsetof(struct collection_count, count)},
};
static const struct shape collection_count_shape =
    SHAPE("CollectionCount", struct collection_count, collection_count_fields);

static const struct field price_range_fields[] = {
    {"min", FIELD_MONEY, offsetof(struct price_range, min), FIELD_NULLABLE},
    {"max", FIELD_MONEY, offsetof(struct price_range, max), FIELD_NULLABLE},
};
static const struct shape price_range_shape = SHAPE("PriceRange", struct price_range, price_range_fields);

static const struct field facets_fields[] = {
    {"total", FIELD_INTEGER, offsetof(struct facets, total)},
    {"rarities", FIELD_LIST, offsetof(struct facets, rarities), .shape = &rarity_count_shape},
    {"collections", FIELD_LIST, offsetof(struct facets, collections), .shape = &collection_count_shape},
    {"price", FIELD_OBJECT, offsetof(struct facets, price), .shape = &price_range_shape},
};
const struct shape facets_shape = SHAPE("MarketFacets", struct facets, facets_fields);

/* What a row of the statement counts, and the count of all. */
struct facet_row {
    const char *kind; /* ALL, RARITY, COLLECTION */
    int64_t count;
};

static const struct field facet_row_fields[] = {
    {"kind", FIELD_TEXT, offsetof(struct facet_row, kind)},
    {"count", FIELD_INTEGER, offsetof(struct facet_row, count)},
};
static const struct shape facet_row_shape = SHAPE("FacetRow", struct facet_row, facet_row_fields);

/* The rows of one kind as a list of `shape`. */
static struct list take_kind(struct context *context, const struct db_rows *rows, const char *kind,
                             const struct shape *shape) {
    struct list list = {.items = arena_array(context->arena, db_count(rows), shape->size)};
    for (size_t i = 0; i < db_count(rows); i++) {
        struct facet_row row;
        db_read(rows, i, &facet_row_shape, &row);
        if (text_equal(row.kind, kind))
            db_read(rows, i, shape, (char *)list.items + list.count++ * shape->size);
    }
    return list;
}

static enum status read_facets(struct context *context, enum sql_statement statement, const char *const *parameters,
                               struct facets *ret_facets) {
    struct facet_row all;
    struct db_rows *rows;
    enum status status = db_query(context, statement, parameters, &rows);
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &facet_row_shape, &all); /* there is always one, and it comes first */
    ret_facets->total = all.count;
    db_read(rows, 0, &price_range_shape, &ret_facets->price);
    ret_facets->rarities = take_kind(context, rows, "RARITY", &rarity_count_shape);
    ret_facets->collections = take_kind(context, rows, "COLLECTION", &collection_count_shape);
    return STATUS_OK;
}

enum status listing_search_facets(struct context *context, const struct listing_filter *filter,
                                  struct facets *ret_facets) {
    struct arena *arena = context->arena;
    enum status status = check_filter(context, filter);
    if (status != STATUS_OK)
        return status;
    if (filter->words == NULL)
        return read_facets(context, SQL_MARKET_FACETS, DB(FILTER_PARAMETERS(arena, filter)), ret_facets);
    status = read_facets(context, SQL_MARKET_SEARCH_FACETS,
                         DB(FILTER_PARAMETERS(arena, filter), WORDS_PARAMETERS(filter, false)), ret_facets);
    if (status != STATUS_OK || ret_facets->total > 0)
        return status;
    return read_facets(context, SQL_MARKET_SEARCH_FACETS,
                       DB(FILTER_PARAMETERS(arena, filter), WORDS_PARAMETERS(filter, true)), ret_facets);
}
