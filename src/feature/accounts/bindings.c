#include "accounts/bindings.h"

#include "accounts/email_code.h"
#include "db.h"

struct binding {
    const char *user_id;
    const struct wallet_proof *proof;
    const char *chain;
    const char *email;
    const char *code;
    const char *remote_address;
};

static enum status bind_wallet(struct context *context, const char *user_id, const char *chain, const char *address) {
    db_queue(context, SQL_WALLETS_BIND, DB(user_id, chain, address), NULL);
    db_queue(context, SQL_WALLETS_END_SESSIONS, DB(user_id, chain, address), NULL);
    return db_flush(context);
}

static enum status set_wallet(struct context *context, void *argument) {
    const struct binding *binding = argument;
    const char *address;
    enum status status = wallet_proof_use(context, wallet_for_user, binding->proof, &address);
    return status == STATUS_OK ? bind_wallet(context, binding->user_id, binding->proof->chain, address) : status;
}

enum status bindings_set_wallet(struct context *context, const char *user_id, const struct wallet_proof *proof) {
    struct binding binding = {.user_id = user_id, .proof = proof};
    return db_transaction(context, set_wallet, &binding);
}

static enum status remove_wallet(struct context *context, void *argument) {
    const struct binding *binding = argument;
    return bind_wallet(context, binding->user_id, binding->chain, NULL);
}

enum status bindings_remove_wallet(struct context *context, const char *user_id, const char *chain) {
    struct binding binding = {.user_id = user_id, .chain = chain};
    return db_transaction(context, remove_wallet, &binding);
}

static enum status set_email(struct context *context, void *argument) {
    const struct binding *binding = argument;
    struct db_rows *rows;
    enum status status = email_code_use(context, binding->email, NULL, binding->code, binding->remote_address);
    if (status != STATUS_OK)
        return status;
    return db_query(context, SQL_ACCOUNTS_SET_EMAIL, DB(binding->user_id, binding->email), &rows);
}

enum status bindings_set_email(struct context *context, const char *user_id, const char *email, const char *code,
                               const char *remote_address) {
    struct binding binding = {.user_id = user_id, .email = email, .code = code, .remote_address = remote_address};
    return db_transaction(context, set_email, &binding);
}

enum status bindings_remove_email(struct context *context, const char *user_id) {
    struct db_rows *rows;
    return db_query(context, SQL_ACCOUNTS_SET_EMAIL, DB(user_id, NULL), &rows);
}
