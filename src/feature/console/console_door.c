#include "console/console_door.h"

#include "address_list.h"
#include "arena.h"
#include "config.h"
#include "console/console_page.h"
#include "console/console_roles.h"
#include "console/console_waiting.h"
#include "db.h"
#include "digest.h"
#include "jwt.h"
#include "log.h"

#include <string.h>
#include <strings.h>

static bool only_reads(const struct request *request) {
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

/* Browsers say where a request comes from; another site may not even try, not to sign somebody in either. */
static enum status check_origin(const struct request *request) {
    const char *own = config_text(request->context->config, SETTING_PUBLIC_URL);
    bool other_site = request->fetch_site != NULL && !text_equal(request->fetch_site, "same-origin") &&
                      !text_equal(request->fetch_site, "none");
    bool other_origin = request->origin != NULL && !text_equal(request->origin, own);
    if (only_reads(request) || (!other_site && !other_origin))
        return STATUS_OK;
    return context_refuse(request->context, STATUS_FORBIDDEN, "The request comes from another site.");
}

static enum status admit(struct request *request) {
    const char *list = config_text(request->context->config, SETTING_ADMIN_ALLOW_IPS);
    if (*list != '\0' && !address_list_contains(list, request->remote_address))
        return context_refuse(request->context, STATUS_FORBIDDEN, "The console is not reached from this address.");
    return check_origin(request);
}

static bool is_secure(struct context *context) {
    static const char scheme[] = "https://";
    return strncmp(config_text(context->config, SETTING_PUBLIC_URL), scheme, sizeof scheme - 1) == 0;
}

/* The prefix makes browsers insist on Secure, Path=/ and no Domain; without TLS they would refuse it. */
static const char *cookie_name(struct context *context) {
    return is_secure(context) ? "__Host-gem-admin" : "gem-admin";
}

void console_set_cookie(struct request *request, struct response *response, const char *token) {
    struct context *context = request->context;
    response_header(response, "Set-Cookie",
                    arena_format(context->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(context),
                                 token == NULL ? "" : token, is_secure(context) ? "; Secure" : "",
                                 token == NULL ? "; Max-Age=0" : ""));
}

/* RFC 6265 section 4.2.1: pairs, each behind "; ". */
static const char *cookie_token(const struct request *request) {
    const char *name = cookie_name(request->context);
    size_t length = strlen(name);
    const char *pair = request->cookie == NULL ? "" : request->cookie;
    while (*pair != '\0') {
        pair += strspn(pair, "; ");
        size_t pair_length = strcspn(pair, ";");
        if (strncmp(pair, name, length) == 0 && pair[length] == '=')
            return arena_copy(request->context->arena, pair + length + 1, pair_length - length - 1);
        pair += pair_length;
    }
    return NULL;
}

static const char *bearer_token(const struct request *request) {
    static const char scheme[] = "Bearer ";
    size_t length = sizeof scheme - 1;
    bool given = request->authorization != NULL && strncasecmp(request->authorization, scheme, length) == 0;
    return given && !request->is_page ? request->authorization + length : NULL;
}

const char *console_form_token(struct context *context, const char *session_id) {
    unsigned char digest[SHA256_SIZE];
    const char *key = config_text(context->config, SETTING_ADMIN_JWT_KEY);
    const char *message = arena_format(context->arena, "form:%s", session_id);
    digest_hmac_sha256(key, strlen(key), message, strlen(message), digest);
    return text_hex(context->arena, digest, sizeof digest);
}

static enum status check_form_token(const struct request *request) {
    const char *given = request->is_page ? request->form.token : request->form_token;
    const char *own = console_form_token(request->context, request->admin.id);
    if (request->route->method == HTTP_GET || !request->admin.by_cookie)
        return STATUS_OK;
    if (given != NULL && strlen(given) == strlen(own) && digest_equal(given, own, strlen(own)))
        return STATUS_OK;
    return context_refuse(request->context, STATUS_FORBIDDEN,
                          "The form does not belong to this session. Open the page again and repeat.");
}

static enum status read_token(struct request *request) {
    struct context *context = request->context;
    const char *bearer = bearer_token(request);
    const char *token = bearer == NULL ? cookie_token(request) : bearer;
    struct jwt_claims claims;
    if (token == NULL)
        return context_refuse(context, STATUS_UNAUTHENTICATED, "Sign in as an administrator.");
    enum status status =
        jwt_verify(context, token, ADMIN_AUDIENCE, config_text(context->config, SETTING_ADMIN_JWT_KEY), &claims);
    if (status != STATUS_OK)
        return status;
    context->remote_address = request->remote_address;
    request->admin =
        (struct admin_session){.id = claims.session_id, .admin_id = claims.subject, .by_cookie = bearer == NULL};
    return STATUS_OK;
}

static enum status identify(struct request *request) {
    enum status status = read_token(request);
    return status == STATUS_OK ? check_form_token(request) : status;
}

static enum status know(struct request *request, const struct db_rows *rows) {
    if (db_count(rows) == 0)
        return context_refuse(request->context, STATUS_UNAUTHENTICATED, "The session has ended. Sign in again.");
    request->admin.name = db_text(rows, 0, 0);
    request->admin.role = db_text(rows, 0, 1);
    request->admin.rights = console_role_rights(request->admin.role);
    request->admin.is_known = true;
    return STATUS_OK;
}

static enum status check_session(struct context *context, const struct db_rows *rows, void *argument) {
    struct request *request = argument;
    enum status status = know(request, rows);
    if (status != STATUS_OK || (request->admin.rights & request->route->needs) == request->route->needs)
        return status;
    return context_refuse(context, STATUS_FORBIDDEN, "The role %s may not do this.", request->admin.role);
}

void console_recognise(struct request *request) {
    struct context *context = request->context;
    const char *detail = context->detail;
    struct db_rows *rows;
    if (!request->admin.is_known && read_token(request) == STATUS_OK &&
        db_query(context, SQL_ADMINS_AUTHENTICATE, DB(request->admin.id, request->admin.admin_id), &rows) == STATUS_OK)
        (void)know(request, rows);
    context->detail = detail;
}

static void guard(struct request *request) {
    db_guard(request->context, SQL_ADMINS_AUTHENTICATE, DB(request->admin.id, request->admin.admin_id), check_session,
             request);
    request->waiting = NULL;
    if (request->is_page && request->route->method == HTTP_GET)
        console_queue_waiting(request);
}

/* A write that forgot the audit log, or to hold the caller's version against the row, is a fault of ours: taken back.
 */
static enum status finish(struct request *request, struct response *response) {
    const struct route *route = request->route;
    bool writes = route->permission == PERMISSION_ADMIN && route->method != HTTP_GET;
    bool replaces = writes && (route->method == HTTP_PUT || route->method == HTTP_DELETE);
    const char *fault = writes && !request->audited ? "no audit row" : NULL;
    (void)response;
    if (replaces && !request->version_compared)
        fault = "no version compared";
    if (fault == NULL)
        return STATUS_OK;
    LOG(LOG_ERROR, "console_fault", LOG_TEXT("route", route->operation), LOG_TEXT("fault", fault));
    return STATUS_INTERNAL;
}

const struct route_policy console_policy = {admit, identify, guard, finish, console_present};
