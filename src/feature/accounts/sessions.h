/* Sessions: a signed token names one, the database says whether it still lives. */
#ifndef GEM_SESSIONS_H
#define GEM_SESSIONS_H

#include "context.h"
#include "shape.h"

/* Where somebody signs in from. */
struct device {
    const char *user_agent;
    const char *remote_address;
};

/* The wallet that signs in; NULLs: it was no wallet. */
struct session_wallet {
    const char *chain;
    const char *address;
};

struct new_session {
    const char *token;
    int64_t expires_at;
};

struct session_row {
    const char *id;
    int64_t created_at;
    int64_t expires_at;
    const char *user_agent;
    const char *remote_address;
    bool current;
};
extern const struct shape session_row_shape;

/* Opens a session of 24 hours and signs its token. */
enum status sessions_create(struct context *context, const char *user_id, const struct device *device,
                            const struct session_wallet *wallet, struct new_session *ret_session) MUST_CHECK;

enum status sessions_list(struct context *context, const char *user_id, const char *current_id,
                          struct page *ret_page) MUST_CHECK;

/* Ends one of the user's sessions at once. STATUS_NOT_FOUND when it is not alive. */
enum status sessions_revoke(struct context *context, const char *user_id, const char *session_id) MUST_CHECK;

/* Ends all of them. */
enum status sessions_revoke_all(struct context *context, const char *user_id) MUST_CHECK;

#endif
