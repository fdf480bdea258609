#include "accounts/sessions.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "db.h"
#include "id.h"
#include "jwt.h"
#include "session.h"
#include "text.h"

enum { USER_AGENT_MAXIMUM = 200 };

static const struct field session_row_fields[] = {
    {"id", FIELD_ID, offsetof(struct session_row, id)},
    {"created_at", FIELD_TIME, offsetof(struct session_row, created_at)},
    {"expires_at", FIELD_TIME, offsetof(struct session_row, expires_at)},
    {"user_agent", FIELD_TEXT, offsetof(struct session_row, user_agent)},
    {"remote_address", FIELD_TEXT, offsetof(struct session_row, remote_address)},
    {"current", FIELD_BOOLEAN, offsetof(struct session_row, current), .description = "The session that is asking"},
};
const struct shape session_row_shape = SHAPE("Session", struct session_row, session_row_fields);

/* A header is bytes from a stranger: what is not text is not kept. */
static const char *clean_user_agent(struct arena *arena, const char *user_agent) {
    size_t length = 0;
    while (length < USER_AGENT_MAXIMUM && user_agent[length] >= ' ' && user_agent[length] < 0x7f)
        length++;
    return arena_copy(arena, user_agent, length);
}

enum status sessions_create(struct context *context, const char *user_id, const struct device *device,
                            const struct session_wallet *wallet, struct new_session *ret_session) {
    struct session_row session;
    struct db_rows *rows;
    const char *id = id_new(context->arena);
    const char *user_agent = clean_user_agent(context->arena, device->user_agent);
    enum status status =
        db_query(context, SQL_SESSIONS_CREATE,
                 DB(id, user_id, user_agent, device->remote_address, wallet->chain, wallet->address), &rows);
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &session_row_shape, &session);
    const struct jwt_claims claims = {
        .audience = SESSION_AUDIENCE,
        .subject = user_id,
        .session_id = id,
        .issued_at = session.created_at / CLOCK_SECOND,
        .expires_at = session.expires_at / CLOCK_SECOND,
    };
    ret_session->token = jwt_sign(context->arena, &claims, config_text(context->config, SETTING_USER_JWT_KEY));
    ret_session->expires_at = session.expires_at;
    return STATUS_OK;
}

enum status sessions_list(struct context *context, const char *user_id, const char *current_id, struct page *ret_page) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_SESSIONS_LIST, DB(user_id, current_id), &rows);
    if (status == STATUS_OK)
        *ret_page = (struct page){.items = db_read_list(context, rows, &session_row_shape)};
    return status;
}

enum status sessions_revoke(struct context *context, const char *user_id, const char *session_id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_SESSIONS_REVOKE, DB(session_id, user_id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such session of yours.");
    return status;
}

enum status sessions_revoke_all(struct context *context, const char *user_id) {
    struct db_rows *rows;
    return db_query(context, SQL_SESSIONS_REVOKE_ALL, DB(user_id), &rows);
}
