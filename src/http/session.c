#include "session.h"

#include "config.h"
#include "db.h"
#include "jwt.h"

#include <string.h>
#include <strings.h>

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

enum status session_identify(struct request *request) {
    static const char scheme[] = "Bearer ";
    struct context *context = request->context;
    struct jwt_claims claims;
    const char *key = config_text(context->config, SETTING_USER_JWT_KEY);
    if (request->authorization == NULL || strncasecmp(request->authorization, scheme, strlen(scheme)) != 0)
        return context_refuse(context, STATUS_UNAUTHENTICATED, "Send Authorization: Bearer with a session token.");
    enum status status = jwt_verify(context, request->authorization + strlen(scheme), SESSION_AUDIENCE, key, &claims);
    if (status != STATUS_OK)
        return status;
    request->session = (struct session){.id = claims.session_id, .user_id = claims.subject};
    return STATUS_OK;
}

void session_guard(struct request *request) {
    db_guard(request->context, SQL_ACCOUNTS_AUTHENTICATE, DB(request->session.id, request->session.user_id),
             check_session, request);
}
