/* What people say of themselves, and their leaving. */
#ifndef GEM_PROFILE_H
#define GEM_PROFILE_H

#include "context.h"

/* Letters, digits, _ and - only: no two handles can look alike by their script. */
#define HANDLE_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_-"
enum { HANDLE_MINIMUM = 3, HANDLE_MAXIMUM = 32, AVATAR_SEED_MAXIMUM = 64 };

struct profile_change {
    const char *handle;      /* NULL: as it is */
    const char *avatar_seed; /* NULL: as it is */
};

/* STATUS_HANDLE_TAKEN also for one that reads like another's (g3m, gem), STATUS_HANDLE_RESERVED. */
enum status profile_change(struct context *context, const char *user_id,
                           const struct profile_change *change) MUST_CHECK;

/* Everything kept about the user as JSON text in the arena. */
enum status profile_export(struct context *context, const char *user_id, const char **ret_json) MUST_CHECK;

/* Closes the account: personal data is erased, ledger and fairness records stay under a pseudonym (E50). An account
 * that holds credit (set aside for offers, too) or gems is only closed when the user forfeits them, one with a
 * purchase, top-up, withdrawal or payout under way never: STATUS_ACCOUNT_NOT_EMPTY. Listings, offers and requests to
 * sell back are withdrawn first; STATUS_LISTING_RESERVED or STATUS_CONFLICT while one of them is being paid for. */
enum status profile_close(struct context *context, const char *user_id, bool forfeit) MUST_CHECK;

#endif
