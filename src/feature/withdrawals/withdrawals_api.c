#include "withdrawals/withdrawals_api.h"

#include "list_query.h"
#include "solana_address.h"
#include "withdrawals/addresses.h"
#include "withdrawals/withdrawals.h"

#define ADDRESS_CHARACTERS "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

struct withdrawal_input {
    int64_t amount_usd;
    const char *address;
};
static const struct field withdrawal_input_fields[] = {
    {"amount_usd", FIELD_MONEY, offsetof(struct withdrawal_input, amount_usd), FIELD_REQUIRED, WITHDRAWAL_MINIMUM,
     WITHDRAWAL_MAXIMUM},
    {"address", FIELD_TEXT, offsetof(struct withdrawal_input, address), FIELD_REQUIRED, SOLANA_ADDRESS_MINIMUM,
     SOLANA_ADDRESS_MAXIMUM, .characters = ADDRESS_CHARACTERS,
     .description = "The bound Solana wallet, or a confirmed address"},
};
const struct shape withdrawal_input_shape = SHAPE("WithdrawalInput", struct withdrawal_input, withdrawal_input_fields);

struct withdrawal_address_input {
    const char *address;
};
static const struct field withdrawal_address_input_fields[] = {
    {"address", FIELD_TEXT, offsetof(struct withdrawal_address_input, address), FIELD_REQUIRED, SOLANA_ADDRESS_MINIMUM,
     SOLANA_ADDRESS_MAXIMUM, .characters = ADDRESS_CHARACTERS},
};
const struct shape withdrawal_address_input_shape =
    SHAPE("WithdrawalAddressInput", struct withdrawal_address_input, withdrawal_address_input_fields);

struct confirm_address_input {
    const char *code;
};
static const struct field confirm_address_input_fields[] = {
    {"code", FIELD_TEXT, offsetof(struct confirm_address_input, code), FIELD_REQUIRED, 6, 6,
     .characters = "0123456789"},
};
const struct shape confirm_address_input_shape =
    SHAPE("ConfirmAddress", struct confirm_address_input, confirm_address_input_fields);

struct withdrawal_address_code {
    struct withdrawal_address address;
    struct code_request code;
};
static const struct field withdrawal_address_code_fields[] = {
    {"address", FIELD_OBJECT, offsetof(struct withdrawal_address_code, address), .shape = &withdrawal_address_shape},
    {"code", FIELD_OBJECT, offsetof(struct withdrawal_address_code, code), .shape = &code_request_shape},
};
const struct shape withdrawal_address_code_shape =
    SHAPE("WithdrawalAddressCode", struct withdrawal_address_code, withdrawal_address_code_fields);

enum status withdrawals_handle_request(struct request *request, struct response *response) {
    const struct withdrawal_input *input = request->body;
    const struct withdrawal_request wanted = {request->session.user_id, input->address, input->amount_usd};
    struct withdrawal withdrawal;
    enum status status = withdrawals_request(request->context, &wanted, &withdrawal);
    return status == STATUS_OK ? response_answer(request, response, &withdrawal) : status;
}

enum status withdrawals_handle_list(struct request *request, struct response *response) {
    const struct plain_list_query *query = request->query;
    struct page page;
    enum status status = withdrawals_list(request->context, request->session.user_id, query->page.cursor,
                                          list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status withdrawals_handle_show(struct request *request, struct response *response) {
    struct withdrawal withdrawal;
    enum status status =
        withdrawals_show(request->context, request->session.user_id, request_path_value(request, "id"), &withdrawal);
    return status == STATUS_OK ? response_answer(request, response, &withdrawal) : status;
}

enum status withdrawals_handle_cancel(struct request *request, struct response *response) {
    struct withdrawal withdrawal;
    enum status status =
        withdrawals_cancel(request->context, request->session.user_id, request_path_value(request, "id"), &withdrawal);
    return status == STATUS_OK ? response_answer(request, response, &withdrawal) : status;
}

enum status withdrawals_handle_addresses(struct request *request, struct response *response) {
    struct page page;
    enum status status = addresses_list(request->context, request->session.user_id, &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status withdrawals_handle_add_address(struct request *request, struct response *response) {
    const struct withdrawal_address_input *input = request->body;
    struct withdrawal_address_code answer;
    enum status status = addresses_add(request->context, request->session.user_id, input->address,
                                       request->remote_address, &answer.address, &answer.code);
    return status == STATUS_OK ? response_answer(request, response, &answer) : status;
}

enum status withdrawals_handle_confirm_address(struct request *request, struct response *response) {
    const struct confirm_address_input *input = request->body;
    struct withdrawal_address address;
    enum status status =
        addresses_confirm(request->context, request->session.user_id, request_path_value(request, "id"), input->code,
                          request->remote_address, &address);
    return status == STATUS_OK ? response_answer(request, response, &address) : status;
}

enum status withdrawals_handle_remove_address(struct request *request, struct response *response) {
    enum status status =
        addresses_remove(request->context, request->session.user_id, request_path_value(request, "id"));
    return status == STATUS_OK ? response_nothing(request, response) : status;
}
