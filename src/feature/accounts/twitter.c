#include "accounts/twitter.h"

#include "arena.h"
#include "base64url.h"
#include "config.h"
#include "db.h"
#include "digest.h"
#include "text.h"
#include "x.h"

#include <string.h>

enum { SECRET_BYTES = 32 };

static const char *random_secret(struct arena *arena) {
    unsigned char bytes[SECRET_BYTES];
    digest_random(bytes, sizeof bytes);
    return base64url_encode(arena, bytes, sizeof bytes);
}

/* Only the hash is kept: who reads the table cannot come back from X in somebody's place. */
static const char *hash_state(struct arena *arena, const char *state) {
    unsigned char digest[SHA256_SIZE];
    digest_sha256(state, strlen(state), digest);
    return text_hex(arena, digest, sizeof digest);
}

enum status twitter_begin(struct context *context, const char *session_id, const char **ret_authorize_url) {
    struct arena *arena = context->arena;
    unsigned char challenge[SHA256_SIZE];
    struct db_rows *rows;
    if (*config_text(context->config, SETTING_X_API_URL) == '\0')
        return context_refuse(context, STATUS_UNAVAILABLE, "X accounts cannot be bound here.");
    const char *state = random_secret(arena);
    const char *verifier = random_secret(arena);
    enum status status = db_query(context, SQL_OAUTH_BEGIN, DB(hash_state(arena, state), session_id, verifier), &rows);
    if (status != STATUS_OK)
        return status;
    digest_sha256(verifier, strlen(verifier), challenge);
    *ret_authorize_url = x_authorize_url(context, state, base64url_encode(arena, challenge, sizeof challenge));
    return STATUS_OK;
}

enum status twitter_bind(struct context *context, const char *user_id, const char *session_id, const char *state,
                         const char *code) {
    struct x_account account;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OAUTH_USE, DB(hash_state(context->arena, state), session_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_RULE_REFUSED,
                              "This is not an answer to a request of this session: begin again.");
    status = x_identify(context, code, db_text(rows, 0, 0), &account);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, SQL_OAUTH_BIND, DB(user_id, account.id, account.username), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_ACCOUNT_FROZEN, "The account was frozen or closed meanwhile.");
    return status;
}

enum status twitter_unbind(struct context *context, const char *user_id) {
    struct db_rows *rows;
    return db_query(context, SQL_OAUTH_BIND, DB(user_id, NULL, NULL), &rows);
}
