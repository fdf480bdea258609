/* Users: who they are, how one is made, what they may see of themselves. */
#ifndef GEM_ACCOUNTS_H
#define GEM_ACCOUNTS_H

#include "context.h"
#include "shape.h"

struct wallets {
    const char *solana;
    const char *evm;
};

struct user {
    const char *id;
    const char *handle;
    const char *email;
    const char *twitter_handle;
    struct wallets wallets;
    const char *avatar_url;
    const char *referral_code;
    int64_t credit_balance; /* micros */
    int64_t xp;
    int64_t created_at;
};
extern const struct shape user_shape;

enum status accounts_show(struct context *context, const char *user_id, struct user *ret_user) MUST_CHECK;

/* How a new user came; all may be NULL, but one way in must be there. */
struct arrival {
    const char *email;
    const char *solana_address; /* canonical */
    const char *evm_address;
    const char *referral_code; /* whose; one that is nobody's is forgotten */
};

/* Makes a user with a credit account and a first committed seed; must run inside a transaction. ret_id in the arena. */
enum status accounts_create(struct context *context, const struct arrival *arrival, const char **ret_id) MUST_CHECK;

/* `length` (at most 16) random characters of an alphabet without look-alikes, in the arena. */
const char *accounts_random_word(struct arena *arena, size_t length);

/* Finds a user by id, e-mail or handle. */
enum status accounts_find(struct context *context, const char *name, const char **ret_id) MUST_CHECK;

/* Freezes (a reason is a must) or unfreezes a user: every write is refused, reading goes on, sessions stay. */
enum status accounts_set_frozen(struct context *context, const char *user_id, bool frozen,
                                const char *reason) MUST_CHECK;

#endif
