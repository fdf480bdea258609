/* How administrators come in, by a listed wallet or by a one-time link, and the sessions they then have: 30 minutes
 * idle, 12 hours at most. */
#ifndef GEM_ADMIN_SESSIONS_H
#define GEM_ADMIN_SESSIONS_H

#include "accounts/wallet_proof.h"
#include "request.h"
#include "shape.h"

struct admin_sign_in {
    const char *token;
    int64_t expires_at;
    const char *admin_id;
    const char *name;
    const char *role;
};
extern const struct shape admin_sign_in_shape;

/* Uses up a signed message of a listed wallet. STATUS_SIGNATURE_REFUSED; within a transaction. */
enum status admin_sessions_open_by_wallet(struct request *request, const struct wallet_proof *proof,
                                          struct admin_sign_in *ret_sign_in) MUST_CHECK;

/* Uses up a link's token. STATUS_WRONG_CODE when it is unknown, used or older than 15 minutes; within a transaction. */
enum status admin_sessions_open_by_link(struct request *request, const char *token,
                                        struct admin_sign_in *ret_sign_in) MUST_CHECK;

struct admin_session_row {
    const char *id;
    const char *admin_id;
    const char *admin_name;
    int64_t created_at;
    int64_t last_seen_at;
    int64_t expires_at;
    const char *remote_address;
    const char *user_agent;
    bool current;
};
extern const struct shape admin_session_row_shape;

/* Live sessions of one administrator, or with NULL of all. */
enum status admin_sessions_list(struct context *context, const char *admin_id, const char *current_id,
                                struct page *ret_page) MUST_CHECK;

/* Ends a session at once; with `admin_id` not NULL only one of theirs. STATUS_NOT_FOUND when it is not alive. */
enum status admin_sessions_end(struct context *context, const char *session_id, const char *admin_id) MUST_CHECK;

/* The hash under which a link's token is kept, in the arena. */
const char *admin_link_hash(struct arena *arena, const char *token);

#endif
