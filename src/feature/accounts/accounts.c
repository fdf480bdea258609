#include "accounts/accounts.h"

#include "arena.h"
#include "db.h"
#include "digest.h"
#include "fairness/seeds.h"
#include "id.h"
#include "text.h"

static const struct field wallets_fields[] = {
    {"solana", FIELD_TEXT, offsetof(struct wallets, solana), FIELD_NULLABLE},
    {"evm", FIELD_TEXT, offsetof(struct wallets, evm), FIELD_NULLABLE},
};
static const struct shape wallets_shape = SHAPE("Wallets", struct wallets, wallets_fields);

static const struct field user_fields[] = {
    {"id", FIELD_ID, offsetof(struct user, id)},
    {"handle", FIELD_TEXT, offsetof(struct user, handle)},
    {"email", FIELD_TEXT, offsetof(struct user, email), FIELD_NULLABLE},
    {"twitter_handle", FIELD_TEXT, offsetof(struct user, twitter_handle), FIELD_NULLABLE},
    {"wallets", FIELD_OBJECT, offsetof(struct user, wallets), .shape = &wallets_shape},
    {"avatar_url", FIELD_TEXT, offsetof(struct user, avatar_url)},
    {"referral_code", FIELD_TEXT, offsetof(struct user, referral_code)},
    {"credit_balance", FIELD_MONEY, offsetof(struct user, credit_balance)},
    {"xp", FIELD_INTEGER, offsetof(struct user, xp)},
    {"created_at", FIELD_TIME, offsetof(struct user, created_at)},
};
const struct shape user_shape = SHAPE("User", struct user, user_fields);

enum status accounts_show(struct context *context, const char *user_id, struct user *ret_user) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_ACCOUNTS_SHOW, DB(user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such user.");
    db_read(rows, 0, &user_shape, ret_user);
    return STATUS_OK;
}

/* 32 characters, so five bits of randomness each. */
const char *accounts_random_word(struct arena *arena, size_t length) {
    static const char alphabet[] = "23456789abcdefghijkmnpqrstuvwxyz";
    unsigned char bytes[16];
    char *word = arena_alloc(arena, length + 1);
    digest_random(bytes, length);
    for (size_t i = 0; i < length; i++)
        word[i] = alphabet[bytes[i] % 32];
    return word;
}

enum status accounts_create(struct context *context, const struct arrival *arrival, const char **ret_id) {
    struct arena *arena = context->arena;
    struct db_rows *rows;
    const char *id = id_new(arena);
    const char *handle = arena_format(arena, "gem-%s", accounts_random_word(arena, 10));
    const char *const *parameters =
        DB(id, handle, arrival->email, accounts_random_word(arena, 16), accounts_random_word(arena, 8),
           seeds_new_server_seed(arena), seeds_new_client_seed(arena), arrival->solana_address, arrival->evm_address,
           arrival->referral_code);
    enum status status = db_query(context, SQL_ACCOUNTS_CREATE, parameters, &rows);
    if (status == STATUS_OK)
        *ret_id = id;
    return status;
}

enum status accounts_find(struct context *context, const char *name, const char **ret_id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_ACCOUNTS_FIND_ANY, DB(name), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "No user has this id, e-mail or handle: %s", name);
    *ret_id = db_text(rows, 0, 0);
    return STATUS_OK;
}

enum status accounts_set_frozen(struct context *context, const char *user_id, bool frozen, const char *reason) {
    struct db_rows *rows;
    const char *const *parameters = DB(user_id, frozen ? "FROZEN" : "ACTIVE", reason);
    enum status status = db_query(context, SQL_ACCOUNTS_SET_FROZEN, parameters, &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "The account is closed.");
    return status;
}
