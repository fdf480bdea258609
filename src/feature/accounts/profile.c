#include "accounts/profile.h"

#include "accounts/accounts.h"
#include "arena.h"
#include "db.h"
#include "market/listings.h"
#include "market/offers.h"
#include "money.h"
#include "shape.h"

struct holdings {
    int64_t credit; /* micros */
    int64_t gems;
    int64_t open_payments;
};

static const struct field holdings_fields[] = {
    {"credit", FIELD_MONEY, offsetof(struct holdings, credit)},
    {"gems", FIELD_INTEGER, offsetof(struct holdings, gems)},
    {"open_payments", FIELD_INTEGER, offsetof(struct holdings, open_payments)},
};
static const struct shape holdings_shape = SHAPE("Holdings", struct holdings, holdings_fields);

struct closing {
    const char *user_id;
    bool forfeit;
};

enum status profile_change(struct context *context, const char *user_id, const struct profile_change *change) {
    struct db_rows *reserved;
    if (change->handle == NULL && change->avatar_seed == NULL)
        return context_field_error(context, "handle", "required", "or avatar_seed is required");
    db_queue(context, SQL_ACCOUNTS_RESERVED_HANDLE, DB(change->handle), &reserved);
    db_queue(context, SQL_ACCOUNTS_UPDATE_PROFILE, DB(user_id, change->handle, change->avatar_seed), NULL);
    enum status status = db_flush(context);
    if (status == STATUS_OK && db_count(reserved) > 0)
        return context_refuse(context, STATUS_HANDLE_RESERVED, "%s reads like %s, which nobody may take.",
                              change->handle, db_text(reserved, 0, 0));
    return status;
}

enum status profile_export(struct context *context, const char *user_id, const char **ret_json) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_ACCOUNTS_EXPORT, DB(user_id), &rows);
    if (status == STATUS_OK)
        *ret_json = db_text(rows, 0, 0);
    return status;
}

static enum status check_holdings(struct context *context, const struct holdings *holdings, bool forfeit) {
    if (holdings->open_payments > 0)
        return context_refuse(context, STATUS_ACCOUNT_NOT_EMPTY,
                              "A purchase, top-up, withdrawal or payout is under way: wait until it has ended.");
    if (forfeit || (holdings->credit == 0 && holdings->gems == 0))
        return STATUS_OK;
    return context_refuse(context, STATUS_ACCOUNT_NOT_EMPTY,
                          "The account holds %s USD and %lld gems. Use them first, or close it with forfeit=true.",
                          money_text(context->arena, holdings->credit), (long long)holdings->gems);
}

static enum status close_account(struct context *context, void *argument) {
    const struct closing *closing = argument;
    struct arena *arena = context->arena;
    struct holdings holdings;
    struct db_rows *rows;
    db_queue(context, SQL_ACCOUNTS_LOCK, DB(closing->user_id), NULL);
    enum status status = db_query(context, SQL_ACCOUNTS_HOLDINGS, DB(closing->user_id), &rows);
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &holdings_shape, &holdings);
    status = check_holdings(context, &holdings, closing->forfeit);
    if (status != STATUS_OK)
        return status;
    status = listings_withdraw_all(context, closing->user_id);
    if (status == STATUS_OK)
        status = offers_withdraw_all(context, closing->user_id);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_BUYBACK_WITHDRAW_ALL, DB(closing->user_id), NULL);
    db_queue(context, SQL_BUYBACK_FORGET_ADDRESSES, DB(closing->user_id), NULL);
    db_queue(context, SQL_ACCOUNTS_FORGET_TRACES, DB(closing->user_id), NULL);
    db_queue(context, SQL_ACCOUNTS_CLOSE,
             DB(closing->user_id, arena_format(arena, "closed-%s", accounts_random_word(arena, 12)),
                accounts_random_word(arena, 16), arena_format(arena, "closed-%s", accounts_random_word(arena, 12))),
             NULL);
    return db_flush(context);
}

enum status profile_close(struct context *context, const char *user_id, bool forfeit) {
    struct closing closing = {user_id, forfeit};
    return db_transaction(context, close_account, &closing);
}
