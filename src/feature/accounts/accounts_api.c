#include "accounts/accounts_api.h"

#include "accounts/accounts.h"
#include "accounts/avatar.h"
#include "accounts/email_code.h"
#include "accounts/sessions.h"
#include "accounts/sign_in.h"
#include "list_query.h"

#include <string.h>

enum { AVATAR_SEED_MAXIMUM = 64 };

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
    {"referral_code", FIELD_TEXT, offsetof(struct email_verify_input, referral_code), 0, 1, 64},
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

static struct device request_device(const struct request *request) {
    return (struct device){request->user_agent, request->remote_address};
}

enum status accounts_handle_email_otp(struct request *request, struct response *response) {
    const struct email_input *input = request->body;
    struct code_request answer;
    enum status status = email_code_request(request->context, input->email, request->remote_address, &answer);
    return status == STATUS_OK ? response_answer(request, response, &answer) : status;
}

enum status accounts_handle_email_verify(struct request *request, struct response *response) {
    const struct email_verify_input *input = request->body;
    struct device device = request_device(request);
    struct sign_in answer;
    enum status status = sign_in_with_email(request->context, input->email, input->code, &device, &answer);
    return status == STATUS_OK ? response_answer(request, response, &answer) : status;
}

enum status accounts_handle_logout(struct request *request, struct response *response) {
    enum status status = sessions_revoke(request->context, request->session.user_id, request->session.id);
    return status == STATUS_OK ? response_nothing(request, response) : status;
}

enum status accounts_handle_list_sessions(struct request *request, struct response *response) {
    struct page page;
    enum status status = sessions_list(request->context, request->session.user_id, request->session.id, &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status accounts_handle_revoke_session(struct request *request, struct response *response) {
    const char *id = request_path_value(request, "id");
    enum status status = sessions_revoke(request->context, request->session.user_id, id);
    return status == STATUS_OK ? response_nothing(request, response) : status;
}

enum status accounts_handle_revoke_sessions(struct request *request, struct response *response) {
    enum status status = sessions_revoke_all(request->context, request->session.user_id);
    return status == STATUS_OK ? response_nothing(request, response) : status;
}

enum status accounts_handle_me(struct request *request, struct response *response) {
    struct user user;
    enum status status = accounts_show(request->context, request->session.user_id, &user);
    return status == STATUS_OK ? response_answer(request, response, &user) : status;
}

/* A picture follows from its seed alone, whoever's it is. */
enum status accounts_handle_avatar(struct request *request, struct response *response) {
    const char *seed = request_path_value(request, "seed");
    if (strlen(seed) > AVATAR_SEED_MAXIMUM)
        return STATUS_NOT_FOUND;
    response_text(request, response, request->route->content_type, "");
    avatar_draw(&response->body, seed);
    return STATUS_OK;
}
