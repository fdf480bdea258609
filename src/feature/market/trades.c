#include "market/trades.h"

#include "arena.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "text.h"

static const struct field price_point_fields[] = {
    {"day", FIELD_TIME, offsetof(struct price_point, day), .description = "The first moment of a day (UTC)"},
    {"trades", FIELD_INTEGER, offsetof(struct price_point, trades)},
    {"low", FIELD_MONEY, offsetof(struct price_point, low)},
    {"high", FIELD_MONEY, offsetof(struct price_point, high)},
    {"average", FIELD_MONEY, offsetof(struct price_point, average), .description = "Rounded down"},
    {"last", FIELD_MONEY, offsetof(struct price_point, last)},
};
const struct shape price_point_shape = SHAPE("PricePoint", struct price_point, price_point_fields);

static void read_page(struct context *context, const struct db_rows *rows, const char *list_name, int64_t limit,
                      struct page *ret_page) {
    *ret_page = (struct page){.items = db_read_list(context, rows, &trade_shape)};
    const struct trade *trades = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(context->arena, trades[limit - 1].traded_at),
                          trades[limit - 1].id);
}

enum status trades_list(struct context *context, const char *nft_id, const char *cursor, int64_t limit,
                        struct page *ret_page) {
    static const char list_name[] = "market/trades";
    const char *rows_wanted = text_from_integer(context->arena, limit + 1);
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status != STATUS_OK)
        return status;
    if (nft_id == NULL)
        status = db_query(context, SQL_MARKET_TRADES_NEWEST, DB(place[0], place[1], rows_wanted), &rows);
    else
        status = db_query(context, SQL_MARKET_TRADES_OF_GEM, DB(nft_id, place[0], place[1], rows_wanted), &rows);
    if (status == STATUS_OK)
        read_page(context, rows, list_name, limit, ret_page);
    return status;
}

enum status trades_list_own(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                            struct page *ret_page) {
    static const char list_name[] = "market/own-trades";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status == STATUS_OK)
        status = db_query(context, SQL_MARKET_TRADES_OF_USER,
                          DB(user_id, place[0], place[1], text_from_integer(context->arena, limit + 1)), &rows);
    if (status == STATUS_OK)
        read_page(context, rows, list_name, limit, ret_page);
    return status;
}

static enum status check_price_query(struct context *context, const struct price_query *query) {
    if ((query->nft_id == NULL) == (query->collection_id == NULL))
        return context_field_error(context, "nft_id", "required", "or collection_id is required, and not both");
    if (query->rarity != NULL && query->collection_id == NULL)
        return context_field_error(context, "rarity", "not_allowed", "goes with collection_id");
    return STATUS_OK;
}

enum status trades_list_prices(struct context *context, const struct price_query *query, struct page *ret_page) {
    struct db_rows *rows;
    enum status status = check_price_query(context, query);
    if (status != STATUS_OK)
        return status;
    if (query->nft_id != NULL)
        status = db_query(context, SQL_MARKET_PRICES_OF_GEM, DB(query->nft_id), &rows);
    else
        status = db_query(context, SQL_MARKET_PRICES_OF_KIND, DB(query->collection_id, query->rarity), &rows);
    if (status == STATUS_OK)
        *ret_page = (struct page){.items = db_read_list(context, rows, &price_point_shape)};
    return status;
}
