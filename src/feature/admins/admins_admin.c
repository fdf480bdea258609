#include "admins/admins_admin.h"

#include "accounts/wallet_input.h"
#include "admins/admin_sessions.h"
#include "admins/admins.h"
#include "arena.h"
#include "console/console_door.h"
#include "console/console_roles.h"
#include "console/console_write.h"
#include "db.h"
#include "text.h"

#include <string.h>

enum { NAME_MAXIMUM = 64, NEXT_MAXIMUM = 1024, LINK_TOKEN_LENGTH = 64 };

struct sign_in_query {
    const char *token;
    const char *next;
};

static const struct field sign_in_query_fields[] = {
    {"token", FIELD_HEX, offsetof(struct sign_in_query, token), .maximum = LINK_TOKEN_LENGTH},
    {"next", FIELD_TEXT, offsetof(struct sign_in_query, next), .maximum = NEXT_MAXIMUM},
};
const struct shape sign_in_query_shape = SHAPE("SignInQuery", struct sign_in_query, sign_in_query_fields);
const struct shape sign_in_page_shape = SHAPE("SignInPage", struct sign_in_query, sign_in_query_fields);

struct admin_login_input {
    struct wallet_proof proof;
    const char *next;
};

static const struct field admin_login_input_fields[] = {
    {"chain", FIELD_CHOICE, offsetof(struct admin_login_input, proof.chain), FIELD_REQUIRED, .choices = wallet_chains},
    WALLET_PROOF_FIELDS(struct admin_login_input, proof.),
    {"next", FIELD_TEXT, offsetof(struct admin_login_input, next), .maximum = NEXT_MAXIMUM,
     .description = "Of a form: where to go then"},
};
const struct shape admin_login_input_shape = SHAPE("AdminLogin", struct admin_login_input, admin_login_input_fields);

struct admin_link_input {
    const char *token;
    const char *next;
};

static const struct field admin_link_input_fields[] = {
    {"token", FIELD_HEX, offsetof(struct admin_link_input, token), FIELD_REQUIRED, .maximum = LINK_TOKEN_LENGTH},
    {"next", FIELD_TEXT, offsetof(struct admin_link_input, next), .maximum = NEXT_MAXIMUM,
     .description = "Of a form: where to go then"},
};
const struct shape admin_link_input_shape = SHAPE("AdminLink", struct admin_link_input, admin_link_input_fields);

struct admin_input {
    struct new_admin wanted;
};

static const struct field admin_input_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct admin_input, wanted.name), FIELD_REQUIRED, 1, NAME_MAXIMUM},
    {"role", FIELD_CHOICE, offsetof(struct admin_input, wanted.role), FIELD_REQUIRED, .choices = console_roles},
    {"chain", FIELD_CHOICE, offsetof(struct admin_input, wanted.chain), .choices = wallet_chains},
    {"address", FIELD_TEXT, offsetof(struct admin_input, wanted.address), 0, 1, WALLET_ADDRESS_MAXIMUM,
     .description = "The wallet that signs in; without one, by links of gemctl only"},
};
const struct shape admin_input_shape = SHAPE("AdminInput", struct admin_input, admin_input_fields);

struct admin_change {
    const char *name;
    const char *role;
    bool active;
};

static const struct field admin_change_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct admin_change, name), FIELD_REQUIRED, 1, NAME_MAXIMUM},
    {"role", FIELD_CHOICE, offsetof(struct admin_change, role), FIELD_REQUIRED, .choices = console_roles},
    {"active", FIELD_BOOLEAN, offsetof(struct admin_change, active),
     .description = "Without it they cannot come in, and their sessions end"},
};
const struct shape admin_change_shape = SHAPE("AdminChange", struct admin_change, admin_change_fields);

enum status admins_handle_sign_in_page(struct request *request, struct response *response) {
    return response_answer(request, response, request->query);
}

enum status admins_handle_nonce(struct request *request, struct response *response) {
    const struct nonce_input *input = request->body;
    struct wallet_challenge challenge;
    enum status status =
        wallet_proof_challenge(request->context, wallet_for_admin, input->chain, input->address, &challenge);
    return status == STATUS_OK ? response_answer(request, response, &challenge) : status;
}

