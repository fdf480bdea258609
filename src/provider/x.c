#include "x.h"

#include "arena.h"
#include "base64.h"
#include "config.h"
#include "http_client.h"
#include "json_read.h"
#include "log.h"
#include "text.h"

#include <string.h>
#include <strings.h>

/* All three calls together stay below the deadline of a request, and the first below the 30 s that a code lives. */
enum {
    TOKEN_MILLISECONDS = 10000,
    ACCOUNT_MILLISECONDS = 10000,
    REVOKE_MILLISECONDS = 5000,
    ANSWER_MAXIMUM = 64 * 1024,
    TOKEN_MAXIMUM = 4096,
    REASON_MAXIMUM = 120,
};

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define SCOPE "tweet.read users.read"

struct token_answer {
    const char *token_type;
    const char *access_token;
};
static const struct field token_fields[] = {
    {"token_type", FIELD_TEXT, offsetof(struct token_answer, token_type), FIELD_REQUIRED, 1, 20},
    /* What a header may carry of it (RFC 6750 section 2.1). */
    {"access_token", FIELD_TEXT, offsetof(struct token_answer, access_token), FIELD_REQUIRED, 1, TOKEN_MAXIMUM,
     .characters = LETTERS DIGITS "-._~+/="},
};
static const struct shape token_shape = SHAPE("XToken", struct token_answer, token_fields);

static const struct field account_fields[] = {
    {"id", FIELD_TEXT, offsetof(struct x_account, id), FIELD_REQUIRED, 1, 19, .characters = DIGITS},
    {"username", FIELD_TEXT, offsetof(struct x_account, username), FIELD_REQUIRED, 1, 50,
     .characters = LETTERS DIGITS "_"},
};
static const struct shape account_shape = SHAPE("XAccount", struct x_account, account_fields);

struct account_answer {
    struct x_account data;
};
static const struct field account_answer_fields[] = {
    {"data", FIELD_OBJECT, offsetof(struct account_answer, data), FIELD_REQUIRED, .shape = &account_shape},
};
static const struct shape account_answer_shape = SHAPE("XAccountAnswer", struct account_answer, account_answer_fields);

/* OAuth's errors (RFC 6749 section 5.2) have the first two members, those of X's API (RFC 9457) the others. */
struct error_answer {
    const char *error;
    const char *error_description;
    const char *title;
    const char *detail;
};
static const struct field error_fields[] = {
    {"error", FIELD_TEXT, offsetof(struct error_answer, error), FIELD_NULLABLE},
    {"error_description", FIELD_TEXT, offsetof(struct error_answer, error_description), FIELD_NULLABLE},
    {"title", FIELD_TEXT, offsetof(struct error_answer, title), FIELD_NULLABLE},
    {"detail", FIELD_TEXT, offsetof(struct error_answer, detail), FIELD_NULLABLE},
};
static const struct shape error_shape = SHAPE("XError", struct error_answer, error_fields);

/* How we say who we are: by HTTP Basic, or without a secret by name alone (RFC 6749 sections 2.3.1 and 3.2.1). */
struct client {
    const char *authorization; /* NULL: none */
    const char *form;          /* to add to a form */
};

/* Memory of ours that held the token; nobody reads it afterwards. */
static void wipe(const char *secret, size_t length) {
    explicit_bzero((char *)secret, length);
}

/* Must be one that is registered at X, to the letter, and the same in both steps. */
static const char *encoded_redirect_uri(struct context *context) {
    return text_percent_encode(context->arena, arena_format(context->arena, "%s/auth/x",
                                                            config_text(context->config, SETTING_PUBLIC_URL)));
}

const char *x_authorize_url(struct context *context, const char *state, const char *challenge) {
    struct arena *arena = context->arena;
    return arena_format(arena,
                        "%s?response_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=%s&code_challenge=%s"
                        "&code_challenge_method=S256",
                        config_text(context->config, SETTING_X_AUTHORIZE_URL),
                        text_percent_encode(arena, config_text(context->config, SETTING_X_CLIENT_ID)),
                        encoded_redirect_uri(context), text_percent_encode(arena, SCOPE),
                        text_percent_encode(arena, state), text_percent_encode(arena, challenge));
}

/* X takes id and secret as they are, not form-encoded first as RFC 6749 would have it. */
static struct client client_of(struct context *context) {
    struct arena *arena = context->arena;
    const char *id = config_text(context->config, SETTING_X_CLIENT_ID);
    const char *secret = config_text(context->config, SETTING_X_CLIENT_SECRET);
    if (*secret == '\0')
        return (struct client){NULL, arena_format(arena, "&client_id=%s", text_percent_encode(arena, id))};
    const char *pair = arena_format(arena, "%s:%s", id, secret);
    return (struct client){arena_format(arena, "Basic %s", base64_encode(arena, pair, strlen(pair))), ""};
}

