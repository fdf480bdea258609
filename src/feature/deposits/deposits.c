#include "deposits/deposits.h"

#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "deposits/deposit_rows.h"
#include "id.h"
#include "money.h"
#include "text.h"

static const char *const deposit_methods[] = {"STRIPE", "USDC", "SOL", NULL};
static const char *const deposit_statuses[] = {"PENDING", "CONFIRMED", "FAILED",   "EXPIRED",
                                               "REVIEW",  "REFUNDED",  "DISPUTED", NULL};

static const struct field deposit_fields[] = {
    {"id", FIELD_ID, offsetof(struct deposit, id)},
    {"method", FIELD_CHOICE, offsetof(struct deposit, method), .choices = deposit_methods},
    {"amount_usd", FIELD_MONEY, offsetof(struct deposit, amount_usd),
     .description = "What came; until then what was asked for"},
    {"status", FIELD_CHOICE, offsetof(struct deposit, status), .choices = deposit_statuses},
    {"external_id", FIELD_TEXT, offsetof(struct deposit, external_id), FIELD_NULLABLE,
     .description = "Stripe's session or the transaction"},
    {"created_at", FIELD_TIME, offsetof(struct deposit, created_at)},
    {"confirmed_at", FIELD_TIME, offsetof(struct deposit, confirmed_at), FIELD_NULLABLE},
};
const struct shape deposit_shape = SHAPE("Deposit", struct deposit, deposit_fields);

enum status deposit_create(struct context *context, const char *id, const char *user_id, const char *method,
                           int64_t usd, struct deposit *ret_deposit) {
    struct db_rows *rows;
    db_queue(context, SQL_ACCOUNTS_LOCK, DB(user_id), NULL);
    enum status status =
        db_query(context, SQL_DEPOSITS_CREATE, DB(id, user_id, method, money_text(context->arena, usd)), &rows);
    if (status == STATUS_OK)
        db_read(rows, 0, &deposit_shape, ret_deposit);
    return status;
}

enum status deposits_create_on_chain(struct context *context, const char *user_id, const char *asset, int64_t usd,
                                     struct deposit *ret_deposit, struct payment *ret_payment) {
    const struct quote_request quote = {id_new(context->arena), user_id, "DEPOSIT", asset, usd};
    enum status status = deposit_create(context, quote.id, user_id, asset, usd, ret_deposit);
    return status == STATUS_OK ? payments_quote(context, &quote, ret_payment) : status;
}

enum status deposits_list(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                          struct page *ret_page) {
    static const char list_name[] = "deposits";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status == STATUS_OK)
        status = db_query(context, SQL_DEPOSITS_LIST,
                          DB(user_id, place[0], place[1], text_from_integer(context->arena, limit + 1)), &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &deposit_shape)};
    const struct deposit *deposits = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(context->arena, deposits[limit - 1].created_at),
                          deposits[limit - 1].id);
    return STATUS_OK;
}

enum status deposits_show(struct context *context, const char *user_id, const char *id, struct deposit *ret_deposit) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_DEPOSITS_SHOW, DB(id, user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such deposit of yours.");
    db_read(rows, 0, &deposit_shape, ret_deposit);
    return STATUS_OK;
}

enum status deposits_claim(struct context *context, const char *user_id, const char *id, const char *signature,
                           struct deposit *ret_deposit) {
    enum status status = payments_claim(context, user_id, id, signature);
    return status == STATUS_OK ? deposits_show(context, user_id, id, ret_deposit) : status;
}

enum status deposits_confirm(struct context *context, const char *id, int64_t micros, const char *signature) {
    struct db_rows *rows;
    enum status status =
        db_query(context, SQL_DEPOSITS_CONFIRM, DB(id, money_text(context->arena, micros), signature, NULL), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_INTERNAL, "Deposit %s has an open quote and does not wait for it.", id);
    return status;
}

void deposits_queue_expire(struct context *context, const char *const *ids, size_t count) {
    db_queue(context, SQL_DEPOSITS_EXPIRE, DB(db_array(context->arena, ids, count)), NULL);
}
