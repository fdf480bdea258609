#include "withdrawals/addresses.h"

#include "config.h"
#include "db.h"
#include "id.h"
#include "solana_address.h"
#include "text.h"

static const struct field withdrawal_address_fields[] = {
    {"id", FIELD_ID, offsetof(struct withdrawal_address, id)},
    {"address", FIELD_TEXT, offsetof(struct withdrawal_address, address)},
    {"created_at", FIELD_TIME, offsetof(struct withdrawal_address, created_at)},
    {"confirmed_at", FIELD_TIME, offsetof(struct withdrawal_address, confirmed_at), FIELD_NULLABLE,
     .description = "null: the mailed code is waited for. A day later withdrawals go there at once"},
};
const struct shape withdrawal_address_shape =
    SHAPE("WithdrawalAddress", struct withdrawal_address, withdrawal_address_fields);

enum status addresses_check(struct context *context, const char *address) {
    const char *treasury = config_text(context->config, SETTING_SOLANA_TREASURY_ADDRESS);
    if (!solana_address_is_wallet(address))
        return context_field_error(context, "address", "malformed", "must be the address of a wallet on Solana");
    if (text_equal(address, treasury) ||
        text_equal(address, config_text(context->config, SETTING_SOLANA_PAYOUT_ADDRESS)))
        return context_field_error(context, "address", "not_allowed", "is the platform's own");
    if (*treasury == '\0')
        return context_refuse(context, STATUS_METHOD_UNAVAILABLE, "Nothing is paid by Solana here.");
    return STATUS_OK;
}

/* NULL when they have none. */
static enum status read_email(struct context *context, const char *user_id, const char **ret_email) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_WITHDRAWALS_OWNER_EMAIL, DB(user_id), &rows);
    if (status == STATUS_OK)
        *ret_email = db_text(rows, 0, 0);
    return status;
}

/* The lock of the e-mail address keeps two who add for one user apart. It comes before the user's own row, as when
 * signing in. */
static enum status add(struct context *context, const char *user_id, const char *email, const char *address,
                       struct withdrawal_address *ret_address) {
    struct arena *arena = context->arena;
    struct db_rows *rows;
    db_queue(context, SQL_ACCOUNTS_LOCK_EMAIL, DB(email), NULL);
    enum status status =
        db_query(context, SQL_WITHDRAWALS_ADD_ADDRESS,
                 DB(id_new(arena), user_id, address, text_from_integer(arena, WITHDRAWAL_ADDRESSES_MAXIMUM)), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_RULE_REFUSED, "Keep at most %d addresses: remove one first.",
                              WITHDRAWAL_ADDRESSES_MAXIMUM);
    if (db_text(rows, 0, 3) != NULL)
        return context_refuse(context, STATUS_ALREADY_EXISTS, "The address is confirmed already.");
    db_read(rows, 0, &withdrawal_address_shape, ret_address);
    return STATUS_OK;
}

enum status addresses_add(struct context *context, const char *user_id, const char *address, const char *remote_address,
                          struct withdrawal_address *ret_address, struct code_request *ret_code) {
    const char *email = NULL;
    enum status status = addresses_check(context, address);
    if (status == STATUS_OK)
        status = read_email(context, user_id, &email);
    if (status == STATUS_OK && email == NULL)
        status = context_refuse(context, STATUS_RULE_REFUSED,
                                "Without an e-mail address you can withdraw to your bound wallet only.");
    if (status == STATUS_OK)
        status = add(context, user_id, email, address, ret_address);
    return status == STATUS_OK ? email_code_request(context, email, ret_address->id, remote_address, ret_code) : status;
}

enum status addresses_confirm(struct context *context, const char *user_id, const char *id, const char *code,
                              const char *remote_address, struct withdrawal_address *ret_address) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_WITHDRAWALS_ADDRESS_TO_CONFIRM, DB(id, user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "None of your addresses by this id waits to be confirmed.");
    const char *email = db_text(rows, 0, 0);
    if (email == NULL)
        return context_refuse(context, STATUS_RULE_REFUSED, "The account has no e-mail address any more.");
    status = email_code_use(context, email, id, code, remote_address);
    if (status == STATUS_OK)
        status = db_query(context, SQL_WITHDRAWALS_CONFIRM_ADDRESS, DB(id, user_id, email), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_CONFLICT, "The address or your e-mail address has changed meanwhile.");
    if (status == STATUS_OK)
        db_read(rows, 0, &withdrawal_address_shape, ret_address);
    return status;
}

enum status addresses_list(struct context *context, const char *user_id, struct page *ret_page) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_WITHDRAWALS_LIST_ADDRESSES, DB(user_id), &rows);
    if (status == STATUS_OK)
        *ret_page = (struct page){.items = db_read_list(context, rows, &withdrawal_address_shape)};
    return status;
}

enum status addresses_remove(struct context *context, const char *user_id, const char *id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_WITHDRAWALS_REMOVE_ADDRESS, DB(id, user_id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such address of yours.");
    return status;
}
