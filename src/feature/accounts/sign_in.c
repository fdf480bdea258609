#include "accounts/sign_in.h"

#include "accounts/email_code.h"
#include "db.h"

struct attempt {
    const char *email;
    const char *code;
    const struct device *device;
    struct sign_in *ret_sign_in;
};

static enum status find_or_create(struct context *context, const char *email, const char **ret_id, bool *ret_is_new) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_ACCOUNTS_FIND_BY_EMAIL, DB(email), &rows);
    if (status != STATUS_OK)
        return status;
    *ret_is_new = db_count(rows) == 0;
    if (*ret_is_new)
        return accounts_create(context, email, ret_id);
    *ret_id = db_text(rows, 0, 0);
    return STATUS_OK;
}

static enum status sign_in(struct context *context, void *argument) {
    const struct attempt *attempt = argument;
    const char *user_id;
    enum status status = email_code_use(context, attempt->email, attempt->code, attempt->device->remote_address);
    if (status == STATUS_OK)
        status = find_or_create(context, attempt->email, &user_id, &attempt->ret_sign_in->is_new);
    if (status == STATUS_OK)
        status = sessions_create(context, user_id, attempt->device, &attempt->ret_sign_in->session);
    if (status == STATUS_OK)
        status = accounts_show(context, user_id, &attempt->ret_sign_in->user);
    return status;
}

enum status sign_in_with_email(struct context *context, const char *email, const char *code,
                               const struct device *device, struct sign_in *ret_sign_in) {
    struct attempt attempt = {email, code, device, ret_sign_in};
    return db_transaction(context, sign_in, &attempt);
}
