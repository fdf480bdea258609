#include "accounts/sign_in_api.h"

#include "accounts/email_code.h"
#include "accounts/sign_in.h"
#include "accounts/wallet_input.h"
#include "response.h"
#include "session.h"

static const struct field nonce_input_fields[] = {
    {"chain", FIELD_CHOICE, offsetof(struct nonce_input, chain), FIELD_REQUIRED, .choices = wallet_chains},
    {"address", FIELD_TEXT, offsetof(struct nonce_input, address), FIELD_REQUIRED, 1, WALLET_ADDRESS_MAXIMUM},
};
const struct shape nonce_input_shape = SHAPE("WalletNonce", struct nonce_input, nonce_input_fields);

struct wallet_login_input {
    struct wallet_proof proof;
    const char *referral_code;
};

static const struct field wallet_login_input_fields[] = {
    {"chain", FIELD_CHOICE, offsetof(struct wallet_login_input, proof.chain), FIELD_REQUIRED, .choices = wallet_chains},
    WALLET_PROOF_FIELDS(struct wallet_login_input, proof.),
    {"referral_code", FIELD_TEXT, offsetof(struct wallet_login_input, referral_code), 0, 1, REFERRAL_CODE_MAXIMUM},
};
const struct shape wallet_login_input_shape =
    SHAPE("WalletLogin", struct wallet_login_input, wallet_login_input_fields);

struct email_input {
    const char *email;
};

static const struct field email_input_fields[] = {
    {"email", FIELD_EMAIL, offsetof(struct email_input, email), FIELD_REQUIRED},
};
const struct shape email_input_shape = SHAPE("EmailCode", struct email_input, email_input_fields);

struct email_verify_input {
    const char *email;
    const char *code;
    const char *referral_code;
};

static const struct field email_verify_input_fields[] = {
    {"email", FIELD_EMAIL, offsetof(struct email_verify_input, email), FIELD_REQUIRED},
    {"code", FIELD_TEXT, offsetof(struct email_verify_input, code), FIELD_REQUIRED, 6, 6, .characters = "0123456789"},
    {"referral_code", FIELD_TEXT, offsetof(struct email_verify_input, referral_code), 0, 1, REFERRAL_CODE_MAXIMUM},
};
const struct shape email_verify_input_shape =
    SHAPE("EmailVerify", struct email_verify_input, email_verify_input_fields);

static const struct field sign_in_fields[] = {
    {"token", FIELD_TEXT, offsetof(struct sign_in, session.token)},
    {"expires_at", FIELD_TIME, offsetof(struct sign_in, session.expires_at)},
    {"is_new", FIELD_BOOLEAN, offsetof(struct sign_in, is_new)},
    {"user", FIELD_OBJECT, offsetof(struct sign_in, user), .shape = &user_shape},
};
const struct shape sign_in_shape = SHAPE("SignIn", struct sign_in, sign_in_fields);

static struct visitor visitor_of(struct request *request, const char *referral_code) {
    session_peek(request);
    return (struct visitor){
        .device = {request->user_agent, request->remote_address},
        .referral_code = referral_code,
        .session_id = request->session.id,
        .user_id = request->session.user_id,
    };
}

enum status sign_in_handle_nonce(struct request *request, struct response *response) {
    const struct nonce_input *input = request->body;
    struct wallet_challenge challenge;
    enum status status =
        wallet_proof_challenge(request->context, wallet_for_user, input->chain, input->address, &challenge);
    return status == STATUS_OK ? response_answer(request, response, &challenge) : status;
}

enum status sign_in_handle_wallet(struct request *request, struct response *response) {
    const struct wallet_login_input *input = request->body;
    struct visitor visitor = visitor_of(request, input->referral_code);
    struct sign_in answer;
    enum status status = sign_in_with_wallet(request->context, &input->proof, &visitor, &answer);
    return status == STATUS_OK ? response_answer(request, response, &answer) : status;
}

enum status sign_in_handle_email_code(struct request *request, struct response *response) {
    const struct email_input *input = request->body;
    struct code_request answer;
    enum status status = email_code_request(request->context, input->email, NULL, request->remote_address, &answer);
    return status == STATUS_OK ? response_answer(request, response, &answer) : status;
}

enum status sign_in_handle_email(struct request *request, struct response *response) {
    const struct email_verify_input *input = request->body;
    struct visitor visitor = visitor_of(request, input->referral_code);
    struct sign_in answer;
    enum status status = sign_in_with_email(request->context, input->email, input->code, &visitor, &answer);
    return status == STATUS_OK ? response_answer(request, response, &answer) : status;
}
