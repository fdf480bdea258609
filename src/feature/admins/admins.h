/* Administrators: who they are, which role they have, and the one-time links that let them in without a wallet. */
#ifndef GEM_ADMINS_H
#define GEM_ADMINS_H

#include "context.h"
#include "shape.h"

struct admin {
    const char *id;
    const char *name;
    const char *chain; /* NULL: signs in by links only */
    const char *address;
    const char *role;
    bool active;
    int64_t version;
    int64_t created_at;
    int64_t last_seen_at; /* CLOCK_NONE: never, or long ago */
};
extern const struct shape admin_shape;

struct new_admin {
    const char *name;
    const char *chain;   /* NULL: no wallet */
    const char *address; /* any spelling */
    const char *role;
};

/* STATUS_INVALID_INPUT for what is no address, STATUS_ALREADY_EXISTS for a name or address that is listed. */
enum status admins_add(struct context *context, const struct new_admin *wanted, struct admin *ret_admin) MUST_CHECK;

enum status admins_list(struct context *context, struct page *ret_page) MUST_CHECK;
enum status admins_show(struct context *context, const char *id, struct admin *ret_admin) MUST_CHECK;

/* The same with the row locked; within a transaction. */
enum status admins_lock(struct context *context, const char *id, struct admin *ret_admin) MUST_CHECK;

/* By name, address or id, locked. STATUS_NOT_FOUND. */
enum status admins_find(struct context *context, const char *name, struct admin *ret_admin) MUST_CHECK;

/* Gives a locked administrator another name or role, or takes them out (active false), which ends their sessions.
 * STATUS_RULE_REFUSED when no active owner would be left. */
enum status admins_update(struct context *context, const struct admin *wanted, struct admin *ret_admin) MUST_CHECK;

/* A link's token, good for 15 minutes and once, for the administrator called `name`, who is made with `role` when
 * there is none. */
enum status admins_create_link(struct context *context, const char *name, const char *role,
                               const char **ret_token) MUST_CHECK;

#endif
