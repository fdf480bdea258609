#include "accounts/sign_in.h"

#include "accounts/email_code.h"
#include "db.h"
#include "text.h"

struct attempt {
    const char *email;
    const char *code;
    const struct wallet_proof *proof;
    const struct visitor *visitor;
    struct sign_in *ret_sign_in;
};

/* Finds the user by a statement that locks the row, or makes one. */
static enum status find_or_create(struct context *context, enum sql_statement find, const char *address,
                                  const struct arrival *arrival, const char **ret_id, bool *ret_is_new) {
    struct db_rows *rows;
    enum status status = db_query(context, find, DB(address), &rows);
    if (status != STATUS_OK)
        return status;
    *ret_is_new = db_count(rows) == 0;
    if (*ret_is_new)
        return accounts_create(context, arrival, ret_id);
    *ret_id = db_text(rows, 0, 0);
    return STATUS_OK;
}

static enum status open_session(struct context *context, const char *user_id, const struct attempt *attempt,
                                const struct session_wallet *wallet) {
    struct sign_in *sign_in = attempt->ret_sign_in;
    enum status status = sessions_create(context, user_id, &attempt->visitor->device, wallet, &sign_in->session);
    return status == STATUS_OK ? accounts_show(context, user_id, &sign_in->user) : status;
}

static enum status with_email(struct context *context, void *argument) {
    const struct attempt *attempt = argument;
    const struct arrival arrival = {.email = attempt->email, .referral_code = attempt->visitor->referral_code};
    const char *user_id;
    enum status status =
        email_code_use(context, attempt->email, NULL, attempt->code, attempt->visitor->device.remote_address);
    if (status == STATUS_OK)
        status = find_or_create(context, SQL_ACCOUNTS_FIND_BY_EMAIL, attempt->email, &arrival, &user_id,
                                &attempt->ret_sign_in->is_new);
    return status == STATUS_OK ? open_session(context, user_id, attempt, &(struct session_wallet){0}) : status;
}

enum status sign_in_with_email(struct context *context, const char *email, const char *code,
                               const struct visitor *visitor, struct sign_in *ret_sign_in) {
    struct attempt attempt = {.email = email, .code = code, .visitor = visitor, .ret_sign_in = ret_sign_in};
    return db_transaction(context, with_email, &attempt);
}

static void queue_end_of_replaced_session(struct context *context, const struct visitor *visitor, const char *address) {
    if (visitor->session_id != NULL)
        db_queue(context, SQL_WALLETS_END_REPLACED_SESSION, DB(visitor->session_id, visitor->user_id, address), NULL);
}

static enum status with_wallet(struct context *context, void *argument) {
    const struct attempt *attempt = argument;
    struct session_wallet wallet = {.chain = attempt->proof->chain};
    const char *user_id;
    enum status status = wallet_proof_use(context, wallet_for_user, attempt->proof, &wallet.address);
    if (status != STATUS_OK)
        return status;
    bool solana = text_equal(wallet.chain, "solana");
    const struct arrival arrival = {
        .solana_address = solana ? wallet.address : NULL,
        .evm_address = solana ? NULL : wallet.address,
        .referral_code = attempt->visitor->referral_code,
    };
    status = find_or_create(context, SQL_WALLETS_FIND_USER, wallet.address, &arrival, &user_id,
                            &attempt->ret_sign_in->is_new);
    if (status != STATUS_OK)
        return status;
    queue_end_of_replaced_session(context, attempt->visitor, wallet.address);
    return open_session(context, user_id, attempt, &wallet);
}

enum status sign_in_with_wallet(struct context *context, const struct wallet_proof *proof,
                                const struct visitor *visitor, struct sign_in *ret_sign_in) {
    struct attempt attempt = {.proof = proof, .visitor = visitor, .ret_sign_in = ret_sign_in};
    return db_transaction(context, with_wallet, &attempt);
}
