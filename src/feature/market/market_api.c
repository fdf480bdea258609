#include "market/market_api.h"

#include "catalog/rarity.h"
#include "list_query.h"
#include "market/chain_purchase.h"
#include "market/credit_purchase.h"
#include "market/listing_search.h"
#include "market/listings.h"
#include "market/trades.h"
#include "payments/payments.h"
#include "text.h"

struct asking_price_input {
    int64_t asking_price_usd;
};

static const struct field asking_price_input_fields[] = {
    {"asking_price_usd", FIELD_MONEY, offsetof(struct asking_price_input, asking_price_usd), FIELD_REQUIRED,
     LISTING_PRICE_MINIMUM, LISTING_PRICE_MAXIMUM, .description = "At least half of what the gem is worth"},
};
const struct shape asking_price_input_shape =
    SHAPE("AskingPrice", struct asking_price_input, asking_price_input_fields);

enum status market_handle_list_item(struct request *request, struct response *response) {
    const struct asking_price_input *input = request->body;
    struct listing listing;
    enum status status = listings_create(request->context, request->session.user_id, request_path_value(request, "id"),
                                         input->asking_price_usd, &listing);
    return status == STATUS_OK ? response_answer(request, response, &listing) : status;
}

enum status market_handle_delist_item(struct request *request, struct response *response) {
    struct listing listing;
    enum status status =
        listings_withdraw(request->context, request->session.user_id, request_path_value(request, "id"), &listing);
    return status == STATUS_OK ? response_answer(request, response, &listing) : status;
}

enum status market_handle_reprice(struct request *request, struct response *response) {
    const struct asking_price_input *input = request->body;
    struct listing listing;
    enum status status = listings_reprice(request->context, request->session.user_id, request_path_value(request, "id"),
                                          input->asking_price_usd, &listing);
    return status == STATUS_OK ? response_answer(request, response, &listing) : status;
}

/* Rows of a query's field table; `type` has a struct listing_filter named filter. */
#define FILTER_FIELDS(type)                                                                                            \
    {"q",                                                                                                              \
     FIELD_TEXT,                                                                                                       \
     offsetof(type, filter.words),                                                                                     \
     0,                                                                                                                \
     1,                                                                                                                \
     SEARCH_WORDS_MAXIMUM,                                                                                             \
     .description = "Words of the name, collection, certificate, species, shape or color"},                            \
        {"rarity", FIELD_CHOICE, offsetof(type, filter.rarity), .choices = rarities},                                  \
        {"collection_id", FIELD_ID, offsetof(type, filter.collection_id)},                                             \
        {"min_price", FIELD_MONEY, offsetof(type, filter.min_price), 0, 0, LISTING_PRICE_MAXIMUM},                     \
        {"max_price", FIELD_MONEY, offsetof(type, filter.max_price), 0, 0, LISTING_PRICE_MAXIMUM},                     \
        {"min_carat", FIELD_DECIMAL, offsetof(type, filter.min_carat), .maximum = 2}, {                                \
        "max_carat", FIELD_DECIMAL, offsetof(type, filter.max_carat), .maximum = 2                                     \
    }

struct listing_query {
    struct list_query page;
    struct listing_filter filter;
    const char *sort;
};

static const struct field listing_query_fields[] = {
    LIST_QUERY_FIELDS(struct listing_query),
    FILTER_FIELDS(struct listing_query),
    {"sort", FIELD_CHOICE, offsetof(struct listing_query, sort), .choices = listing_sorts},
};
const struct shape listing_query_shape = SHAPE("ListingQuery", struct listing_query, listing_query_fields);

enum status market_handle_listings(struct request *request, struct response *response) {
    const struct listing_query *query = request->query;
    struct page page;
    enum status status = listing_search_list(request->context, &query->filter, query->sort, query->page.cursor,
                                             list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

struct facets_query {
    struct listing_filter filter;
};

static const struct field facets_query_fields[] = {FILTER_FIELDS(struct facets_query)};
const struct shape facets_query_shape = SHAPE("FacetsQuery", struct facets_query, facets_query_fields);

enum status market_handle_facets(struct request *request, struct response *response) {
    const struct facets_query *query = request->query;
    struct facets facets;
    enum status status = listing_search_facets(request->context, &query->filter, &facets);
    return status == STATUS_OK ? response_answer(request, response, &facets) : status;
}

enum status market_handle_listing(struct request *request, struct response *response) {
    struct listing listing;
    enum status status = listings_show(request->context, request_path_value(request, "id"), &listing);
    return status == STATUS_OK ? response_answer(request, response, &listing) : status;
}

struct buy_input {
    const char *method;
    int64_t price_usd;
};

static const struct field buy_input_fields[] = {
    {"method", FIELD_CHOICE, offsetof(struct buy_input, method), .choices = payment_methods,
     .description = "CREDIT when not given"},
    {"price_usd", FIELD_MONEY, offsetof(struct buy_input, price_usd), FIELD_REQUIRED, LISTING_PRICE_MINIMUM,
     LISTING_PRICE_MAXIMUM, .description = "The price you saw; another is refused with the listing as it is"},
};
const struct shape buy_input_shape = SHAPE("Buy", struct buy_input, buy_input_fields);

static enum status buy_on_chain(struct request *request, struct response *response, const char *listing_id,
                                const struct buy_input *input) {
    const struct market_purchase_request purchase_request = {
        .listing_id = listing_id,
        .buyer_id = request->session.user_id,
        .price = input->price_usd,
        .method = input->method,
    };
    struct market_purchase purchase;
    enum status status = market_purchase_begin(request->context, &purchase_request, &purchase);
    return status == STATUS_OK ? response_answer_with(request, response, 201, &purchase) : status;
}

enum status market_handle_buy(struct request *request, struct response *response) {
    const struct buy_input *input = request->body;
    const char *listing_id = request_path_value(request, "listing_id");
    struct trade trade;
    if (input->method != NULL && !text_equal(input->method, "CREDIT"))
        return buy_on_chain(request, response, listing_id, input);
    enum status status =
        credit_purchase(request->context, request->session.user_id, listing_id, input->price_usd, &trade);
    return status == STATUS_OK ? response_answer(request, response, &trade) : status;
}

struct trade_query {
    struct list_query page;
    const char *nft_id;
};

static const struct field trade_query_fields[] = {
    LIST_QUERY_FIELDS(struct trade_query),
    {"nft_id", FIELD_ID, offsetof(struct trade_query, nft_id)},
};
const struct shape trade_query_shape = SHAPE("TradeQuery", struct trade_query, trade_query_fields);

enum status market_handle_trades(struct request *request, struct response *response) {
    const struct trade_query *query = request->query;
    struct page page;
    enum status status =
        trades_list(request->context, query->nft_id, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status market_handle_own_trades(struct request *request, struct response *response) {
    const struct plain_list_query *query = request->query;
    struct page page;
    enum status status = trades_list_own(request->context, request->session.user_id, query->page.cursor,
                                         list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

static const struct field price_query_fields[] = {
    {"nft_id", FIELD_ID, offsetof(struct price_query, nft_id), .description = "Of one gem"},
    {"collection_id", FIELD_ID, offsetof(struct price_query, collection_id), .description = "Of a collection"},
    {"rarity", FIELD_CHOICE, offsetof(struct price_query, rarity), .choices = rarities,
     .description = "Of the collection's gems of this rarity alone"},
};
const struct shape price_query_shape = SHAPE("PriceQuery", struct price_query, price_query_fields);

enum status market_handle_prices(struct request *request, struct response *response) {
    struct page page;
    enum status status = trades_list_prices(request->context, request->query, &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}
