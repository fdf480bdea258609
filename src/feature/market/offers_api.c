#include "market/offers_api.h"

#include "list_query.h"
#include "market/offers.h"
#include "payments/payments.h"
#include "text.h"

struct offer_input {
    int64_t offer_price_usd;
    int64_t price_usd;
    bool escrowed;
};
static const struct field offer_input_fields[] = {
    {"offer_price_usd", FIELD_MONEY, offsetof(struct offer_input, offer_price_usd), FIELD_REQUIRED, OFFER_MINIMUM,
     OFFER_MAXIMUM},
    {"price_usd", FIELD_MONEY, offsetof(struct offer_input, price_usd), 0, 1, OFFER_MAXIMUM,
     .description = "The asking price you saw; another is refused with the listing as it is now"},
    {"escrowed", FIELD_BOOLEAN, offsetof(struct offer_input, escrowed),
     .description = "Set the money aside now, so that accepting it settles at once"},
};
const struct shape offer_input_shape = SHAPE("OfferInput", struct offer_input, offer_input_fields);

enum status offers_handle_make(struct request *request, struct response *response) {
    const struct offer_input *input = request->body;
    const struct offer_request wanted = {
        .listing_id = request_path_value(request, "listing_id"),
        .buyer_id = request->session.user_id,
        .price = input->offer_price_usd,
        .seen_price = input->price_usd,
        .escrowed = input->escrowed,
    };
    struct offer offer;
    enum status status = offers_make(request->context, &wanted, &offer);
    return status == STATUS_OK ? response_answer(request, response, &offer) : status;
}

struct offer_query {
    struct list_query page;
    struct offer_filter filter;
};
static const struct field offer_query_fields[] = {
    LIST_QUERY_FIELDS(struct offer_query),
    {"side", FIELD_CHOICE, offsetof(struct offer_query, filter.side), .choices = offer_sides,
     .description = "made, unless said otherwise"},
    {"status", FIELD_CHOICE, offsetof(struct offer_query, filter.status), .choices = offer_statuses},
};
const struct shape offer_query_shape = SHAPE("OfferQuery", struct offer_query, offer_query_fields);

enum status offers_handle_list(struct request *request, struct response *response) {
    const struct offer_query *query = request->query;
    struct page page;
    enum status status = offers_list(request->context, request->session.user_id, &query->filter, query->page.cursor,
                                     list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

struct offer_decision_input {
    const char *action;
};
static const struct field offer_decision_input_fields[] = {
    {"action", FIELD_CHOICE, offsetof(struct offer_decision_input, action), FIELD_REQUIRED, .choices = offer_actions,
     .description = "Sellers accept or reject, buyers cancel"},
};
const struct shape offer_decision_input_shape =
    SHAPE("OfferDecision", struct offer_decision_input, offer_decision_input_fields);

enum status offers_handle_decide(struct request *request, struct response *response) {
    const struct offer_decision_input *input = request->body;
    struct offer offer;
    enum status status = offers_decide(request->context, request->session.user_id, request_path_value(request, "id"),
                                       input->action, &offer);
    return status == STATUS_OK ? response_answer(request, response, &offer) : status;
}

struct offer_payment_input {
    int64_t price_usd;
    const char *method;
};
static const struct field offer_payment_input_fields[] = {
    {"price_usd", FIELD_MONEY, offsetof(struct offer_payment_input, price_usd), FIELD_REQUIRED, OFFER_MINIMUM,
     OFFER_MAXIMUM, .description = "The price of the offer"},
    {"method", FIELD_CHOICE, offsetof(struct offer_payment_input, method), .choices = payment_methods,
     .description = "CREDIT, unless said otherwise"},
};
const struct shape offer_payment_input_shape =
    SHAPE("OfferPayment", struct offer_payment_input, offer_payment_input_fields);

static enum status begin_payment(struct request *request, struct response *response,
                                 const struct offer_payment *payment) {
    struct market_purchase purchase;
    enum status status = offers_pay_on_chain(request->context, payment, &purchase);
    return status == STATUS_OK ? response_answer_with(request, response, 201, &purchase) : status;
}

/* 200 with the trade; with SOL or USDC 201 and how to pay. */
enum status offers_handle_pay(struct request *request, struct response *response) {
    const struct offer_payment_input *input = request->body;
    const struct offer_payment payment = {
        .offer_id = request_path_value(request, "id"),
        .buyer_id = request->session.user_id,
        .price = input->price_usd,
        .method = input->method == NULL ? "CREDIT" : input->method,
    };
    struct trade trade;
    if (!text_equal(payment.method, "CREDIT"))
        return begin_payment(request, response, &payment);
    enum status status = offers_pay(request->context, &payment, &trade);
    return status == STATUS_OK ? response_answer(request, response, &trade) : status;
}
