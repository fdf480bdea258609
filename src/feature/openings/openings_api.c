#include "openings/openings_api.h"

#include "clock.h"
#include "fairness/draw.h"
#include "list_query.h"
#include "openings/openings.h"
#include "openings/proof.h"
#include "session.h"

struct purchase_input {
    int64_t quantity;
    const char *method;
    const char *client_seed;
    const char *version_hash;
};

static const struct field purchase_input_fields[] = {
    {"quantity", FIELD_INTEGER, offsetof(struct purchase_input, quantity), FIELD_REQUIRED, 1, 10},
    {"method", FIELD_CHOICE, offsetof(struct purchase_input, method), FIELD_REQUIRED, .choices = payment_methods},
    {"client_seed", FIELD_TEXT, offsetof(struct purchase_input, client_seed), 0, 1, CLIENT_SEED_MAXIMUM,
     .characters = CLIENT_SEED_CHARACTERS,
     .description = "Your part of the randomness; make it up after seeing the commitment"},
    {"version_hash", FIELD_HEX, offsetof(struct purchase_input, version_hash), .maximum = 64,
     .description = "The odds you saw; others are refused with the new odds"},
};
const struct shape purchase_input_shape = SHAPE("Purchase", struct purchase_input, purchase_input_fields);

enum status openings_handle_purchase(struct request *request, struct response *response) {
    const struct purchase_input *input = request->body;
    const struct purchase purchase = {
        .user_id = request->session.user_id,
        .pack_id = request_path_value(request, "id"),
        .quantity = input->quantity,
        .method = input->method,
        .client_seed = input->client_seed,
        .version_hash = input->version_hash,
    };
    struct opening opening;
    enum status status = openings_purchase(request->context, &purchase, &opening);
    return status == STATUS_OK ? response_answer(request, response, &opening) : status;
}

struct confirm_input {
    const char *opening_id;
    const char *tx_hash;
};

static const struct field confirm_input_fields[] = {
    {"opening_id", FIELD_ID, offsetof(struct confirm_input, opening_id), FIELD_REQUIRED},
    {"tx_hash", FIELD_TEXT, offsetof(struct confirm_input, tx_hash), FIELD_REQUIRED, SIGNATURE_MINIMUM,
     SIGNATURE_MAXIMUM, .characters = SIGNATURE_CHARACTERS, .description = "The transaction's signature"},
};
const struct shape confirm_input_shape = SHAPE("ConfirmPayment", struct confirm_input, confirm_input_fields);

/* 200 once it is drawn; until the chain has made the payment final, 202. */
enum status openings_handle_confirm(struct request *request, struct response *response) {
    const struct confirm_input *input = request->body;
    struct opening opening;
    enum status status = session_check_opening(request, input->opening_id);
    if (status == STATUS_OK)
        status =
            openings_confirm(request->context, request->session.user_id, input->opening_id, input->tx_hash, &opening);
    if (status != STATUS_OK)
        return status;
    return response_answer_with(request, response, opening.opened_at == CLOCK_NONE ? 202 : 200, &opening);
}

enum status openings_handle_list(struct request *request, struct response *response) {
    const struct plain_list_query *query = request->query;
    struct page page;
    enum status status =
        openings_list(request->context, request->session.user_id, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status openings_handle_show(struct request *request, struct response *response) {
    struct opening opening;
    const char *id = request_path_value(request, "id");
    enum status status = session_check_opening(request, id);
    if (status == STATUS_OK)
        status = openings_show(request->context, request->session.user_id, id, &opening);
    return status == STATUS_OK ? response_answer(request, response, &opening) : status;
}

enum status openings_handle_proof(struct request *request, struct response *response) {
    struct proof proof;
    enum status status = proof_show(request->context, request_path_value(request, "id"), &proof);
    return status == STATUS_OK ? response_answer(request, response, &proof) : status;
}
