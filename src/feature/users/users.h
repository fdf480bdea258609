/* Users as administrators see them: found by whatever they are known by, and everything about one on a page. */
#ifndef GEM_USERS_H
#define GEM_USERS_H

#include "context.h"
#include "shape.h"

struct user_row {
    const char *id;
    const char *handle;
    const char *email;
    const char *status;
    int64_t credit_balance; /* micros */
    int64_t gems;
    int64_t xp;
    int64_t created_at;
};
extern const struct shape user_row_shape;

struct user_detail {
    const char *id;
    const char *handle;
    const char *email;
    const char *twitter_handle;
    const char *solana_address;
    const char *evm_address;
    const char *status;
    const char *frozen_reason;
    int64_t credit_balance;
    int64_t xp;
    const char *referral_code;
    const char *avatar_url;
    int64_t gem_count;
    int64_t opening_count;
    int64_t created_at;
    int64_t version;
    struct list entries;  /* struct statement_entry, the newest */
    struct list gems;     /* struct vault_item, the newest */
    struct list sessions; /* struct session_row */
};
extern const struct shape user_detail_shape;

/* What an administrator can change about a user. */
struct user_state {
    const char *id;
    const char *handle;
    const char *status;
    const char *frozen_reason;
    int64_t version;
};
extern const struct shape user_state_shape;

extern const char *const user_statuses[];

struct user_search {
    const char *q;      /* part of a handle or e-mail address, a whole wallet, X handle or id; NULL: everybody */
    const char *status; /* NULL: any */
};

enum status users_list(struct context *context, const struct user_search *search, const char *cursor, int64_t limit,
                       struct page *ret_page) MUST_CHECK;

enum status users_show(struct context *context, const char *id, struct user_detail *ret_user) MUST_CHECK;

/* The state of a user with the row locked; within a transaction. */
enum status users_lock(struct context *context, const char *id, struct user_state *ret_state) MUST_CHECK;

#endif
