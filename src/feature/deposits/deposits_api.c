#include "deposits/deposits_api.h"

#include "deposits/deposits.h"
#include "list_query.h"
#include "text.h"

struct deposit_input {
    int64_t amount_usd;
};
static const struct field card_deposit_input_fields[] = {
    {"amount_usd", FIELD_MONEY, offsetof(struct deposit_input, amount_usd), FIELD_REQUIRED, DEPOSIT_MINIMUM,
     DEPOSIT_CARD_MAXIMUM, .description = "Whole cents"},
};
const struct shape card_deposit_input_shape =
    SHAPE("CardDepositInput", struct deposit_input, card_deposit_input_fields);
static const struct field chain_deposit_input_fields[] = {
    {"amount_usd", FIELD_MONEY, offsetof(struct deposit_input, amount_usd), FIELD_REQUIRED, DEPOSIT_MINIMUM,
     DEPOSIT_CHAIN_MAXIMUM},
};
const struct shape chain_deposit_input_shape =
    SHAPE("ChainDepositInput", struct deposit_input, chain_deposit_input_fields);

struct claim_input {
    const char *tx_hash;
};
static const struct field claim_input_fields[] = {
    {"tx_hash", FIELD_TEXT, offsetof(struct claim_input, tx_hash), FIELD_REQUIRED, SIGNATURE_MINIMUM, SIGNATURE_MAXIMUM,
     .characters = SIGNATURE_CHARACTERS, .description = "The transaction's signature"},
};
const struct shape claim_input_shape = SHAPE("ClaimInput", struct claim_input, claim_input_fields);

struct card_deposit {
    struct deposit deposit;
    const char *checkout_url;
};
static const struct field card_deposit_fields[] = {
    {"deposit", FIELD_OBJECT, offsetof(struct card_deposit, deposit), .shape = &deposit_shape},
    {"checkout_url", FIELD_TEXT, offsetof(struct card_deposit, checkout_url),
     .description = "Send the browser there; it works for an hour"},
};
const struct shape card_deposit_shape = SHAPE("CardDeposit", struct card_deposit, card_deposit_fields);

struct chain_deposit {
    struct deposit deposit;
    struct payment payment;
};
static const struct field chain_deposit_fields[] = {
    {"deposit", FIELD_OBJECT, offsetof(struct chain_deposit, deposit), .shape = &deposit_shape},
    {"payment", FIELD_OBJECT, offsetof(struct chain_deposit, payment), .shape = &payment_shape},
};
const struct shape chain_deposit_shape = SHAPE("ChainDeposit", struct chain_deposit, chain_deposit_fields);

enum status deposits_handle_card(struct request *request, struct response *response) {
    const struct deposit_input *input = request->body;
    struct card_deposit answer;
    enum status status = deposits_create_by_card(request->context, request->session.user_id, input->amount_usd,
                                                 &answer.deposit, &answer.checkout_url);
    return status == STATUS_OK ? response_answer(request, response, &answer) : status;
}

static enum status create_on_chain(struct request *request, struct response *response, const char *asset) {
    const struct deposit_input *input = request->body;
    struct chain_deposit answer;
    enum status status = deposits_create_on_chain(request->context, request->session.user_id, asset, input->amount_usd,
                                                  &answer.deposit, &answer.payment);
    return status == STATUS_OK ? response_answer(request, response, &answer) : status;
}

enum status deposits_handle_usdc(struct request *request, struct response *response) {
    return create_on_chain(request, response, "USDC");
}

enum status deposits_handle_sol(struct request *request, struct response *response) {
    return create_on_chain(request, response, "SOL");
}

/* W4: the place of a provider that brings stablecoins from other chains. */
enum status deposits_handle_cross_chain(struct request *request, struct response *response) {
    (void)response;
    return context_refuse(request->context, STATUS_NOT_CONFIGURED,
                          "No provider for other chains is set up; top up by card, USDC or SOL.");
}

enum status deposits_handle_list(struct request *request, struct response *response) {
    const struct plain_list_query *query = request->query;
    struct page page;
    enum status status =
        deposits_list(request->context, request->session.user_id, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status deposits_handle_show(struct request *request, struct response *response) {
    struct deposit deposit;
    enum status status =
        deposits_show(request->context, request->session.user_id, request_path_value(request, "id"), &deposit);
    return status == STATUS_OK ? response_answer(request, response, &deposit) : status;
}

/* 200 once it is confirmed; until the chain has made the payment final, 202. */
enum status deposits_handle_claim(struct request *request, struct response *response) {
    const struct claim_input *input = request->body;
    struct deposit deposit;
    enum status status = deposits_claim(request->context, request->session.user_id, request_path_value(request, "id"),
                                        input->tx_hash, &deposit);
    if (status != STATUS_OK)
        return status;
    return response_answer_with(request, response, text_equal(deposit.status, "PENDING") ? 202 : 200, &deposit);
}
