#include "market/chain_purchase_api.h"

#include "market/chain_purchase.h"
#include "response.h"
#include "text.h"

enum status market_purchase_handle_show(struct request *request, struct response *response) {
    struct market_purchase purchase;
    enum status status =
        market_purchase_show(request->context, request->session.user_id, request_path_value(request, "id"), &purchase);
    return status == STATUS_OK ? response_answer(request, response, &purchase) : status;
}

struct purchase_claim_input {
    const char *tx_hash;
};
static const struct field purchase_claim_input_fields[] = {
    {"tx_hash", FIELD_TEXT, offsetof(struct purchase_claim_input, tx_hash), FIELD_REQUIRED, SIGNATURE_MINIMUM,
     SIGNATURE_MAXIMUM, .characters = SIGNATURE_CHARACTERS, .description = "The transaction's signature"},
};
const struct shape purchase_claim_input_shape =
    SHAPE("PurchaseClaim", struct purchase_claim_input, purchase_claim_input_fields);

/* 200 once the gem has changed hands; until the chain has made the payment final, 202. */
enum status market_purchase_handle_confirm(struct request *request, struct response *response) {
    const struct purchase_claim_input *input = request->body;
    struct market_purchase purchase;
    enum status status = market_purchase_confirm(request->context, request->session.user_id,
                                                 request_path_value(request, "id"), input->tx_hash, &purchase);
    if (status != STATUS_OK)
        return status;
    return response_answer_with(request, response, text_equal(purchase.status, "COMPLETED") ? 200 : 202, &purchase);
}
