#include "buyback/buyback_api.h"

#include "buyback/buyback.h"
#include "list_query.h"

#define BASE58 "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

static const struct field buyback_input_fields[] = {
    {"payout", FIELD_CHOICE, offsetof(struct buyback_input, payout), FIELD_REQUIRED, .choices = buyback_payouts},
    {"address", FIELD_TEXT, offsetof(struct buyback_input, address), 0, BUYBACK_ADDRESS_MINIMUM,
     BUYBACK_ADDRESS_MAXIMUM, .characters = BASE58, .description = "On Solana; one's own wallet when not given"},
};
const struct shape buyback_input_shape = SHAPE("BuybackInput", struct buyback_input, buyback_input_fields);

struct instant_sale_input {
    int64_t price_usd;
};
static const struct field instant_sale_input_fields[] = {
    {"price_usd", FIELD_MONEY, offsetof(struct instant_sale_input, price_usd), 0, 0, INT64_MAX,
     .description = "The price seen; refused when it is another now"},
};
const struct shape instant_sale_input_shape =
    SHAPE("InstantSaleInput", struct instant_sale_input, instant_sale_input_fields);

enum status buyback_handle_quote(struct request *request, struct response *response) {
    struct buyback_quote quote;
    enum status status =
        buyback_quote(request->context, request->session.user_id, request_path_value(request, "id"), &quote);
    return status == STATUS_OK ? response_answer(request, response, &quote) : status;
}

enum status buyback_handle_request(struct request *request, struct response *response) {
    struct buyback buyback;
    enum status status = buyback_request(request->context, request->session.user_id, request_path_value(request, "id"),
                                         request->body, &buyback);
    return status == STATUS_OK ? response_answer(request, response, &buyback) : status;
}

enum status buyback_handle_sell(struct request *request, struct response *response) {
    const struct instant_sale_input *input = request->body;
    struct instant_sale sale;
    enum status status = buyback_sell(request->context, request->session.user_id, request_path_value(request, "id"),
                                      input->price_usd, &sale);
    return status == STATUS_OK ? response_answer(request, response, &sale) : status;
}

enum status buyback_handle_withdraw(struct request *request, struct response *response) {
    enum status status =
        buyback_withdraw(request->context, request->session.user_id, request_path_value(request, "id"));
    return status == STATUS_OK ? response_nothing(request, response) : status;
}

enum status buyback_handle_list(struct request *request, struct response *response) {
    const struct plain_list_query *query = request->query;
    struct page page;
    enum status status =
        buyback_list(request->context, request->session.user_id, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status buyback_handle_show(struct request *request, struct response *response) {
    struct buyback buyback;
    enum status status =
        buyback_show(request->context, request->session.user_id, request_path_value(request, "id"), &buyback);
    return status == STATUS_OK ? response_answer(request, response, &buyback) : status;
}
