#include "admins/admin_sessions.h"

#include "arena.h"
#include "audit/audit.h"
#include "clock.h"
#include "config.h"
#include "console/console_door.h"
#include "console/console_roles.h"
#include "db.h"
#include "digest.h"
#include "id.h"
#include "jwt.h"
#include "text.h"

#include <string.h>

enum { USER_AGENT_MAXIMUM = 200 };

static const struct field admin_sign_in_fields[] = {
    {"token", FIELD_TEXT, offsetof(struct admin_sign_in, token),
     .description = "For Authorization: Bearer; good for 12 hours, and no longer than 30 minutes unused"},
    {"expires_at", FIELD_TIME, offsetof(struct admin_sign_in, expires_at)},
    {"admin_id", FIELD_ID, offsetof(struct admin_sign_in, admin_id)},
    {"name", FIELD_TEXT, offsetof(struct admin_sign_in, name)},
    {"role", FIELD_CHOICE, offsetof(struct admin_sign_in, role), .choices = console_roles},
};
const struct shape admin_sign_in_shape = SHAPE("AdminSignIn", struct admin_sign_in, admin_sign_in_fields);

static const struct field admin_session_row_fields[] = {
    {"id", FIELD_ID, offsetof(struct admin_session_row, id)},
    {"admin_id", FIELD_ID, offsetof(struct admin_session_row, admin_id)},
    {"admin_name", FIELD_TEXT, offsetof(struct admin_session_row, admin_name)},
    {"created_at", FIELD_TIME, offsetof(struct admin_session_row, created_at)},
    {"last_seen_at", FIELD_TIME, offsetof(struct admin_session_row, last_seen_at)},
    {"expires_at", FIELD_TIME, offsetof(struct admin_session_row, expires_at)},
    {"remote_address", FIELD_TEXT, offsetof(struct admin_session_row, remote_address)},
    {"user_agent", FIELD_TEXT, offsetof(struct admin_session_row, user_agent)},
    {"current", FIELD_BOOLEAN, offsetof(struct admin_session_row, current), .description = "The session that asks"},
};
const struct shape admin_session_row_shape = SHAPE("AdminSession", struct admin_session_row, admin_session_row_fields);

const char *admin_link_hash(struct arena *arena, const char *token) {
    unsigned char digest[SHA256_SIZE];
    digest_sha256(token, strlen(token), digest);
    return text_hex(arena, digest, sizeof digest);
}

/* A header is bytes from a stranger: what is not text is not kept. */
static const char *clean_user_agent(struct arena *arena, const char *user_agent) {
    size_t length = 0;
    while (length < USER_AGENT_MAXIMUM && user_agent[length] >= ' ' && user_agent[length] < 0x7f)
        length++;
    return arena_copy(arena, user_agent, length);
}

/* `rows`: id, name, role of who has proved to be that administrator. */
static enum status open_session(struct request *request, const struct db_rows *rows, const char *action,
                                struct admin_sign_in *ret_sign_in) {
    struct context *context = request->context;
    struct admin_sign_in answer = {.admin_id = db_text(rows, 0, 0),
                                   .name = db_text(rows, 0, 1),
                                   .role = db_text(rows, 0, 2)};
    struct admin_session_row session;
    struct db_rows *created;
    const char *id = id_new(context->arena);
    enum status status = db_query(context, SQL_ADMINS_CREATE_SESSION,
                                  DB(id, answer.admin_id, request->remote_address,
                                     clean_user_agent(context->arena, request->user_agent)),
                                  &created);
    if (status != STATUS_OK)
        return status;
    db_read(created, 0, &admin_session_row_shape, &session);
    const struct jwt_claims claims = {ADMIN_AUDIENCE, answer.admin_id, id, session.created_at / CLOCK_SECOND,
                                      session.expires_at / CLOCK_SECOND};
    answer.token = jwt_sign(context->arena, &claims, config_text(context->config, SETTING_ADMIN_JWT_KEY));
    answer.expires_at = session.expires_at;
    audit_queue(context, &(struct audit_entry){.actor = answer.admin_id,
                                               .action = action,
                                               .subject_type = "admin_session",
                                               .subject_id = id,
                                               .remote_address = request->remote_address});
    *ret_sign_in = answer;
    return STATUS_OK;
}

enum status admin_sessions_open_by_wallet(struct request *request, const struct wallet_proof *proof,
                                          struct admin_sign_in *ret_sign_in) {
    struct context *context = request->context;
    struct db_rows *rows;
    const char *address;
    enum status status = wallet_proof_use(context, wallet_for_admin, proof, &address);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, SQL_ADMINS_FIND_BY_ADDRESS, DB(proof->chain, address), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_SIGNATURE_REFUSED, "The wallet is not an administrator's.");
    return open_session(request, rows, "admin.sign_in_by_wallet", ret_sign_in);
}

enum status admin_sessions_open_by_link(struct request *request, const char *token, struct admin_sign_in *ret_sign_in) {
    struct context *context = request->context;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_ADMINS_USE_LINK, DB(admin_link_hash(context->arena, token)), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_WRONG_CODE, "The link is unknown, used or older than 15 minutes.");
    return open_session(request, rows, "admin.sign_in_by_link", ret_sign_in);
}

enum status admin_sessions_list(struct context *context, const char *admin_id, const char *current_id,
                                struct page *ret_page) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_ADMINS_LIST_SESSIONS, DB(admin_id, current_id), &rows);
    if (status == STATUS_OK)
        *ret_page = (struct page){.items = db_read_list(context, rows, &admin_session_row_shape)};
    return status;
}

enum status admin_sessions_end(struct context *context, const char *session_id, const char *admin_id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_ADMINS_END_SESSION, DB(session_id, admin_id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such session.");
    return status;
}
