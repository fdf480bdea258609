#include "deposits/card.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "db.h"
#include "deposits/deposit_rows.h"
#include "id.h"
#include "ledger/ledger.h"
#include "money.h"
#include "text.h"

static const struct field card_deposit_row_fields[] = {
    {"id", FIELD_ID, offsetof(struct card_deposit_row, id)},
    {"user_id", FIELD_ID, offsetof(struct card_deposit_row, user_id)},
    {"status", FIELD_TEXT, offsetof(struct card_deposit_row, status)},
    {"amount", FIELD_MONEY, offsetof(struct card_deposit_row, amount)},
    {"session", FIELD_TEXT, offsetof(struct card_deposit_row, session)},
};
static const struct shape card_deposit_row_shape =
    SHAPE("CardDepositRow", struct card_deposit_row, card_deposit_row_fields);

static enum status note_failure(struct context *context, const char *id, enum status status) {
    const char *problem = context->detail == NULL ? status_title(status) : context->detail;
    enum status noted = db_query(context, SQL_DEPOSITS_FAIL, DB(id, "FAILED", problem), NULL);
    return noted == STATUS_OK ? status : noted;
}

/* The row is there before Stripe is called, and the call repeats under the row's id, so a session never lacks its
 * deposit. */
enum status deposits_create_by_card(struct context *context, const char *user_id, int64_t usd,
                                    struct deposit *ret_deposit, const char **ret_checkout_url) {
    const char *id = id_new(context->arena);
    const char *public_url = config_text(context->config, SETTING_PUBLIC_URL);
    struct stripe_session session;
    if (usd % MONEY_CENT != 0)
        return context_field_error(context, "amount_usd", "not_whole_cents", "must be whole cents");
    enum status status = deposit_create(context, id, user_id, "STRIPE", usd, ret_deposit);
    if (status != STATUS_OK)
        return status;
    const struct stripe_session_request request = {
        .deposit_id = id,
        .cents = usd / MONEY_CENT,
        .product = "Gem credit",
        .success_url = arena_format(context->arena, "%s/top-up/success", public_url),
        .cancel_url = arena_format(context->arena, "%s/top-up/cancelled", public_url),
        .expires_at = clock_now() / CLOCK_SECOND + SESSION_SECONDS,
    };
    status = stripe_create_session(context, &request, &session);
    if (status != STATUS_OK)
        return note_failure(context, id, status);
    ret_deposit->external_id = session.id;
    *ret_checkout_url = session.url;
    return db_query(context, SQL_DEPOSITS_NOTE_SESSION, DB(id, session.id), NULL);
}

static const char *mismatch(struct arena *arena, const struct card_deposit_row *deposit,
                            const struct stripe_session *session, bool expects_live) {
    int64_t cents = deposit->amount / MONEY_CENT;
    if (session->livemode != expects_live)
        return "the session is of the other mode (live or test)";
    if (deposit->session != NULL && !text_equal(deposit->session, session->id))
        return arena_format(arena, "session %s is not the one we made", session->id);
    if (!text_equal(session->mode, "payment"))
        return arena_format(arena, "the session's mode is %s", session->mode);
    if (!text_equal(session->currency, "usd"))
        return arena_format(arena, "paid in %s, not in usd", session->currency);
    if (session->amount_total != cents)
        return arena_format(arena, "%lld cents were paid, not %lld", (long long)session->amount_total,
                            (long long)cents);
    return NULL;
}

enum card_verdict card_judge(struct arena *arena, const struct card_deposit_row *deposit,
                             const struct stripe_session *session, bool expects_live, bool failed,
                             const char **ret_problem) {
    const char *problem = mismatch(arena, deposit, session, expects_live);
    bool paid = text_equal(session->status, "complete") && text_equal(session->payment_status, "paid");
    if (paid && problem != NULL) {
        *ret_problem = problem;
        return CARD_DOUBTFUL;
    }
    if (paid)
        return CARD_PAID;
    if (text_equal(session->status, "expired"))
        return CARD_EXPIRED;
    return failed && problem == NULL ? CARD_FAILED : CARD_WAITS;
}

struct settling {
    const struct stripe_session *session;
    bool failed;
    const char *outcome;
};

static enum status credit(struct context *context, const struct card_deposit_row *deposit,
                          const struct stripe_session *session) {
    struct db_rows *rows;
    enum status status =
        db_query(context, SQL_DEPOSITS_CONFIRM,
                 DB(deposit->id, money_text(context->arena, deposit->amount), session->id, session->payment_intent),
                 &rows);
    if (status != STATUS_OK || db_count(rows) == 0) /* credited before */
        return status;
    ledger_queue_entry(context, &(struct ledger_entry){
                                    .cause_type = "deposit",
                                    .cause_id = deposit->id,
                                    .description = "Top-up by card",
                                    .lines = {{"user_credit", deposit->user_id, deposit->amount},
                                              {"stripe", NULL, -deposit->amount}},
                                    .line_count = 2,
                                });
    return STATUS_OK;
}

/* What a verdict does to the deposit, and what people are told. */
static const struct {
    const char *status; /* NULL: not failed */
    const char *outcome;
} endings[] = {
    [CARD_WAITS] = {NULL, "not paid yet"},
    [CARD_PAID] = {NULL, "credited"},
    [CARD_FAILED] = {"FAILED", "the payment failed"},
    [CARD_EXPIRED] = {"EXPIRED", "the session has expired"},
    [CARD_DOUBTFUL] = {NULL, "a person must look at it"},
};

static enum status settle(struct context *context, void *argument) {
    struct settling *settling = argument;
    const struct stripe_session *session = settling->session;
    struct card_deposit_row deposit;
    const char *problem = NULL;
    struct db_rows *rows;
    settling->outcome = NULL;
    if (session->client_reference_id == NULL || !id_is_valid(session->client_reference_id))
        return STATUS_OK;
    enum status status = db_query(context, SQL_DEPOSITS_LOCK_CARD, DB(session->client_reference_id), &rows);
    if (status != STATUS_OK || db_count(rows) == 0)
        return status;
    db_read(rows, 0, &card_deposit_row_shape, &deposit);
    enum card_verdict verdict =
        card_judge(context->arena, &deposit, session, stripe_expects_live(context->config), settling->failed, &problem);
    settling->outcome = endings[verdict].outcome;
    db_queue(context, SQL_DEPOSITS_NOTE_CHECK, DB(deposit.id), NULL);
    if (verdict == CARD_PAID)
        return credit(context, &deposit, session);
    if (verdict == CARD_DOUBTFUL)
        db_queue(context, SQL_DEPOSITS_DOUBT, DB(deposit.id, problem, session->payment_intent), NULL);
    if (endings[verdict].status != NULL)
        db_queue(context, SQL_DEPOSITS_FAIL, DB(deposit.id, endings[verdict].status, problem), NULL);
    return STATUS_OK;
}

enum status card_settle(struct context *context, const struct stripe_session *session, bool failed,
                        const char **ret_outcome) {
    struct settling settling = {.session = session, .failed = failed};
    enum status status = db_transaction(context, settle, &settling);
    if (status == STATUS_OK)
        *ret_outcome = settling.outcome;
    return status;
}