/* Only to a page of our own. */
static const char *safe_next(const char *next) {
    static const char prefix[] = "/admin/";
    bool own = next != NULL && strncmp(next, prefix, sizeof prefix - 1) == 0 && strpbrk(next, "\r\n\\") == NULL;
    return own ? next : "/admin/dashboard";
}

static enum status welcome(struct request *request, struct response *response, const struct admin_sign_in *answer,
                           const char *next) {
    if (request->is_page)
        console_set_cookie(request, response, answer->token);
    response->location = safe_next(next);
    return response_answer(request, response, answer);
}

enum status admins_handle_login(struct request *request, struct response *response) {
    const struct admin_login_input *input = request->body;
    struct admin_sign_in answer;
    enum status status = admin_sessions_open_by_wallet(request, &input->proof, &answer);
    return status == STATUS_OK ? welcome(request, response, &answer, input->next) : status;
}

enum status admins_handle_link(struct request *request, struct response *response) {
    const struct admin_link_input *input = request->body;
    struct admin_sign_in answer;
    enum status status = admin_sessions_open_by_link(request, input->token, &answer);
    return status == STATUS_OK ? welcome(request, response, &answer, input->next) : status;
}

static void audit_session(struct request *request, const char *action, const char *session_id) {
    console_audit(request,
                  &(struct console_act){.action = action, .subject_type = "admin_session", .subject_id = session_id});
}

enum status admins_handle_sign_out(struct request *request, struct response *response) {
    enum status status = admin_sessions_end(request->context, request->admin.id, request->admin.admin_id);
    if (status != STATUS_OK)
        return status;
    if (request->is_page)
        console_set_cookie(request, response, NULL);
    response->location = "/admin/sign-in";
    audit_session(request, "admin.sign_out", request->admin.id);
    return response_nothing(request, response);
}

/* An owner sees everybody's. */
static const char *sessions_of(const struct request *request) {
    return (request->admin.rights & RIGHT_OWN) != 0 ? NULL : request->admin.admin_id;
}

enum status admins_handle_sessions(struct request *request, struct response *response) {
    struct page page;
    /* Whose sessions may be seen depends on the role, which the guard brings. */
    enum status status = db_settle(request->context);
    if (status == STATUS_OK)
        status = admin_sessions_list(request->context, sessions_of(request), request->admin.id, &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status admins_handle_end_session(struct request *request, struct response *response) {
    const char *id = request_path_value(request, "id");
    enum status status = db_settle(request->context);
    if (status == STATUS_OK)
        status = admin_sessions_end(request->context, id, sessions_of(request));
    if (status != STATUS_OK)
        return status;
    audit_session(request, "admin.end_session", id);
    return response_nothing(request, response);
}

enum status admins_handle_list(struct request *request, struct response *response) {
    struct page page;
    enum status status = admins_list(request->context, &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status admins_handle_show(struct request *request, struct response *response) {
    struct admin admin;
    enum status status = admins_show(request->context, request_path_value(request, "id"), &admin);
    return status == STATUS_OK ? response_answer(request, response, &admin) : status;
}

static void audit_admin(struct request *request, const char *action, const struct admin *before,
                        const struct admin *after) {
    console_audit(request, &(struct console_act){action, "admin", after->id, &admin_shape, before, after});
}

enum status admins_handle_add(struct request *request, struct response *response) {
    const struct admin_input *input = request->body;
    struct admin admin;
    enum status status = admins_add(request->context, &input->wanted, &admin);
    if (status != STATUS_OK)
        return status;
    audit_admin(request, "admin.add", NULL, &admin);
    return response_answer(request, response, &admin);
}

enum status admins_handle_update(struct request *request, struct response *response) {
    const struct admin_change *input = request->body;
    struct admin *before = arena_alloc(request->context->arena, sizeof *before);
    struct admin after;
    enum status status = admins_lock(request->context, request_path_value(request, "id"), before);
    if (status == STATUS_OK)
        status = console_compare_version(request, &admin_shape, before);
    struct admin wanted = *before;
    wanted.name = input->name;
    wanted.role = input->role;
    wanted.active = input->active;
    if (status == STATUS_OK)
        status = admins_update(request->context, &wanted, &after);
    if (status != STATUS_OK)
        return status;
    audit_admin(request, "admin.change", before, &after);
    return response_answer(request, response, &after);
}
