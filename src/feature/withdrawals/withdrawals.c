#include "withdrawals/withdrawals.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "cursor.h"
#include "db.h"
#include "id.h"
#include "ledger/ledger.h"
#include "limits/limits.h"
#include "log.h"
#include "money.h"
#include "queue.h"
#include "screening.h"
#include "text.h"
#include "withdrawals/addresses.h"
#include "withdrawals/withdrawal_rows.h"

enum { MICROS = 1000000 };

static const char *const withdrawal_statuses[] = {"HELD",     "REVIEW",    "SENDING", "COMPLETED",
                                                  "REJECTED", "CANCELLED", "FAILED",  NULL};

static const struct field withdrawal_fields[] = {
    {"id", FIELD_ID, offsetof(struct withdrawal, id)},
    {"amount_usd", FIELD_MONEY, offsetof(struct withdrawal, amount_usd)},
    {"address", FIELD_TEXT, offsetof(struct withdrawal, address)},
    {"status", FIELD_CHOICE, offsetof(struct withdrawal, status), .choices = withdrawal_statuses},
    {"hold_until", FIELD_TIME, offsetof(struct withdrawal, hold_until), FIELD_NULLABLE,
     .description = "The end of the delay after a change of wallet or address"},
    {"reason", FIELD_TEXT, offsetof(struct withdrawal, reason), FIELD_NULLABLE,
     .description = "Why it came to nothing and was credited back"},
    {"tx_hash", FIELD_TEXT, offsetof(struct withdrawal, tx_hash), FIELD_NULLABLE,
     .description = "The transaction that paid it, once it is final"},
    {"created_at", FIELD_TIME, offsetof(struct withdrawal, created_at)},
    {"completed_at", FIELD_TIME, offsetof(struct withdrawal, completed_at), FIELD_NULLABLE},
};
const struct shape withdrawal_shape = SHAPE("Withdrawal", struct withdrawal, withdrawal_fields);

/* --- asking for one */

static enum status check_screening(struct context *context, const struct withdrawal_request *request) {
    const struct screening_subject subject = {request->user_id, request->address, request->usd};
    const char *denial;
    enum status status = screening_check(context, &subject, &denial);
    if (status != STATUS_OK || denial == NULL)
        return status;
    LOG(LOG_WARNING, "withdrawal_denied", LOG_TEXT("user_id", request->user_id), LOG_TEXT("address", request->address),
        LOG_TEXT("problem", denial), LOG_TEXT("request_id", context->request_id));
    return context_refuse(context, STATUS_ADDRESS_DENIED, "Nothing is sent to this address.");
}

static enum status check_terms(struct context *context, const struct withdrawal_terms *terms) {
    if (!text_equal(terms->user_status, "ACTIVE")) /* since a moment ago, or the session would have said so */
        return context_refuse(context, STATUS_ACCOUNT_FROZEN, "The account is %s.", terms->user_status);
    if (terms->owed > 0)
        return context_refuse(context, STATUS_RULE_REFUSED,
                              "You owe %s USD for money that was taken back after you had spent it: settle that first.",
                              money_text(context->arena, terms->owed));
    if (!terms->is_allowed)
        return context_refuse(context, STATUS_ADDRESS_NOT_CONFIRMED,
                              "Withdraw to your bound wallet, or confirm this address by e-mail first.");
    return STATUS_OK;
}

/* A person looks when the day's withdrawals together are large, so that many small ones do not pass unseen. */
static enum status needs_review(struct context *context, const struct withdrawal_request *request, bool *ret_review) {
    int64_t today;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_WITHDRAWALS_TODAY, DB(request->user_id), &rows);
    if (status == STATUS_OK && !money_parse(db_text(rows, 0, 0), &today))
        return STATUS_INTERNAL;
    if (status == STATUS_OK)
        status = money_add(today, request->usd, &today);
    if (status == STATUS_OK)
        *ret_review = today > config_integer(context->config, SETTING_WITHDRAWAL_REVIEW_ABOVE) * MICROS;
    return status;
}