/* A POST of a form, or a GET when `form` is NULL. */
static enum status ask(struct context *context, const char *path, const char *authorization, const char *form,
                       int timeout, struct http_answer *ret_answer) {
    const char *base = config_text(context->config, SETTING_X_API_URL);
    struct http_header headers[3] = {{"Accept", "application/json"}};
    size_t count = 1;
    if (authorization != NULL)
        headers[count++] = (struct http_header){"Authorization", authorization};
    if (form != NULL)
        headers[count++] = (struct http_header){"Content-Type", "application/x-www-form-urlencoded"};
    const struct http_call call = {
        .method = form == NULL ? "GET" : "POST",
        .url = arena_format(context->arena, "%s%s", base, path),
        .headers = headers,
        .header_count = count,
        .body = form,
        .body_length = form == NULL ? 0 : strlen(form),
        .timeout = timeout,
        .answer_maximum = ANSWER_MAXIMUM,
    };
    return http_client_send(context, &call, ret_answer);
}

static enum status read_answer(struct context *context, const struct http_answer *answer, const struct shape *shape,
                               void *ret_value) {
    if (json_read_answer(context, answer->body, answer->body_length, shape, ret_value) == STATUS_OK)
        return STATUS_OK;
    return context_refuse(context, STATUS_UNAVAILABLE, "X gave an answer that is not understood: %s", context->detail);
}

/* Fit to be repeated to people? */
static bool is_short_text(const char *text) {
    if (text == NULL || *text == '\0' || strlen(text) > REASON_MAXIMUM)
        return false;
    for (; *text != '\0'; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

/* An answer that is not 200. With 400 and 401 X says no; all else is its trouble, or our setting up. */
static enum status refuse(struct context *context, const struct http_answer *answer) {
    struct error_answer error;
    if (answer->status != 400 && answer->status != 401)
        return context_refuse(context, STATUS_UNAVAILABLE, "X answered %d.", answer->status);
    enum status status = read_answer(context, answer, &error_shape, &error);
    if (status != STATUS_OK)
        return status;
    const char *code = error.error != NULL ? error.error : error.title;
    const char *description = error.error_description != NULL ? error.error_description : error.detail;
    if (!is_short_text(code))
        return context_refuse(context, STATUS_PROVIDER_REFUSED, "X did not accept this (%d).", answer->status);
    if (!is_short_text(description))
        return context_refuse(context, STATUS_PROVIDER_REFUSED, "X did not accept this: %s.", code);
    return context_refuse(context, STATUS_PROVIDER_REFUSED, "X did not accept this: %s (%s)", code, description);
}

static enum status read_token(struct context *context, const struct http_answer *answer, const char **ret_token) {
    struct token_answer token = {0};
    if (answer->status != 200)
        return refuse(context, answer);
    enum status status = read_answer(context, answer, &token_shape, &token);
    if (status == STATUS_OK && strcasecmp(token.token_type, "bearer") != 0)
        status = context_refuse(context, STATUS_UNAVAILABLE, "X gave a token of a kind that is not understood.");
    if (status == STATUS_OK)
        *ret_token = token.access_token;
    else if (token.access_token != NULL)
        wipe(token.access_token, strlen(token.access_token));
    return status;
}

static enum status trade_code(struct context *context, const struct client *client, const char *code,
                              const char *verifier, const char **ret_token) {
    struct arena *arena = context->arena;
    struct http_answer answer;
    const char *form = arena_format(arena, "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s%s",
                                    text_percent_encode(arena, code), encoded_redirect_uri(context),
                                    text_percent_encode(arena, verifier), client->form);
    enum status status = ask(context, "/2/oauth2/token", client->authorization, form, TOKEN_MILLISECONDS, &answer);
    if (status != STATUS_OK)
        return status;
    status = read_token(context, &answer, ret_token);
    wipe(answer.body, answer.body_length);
    return status;
}

static enum status read_account(struct context *context, const char *token, struct x_account *ret_account) {
    struct account_answer account;
    struct http_answer answer;
    const char *authorization = arena_format(context->arena, "Bearer %s", token);
    enum status status =
        ask(context, "/2/users/me?user.fields=profile_image_url", authorization, NULL, ACCOUNT_MILLISECONDS, &answer);
    wipe(authorization, strlen(authorization));
    if (status == STATUS_OK)
        status = answer.status == 200 ? read_answer(context, &answer, &account_answer_shape, &account)
                                      : refuse(context, &answer);
    if (status == STATUS_OK)
        *ret_account = account.data;
    return status;
}

/* The token ends by itself after two hours, so a failure is worth a line and no more. */
static void revoke_token(struct context *context, const struct client *client, const char *token) {
    struct context scratch = {.arena = context->arena, .config = context->config};
    struct http_answer answer = {0};
    const char *encoded = text_percent_encode(context->arena, token);
    const char *form = arena_format(context->arena, "token=%s%s", encoded, client->form);
    enum status status = ask(&scratch, "/2/oauth2/revoke", client->authorization, form, REVOKE_MILLISECONDS, &answer);
    wipe(encoded, strlen(encoded));
    wipe(form, strlen(form));
    if (status == STATUS_OK && answer.status == 200)
        return;
    LOG(LOG_WARNING, "x_revoke_failed", LOG_TEXT("request_id", context->request_id),
        LOG_NUMBER("status", answer.status), LOG_TEXT("detail", scratch.detail));
}

enum status x_identify(struct context *context, const char *code, const char *verifier, struct x_account *ret_account) {
    const struct client client = client_of(context);
    const char *token = NULL;
    enum status status = trade_code(context, &client, code, verifier, &token);
    if (status != STATUS_OK)
        return status;
    status = read_account(context, token, ret_account);
    revoke_token(context, &client, token);
    wipe(token, strlen(token));
    return status;
}
