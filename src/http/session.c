#include "session.h"

#include "clock.h"
#include "config.h"
#include "db.h"
#include "jwt.h"
#include "text.h"

#include <string.h>
#include <strings.h>

enum { PAYMENT_TOKEN_SECONDS = 24 * 60 * 60 };

static enum status check_session(struct context *context, const struct db_rows *rows, void *argument) {
    struct request *request = argument;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_UNAUTHENTICATED, "The session has ended. Sign in again.");
    request->session.frozen = *db_text(rows, 0, 0) == 't';
    if (request->session.frozen && request->route->method != HTTP_GET)
        return context_refuse(context, STATUS_ACCOUNT_FROZEN,
                              "The account is frozen: you can look, but change nothing.");
    return STATUS_OK;
}

/* The token of the Authorization header, or NULL. */
static const char *bearer_token(const struct request *request) {
    static const char scheme[] = "Bearer ";
    size_t length = sizeof scheme - 1;
    bool given = request->authorization != NULL && strncasecmp(request->authorization, scheme, length) == 0;
    return given ? request->authorization + length : NULL;
}

static enum status take_claims(struct request *request, const char *token, const char *audience, enum setting key) {
    struct context *context = request->context;
    struct jwt_claims claims;
    enum status status = jwt_verify(context, token, audience, config_text(context->config, key), &claims);
    if (status == STATUS_OK)
        request->session = (struct session){.id = claims.session_id, .user_id = claims.subject};
    return status;
}

enum status session_check_opening(struct request *request, const char *opening_id) {
    if (!request->session.by_payment || text_equal(request->session.id, opening_id))
        return STATUS_OK;
    return context_refuse(request->context, STATUS_FORBIDDEN, "This token is for another opening.");
}

/* A payment token names an opening where a session token names a session. */
static enum status identify_payment(struct request *request, const char *token) {
    enum status status = take_claims(request, token, PAYMENT_AUDIENCE, SETTING_PAYMENT_JWT_KEY);
    if (status != STATUS_OK)
        return status;
    request->session.by_payment = true;
    return STATUS_OK;
}

enum status session_identify(struct request *request) {
    const char *token = bearer_token(request);
    if (token == NULL)
        return context_refuse(request->context, STATUS_UNAUTHENTICATED,
                              "Send Authorization: Bearer with a session token.");
    enum status status = take_claims(request, token, SESSION_AUDIENCE, SETTING_USER_JWT_KEY);
    if (status == STATUS_OK || request->route->permission != PERMISSION_PAYMENT)
        return status;
    return identify_payment(request, token);
}

void session_peek(struct request *request) {
    const char *token = bearer_token(request);
    if (token != NULL && take_claims(request, token, SESSION_AUDIENCE, SETTING_USER_JWT_KEY) != STATUS_OK)
        request->context->detail = NULL;
}

const char *session_payment_token(struct context *context, const char *user_id, const char *opening_id) {
    int64_t now = clock_now() / CLOCK_SECOND;
    const struct jwt_claims claims = {PAYMENT_AUDIENCE, user_id, opening_id, now, now + PAYMENT_TOKEN_SECONDS};
    return jwt_sign(context->arena, &claims, config_text(context->config, SETTING_PAYMENT_JWT_KEY));
}

void session_guard(struct request *request) {
    enum sql_statement statement =
        request->session.by_payment ? SQL_ACCOUNTS_AUTHENTICATE_PAYMENT : SQL_ACCOUNTS_AUTHENTICATE;
    db_guard(request->context, statement, DB(request->session.id, request->session.user_id), check_session, request);
}