/* What waits for its delay or for a person is left alone until then; the rest has its job at once. */
static enum status create(struct context *context, const struct withdrawal_request *request,
                          const struct withdrawal_terms *terms, bool review, struct withdrawal *ret_withdrawal) {
    struct arena *arena = context->arena;
    const char *id = id_new(arena);
    bool delayed = terms->hold_until != CLOCK_NONE;
    const char *hold_until = delayed ? clock_text(arena, terms->hold_until) : NULL;
    struct db_rows *rows;
    db_queue(context, SQL_WITHDRAWALS_CREATE,
             DB(id, request->user_id, review && !delayed ? "REVIEW" : "HELD", money_text(arena, request->usd),
                request->address, hold_until, review ? "true" : "false"),
             &rows);
    ledger_queue_entry(context, &(struct ledger_entry){
                                    .cause_type = "withdrawal",
                                    .cause_id = id,
                                    .description = arena_format(arena, "Withdrawal to %s", request->address),
                                    .lines = {{"user_credit", request->user_id, -request->usd},
                                              {"withdrawals_held", NULL, request->usd}},
                                    .line_count = 2,
                                });
    if (!delayed && !review)
        job_add(context, "release_withdrawal", id);
    enum status status = db_flush(context);
    if (status == STATUS_OK)
        db_read(rows, 0, &withdrawal_shape, ret_withdrawal);
    return status;
}

enum status withdrawals_request(struct context *context, const struct withdrawal_request *request,
                                struct withdrawal *ret_withdrawal) {
    struct withdrawal_terms terms;
    bool review = false;
    int64_t limit = config_integer(context->config, SETTING_WITHDRAWAL_USER_LIMIT) * MICROS;
    enum status status = addresses_check(context, request->address);
    if (status == STATUS_OK)
        status = check_screening(context, request);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_ACCOUNTS_LOCK, DB(request->user_id), NULL);
    status = withdrawal_terms(context, request->user_id, request->address, &terms);
    if (status == STATUS_OK)
        status = check_terms(context, &terms);
    if (status == STATUS_OK)
        status = limits_take(context, "withdrawal", request->user_id, request->usd, limit, "Withdrawals");
    if (status == STATUS_OK)
        status = needs_review(context, request, &review);
    return status == STATUS_OK ? create(context, request, &terms, review, ret_withdrawal) : status;
}

/* --- looking at them */

enum status withdrawals_list(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                             struct page *ret_page) {
    static const char list_name[] = "withdrawals";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status == STATUS_OK)
        status = db_query(context, SQL_WITHDRAWALS_LIST,
                          DB(user_id, place[0], place[1], text_from_integer(context->arena, limit + 1)), &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &withdrawal_shape)};
    const struct withdrawal *withdrawals = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(context->arena, withdrawals[limit - 1].created_at),
                          withdrawals[limit - 1].id);
    return STATUS_OK;
}

enum status withdrawals_show(struct context *context, const char *user_id, const char *id,
                             struct withdrawal *ret_withdrawal) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_WITHDRAWALS_SHOW, DB(id, user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such withdrawal of yours.");
    db_read(rows, 0, &withdrawal_shape, ret_withdrawal);
    return STATUS_OK;
}

/* --- taking one back */

enum status withdrawals_cancel(struct context *context, const char *user_id, const char *id,
                               struct withdrawal *ret_withdrawal) {
    struct locked_withdrawal locked;
    /* Somebody else's is not even locked. */
    enum status status = withdrawals_show(context, user_id, id, ret_withdrawal);
    if (status == STATUS_OK)
        status = withdrawal_lock(context, id, &locked);
    if (status != STATUS_OK)
        return status;
    if (!withdrawal_is_waiting(&locked))
        return withdrawal_refuse_decided(context, &locked);
    withdrawal_queue_return(context, &locked, "CANCELLED", "cancelled by you");
    return withdrawals_show(context, user_id, id, ret_withdrawal);
}
