#include "accounts/profile_api.h"

#include "accounts/accounts.h"
#include "accounts/avatar.h"
#include "accounts/bindings.h"
#include "accounts/profile.h"
#include "accounts/twitter.h"
#include "accounts/wallet_input.h"
#include "db.h"
#include "response.h"

#include <string.h>

#define AVATAR_SEED_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

static const struct field profile_input_fields[] = {
    {"handle", FIELD_TEXT, offsetof(struct profile_change, handle), 0, HANDLE_MINIMUM, HANDLE_MAXIMUM,
     .characters = HANDLE_CHARACTERS},
    {"avatar_seed", FIELD_TEXT, offsetof(struct profile_change, avatar_seed), 0, 1, AVATAR_SEED_MAXIMUM,
     .characters = AVATAR_SEED_CHARACTERS, .description = "The picture follows from it"},
};
const struct shape profile_input_shape = SHAPE("Profile", struct profile_change, profile_input_fields);

struct close_query {
    bool forfeit;
};

static const struct field close_query_fields[] = {
    {"forfeit", FIELD_BOOLEAN, offsetof(struct close_query, forfeit),
     .description = "true: give up what the account still holds"},
};
const struct shape close_query_shape = SHAPE("CloseQuery", struct close_query, close_query_fields);

static const struct field bind_wallet_input_fields[] = {WALLET_PROOF_FIELDS(struct wallet_proof, )};
const struct shape bind_wallet_input_shape = SHAPE("BindWallet", struct wallet_proof, bind_wallet_input_fields);

struct bind_email_input {
    const char *email;
    const char *code;
};

static const struct field bind_email_input_fields[] = {
    {"email", FIELD_EMAIL, offsetof(struct bind_email_input, email), FIELD_REQUIRED},
    {"code", FIELD_TEXT, offsetof(struct bind_email_input, code), FIELD_REQUIRED, 6, 6, .characters = "0123456789"},
};
const struct shape bind_email_input_shape = SHAPE("BindEmail", struct bind_email_input, bind_email_input_fields);

struct twitter_begin {
    const char *authorize_url;
};

static const struct field twitter_begin_fields[] = {
    {"authorize_url", FIELD_TEXT, offsetof(struct twitter_begin, authorize_url),
     .description = "Send the browser there"},
};
const struct shape twitter_begin_shape = SHAPE("TwitterBegin", struct twitter_begin, twitter_begin_fields);

struct twitter_bind_input {
    const char *code;
    const char *state;
};

static const struct field twitter_bind_input_fields[] = {
    {"code", FIELD_TEXT, offsetof(struct twitter_bind_input, code), FIELD_REQUIRED, 1, 1000},
    {"state", FIELD_TEXT, offsetof(struct twitter_bind_input, state), FIELD_REQUIRED, 1, 500},
};
const struct shape twitter_bind_input_shape =
    SHAPE("TwitterBind", struct twitter_bind_input, twitter_bind_input_fields);

/* What most of these routes answer: oneself, as one is now. */
static enum status answer_user(struct request *request, struct response *response) {
    struct user user;
    enum status status = accounts_show(request->context, request->session.user_id, &user);
    return status == STATUS_OK ? response_answer(request, response, &user) : status;
}

enum status profile_handle_show(struct request *request, struct response *response) {
    return answer_user(request, response);
}

enum status profile_handle_change(struct request *request, struct response *response) {
    enum status status = profile_change(request->context, request->session.user_id, request->body);
    return status == STATUS_OK ? answer_user(request, response) : status;
}

enum status profile_handle_close(struct request *request, struct response *response) {
    const struct close_query *query = request->query;
    enum status status = profile_close(request->context, request->session.user_id, query->forfeit);
    return status == STATUS_OK ? response_nothing(request, response) : status;
}

enum status profile_handle_export(struct request *request, struct response *response) {
    const char *json;
    enum status status = profile_export(request->context, request->session.user_id, &json);
    response_header(response, "Content-Disposition", "attachment; filename=\"gem-account.json\"");
    return status == STATUS_OK ? response_text(request, response, request->route->content_type, json) : status;
}

/* A picture follows from its seed alone, whoever's it is. */
enum status profile_handle_avatar(struct request *request, struct response *response) {
    const char *seed = request_path_value(request, "seed");
    if (strlen(seed) > AVATAR_SEED_MAXIMUM)
        return STATUS_NOT_FOUND;
    response_text(request, response, request->route->content_type, "");
    avatar_draw(&response->body, seed);
    return STATUS_OK;
}

/* The chain stands in the path. */
static const char *path_chain(const struct request *request) {
    const char *given = request_path_value(request, "chain");
    for (const char *const *chain = wallet_chains; *chain != NULL; chain++)
        if (strcmp(*chain, given) == 0)
            return *chain;
    return NULL;
}

enum status profile_handle_bind_wallet(struct request *request, struct response *response) {
    struct wallet_proof proof = *(const struct wallet_proof *)request->body;
    proof.chain = path_chain(request);
    if (proof.chain == NULL)
        return STATUS_NOT_FOUND;
    enum status status = bindings_set_wallet(request->context, request->session.user_id, &proof);
    return status == STATUS_OK ? answer_user(request, response) : status;
}

enum status profile_handle_remove_wallet(struct request *request, struct response *response) {
    const char *chain = path_chain(request);
    if (chain == NULL)
        return STATUS_NOT_FOUND;
    enum status status = bindings_remove_wallet(request->context, request->session.user_id, chain);
    return status == STATUS_OK ? answer_user(request, response) : status;
}

enum status profile_handle_bind_email(struct request *request, struct response *response) {
    const struct bind_email_input *input = request->body;
    enum status status = bindings_set_email(request->context, request->session.user_id, input->email, input->code,
                                            request->remote_address);
    return status == STATUS_OK ? answer_user(request, response) : status;
}

enum status profile_handle_remove_email(struct request *request, struct response *response) {
    enum status status = bindings_remove_email(request->context, request->session.user_id);
    return status == STATUS_OK ? answer_user(request, response) : status;
}

enum status profile_handle_begin_twitter(struct request *request, struct response *response) {
    struct twitter_begin answer;
    /* A read has no transaction to take the attempt back: the session is checked before it is written. */
    enum status status = db_settle(request->context);
    if (status == STATUS_OK)
        status = twitter_begin(request->context, request->session.id, &answer.authorize_url);
    return status == STATUS_OK ? response_answer(request, response, &answer) : status;
}

enum status profile_handle_bind_twitter(struct request *request, struct response *response) {
    const struct twitter_bind_input *input = request->body;
    enum status status =
        twitter_bind(request->context, request->session.user_id, request->session.id, input->state, input->code);
    return status == STATUS_OK ? answer_user(request, response) : status;
}

enum status profile_handle_remove_twitter(struct request *request, struct response *response) {
    enum status status = twitter_unbind(request->context, request->session.user_id);
    return status == STATUS_OK ? answer_user(request, response) : status;
}
