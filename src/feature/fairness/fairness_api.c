#include "fairness/fairness_api.h"

#include "fairness/seeds.h"
#include "response.h"

struct client_seed_input {
    const char *client_seed;
};

static const struct field client_seed_input_fields[] = {
    {"client_seed", FIELD_TEXT, offsetof(struct client_seed_input, client_seed), FIELD_REQUIRED, 1, CLIENT_SEED_MAXIMUM,
     .characters = CLIENT_SEED_CHARACTERS},
};
const struct shape client_seed_input_shape = SHAPE("ClientSeed", struct client_seed_input, client_seed_input_fields);

enum status fairness_handle_show(struct request *request, struct response *response) {
    struct commitment commitment;
    enum status status = seeds_show(request->context, request->session.user_id, &commitment);
    return status == STATUS_OK ? response_answer(request, response, &commitment) : status;
}

enum status fairness_handle_choose(struct request *request, struct response *response) {
    const struct client_seed_input *input = request->body;
    struct commitment commitment;
    enum status status = seeds_choose(request->context, request->session.user_id, input->client_seed, &commitment);
    return status == STATUS_OK ? response_answer(request, response, &commitment) : status;
}
