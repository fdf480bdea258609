#include "buyback/buyback_admin.h"

#include "arena.h"
#include "buyback/buyback.h"
#include "buyback/buyback_review.h"
#include "console/console_list.h"
#include "console/console_write.h"
#include "db.h"
#include "money.h"

enum { CHOICE_MAXIMUM = 100 /* a page of the list */, REASON_MINIMUM = 3 };

static const char *const buyback_statuses[] = {"PENDING",   "APPROVED", "COMPLETED", "REJECTED",
                                               "CANCELLED", "FAILED",   NULL};

static const struct field admin_buybacks_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"status", FIELD_CHOICE, offsetof(struct console_query, status), .choices = buyback_statuses},
    {"payout", FIELD_CHOICE, offsetof(struct console_query, kind), .choices = buyback_payouts},
    CONSOLE_USER_FIELD,
    CONSOLE_PERIOD_FIELDS,
};
const struct shape admin_buybacks_query_shape =
    SHAPE("AdminBuybacksQuery", struct console_query, admin_buybacks_query_fields);

struct admin_buyback {
    const char *id;
    const char *user_id;
    const char *handle;
    const char *user_status;
    const char *vault_item_id;
    const char *nft_id;
    const char *name;
    const char *certificate;
    bool instant;
    const char *status;
    int64_t fmv_at_request_usd;
    int64_t fmv_now_usd;
    int64_t price_usd;
    const char *payout;
    const char *address; /* NULL: credit */
    const char *reason;
    const char *tx_hash;
    int64_t created_at;
    int64_t decided_at;
    int64_t completed_at;
    int64_t version;
};

static const struct field admin_buyback_fields[] = {
    {"id", FIELD_ID, offsetof(struct admin_buyback, id)},
    {"user_id", FIELD_ID, offsetof(struct admin_buyback, user_id)},
    {"handle", FIELD_TEXT, offsetof(struct admin_buyback, handle)},
    {"user_status", FIELD_TEXT, offsetof(struct admin_buyback, user_status),
     .description = "Of a user who is frozen nothing can be approved"},
    {"vault_item_id", FIELD_ID, offsetof(struct admin_buyback, vault_item_id)},
    {"nft_id", FIELD_ID, offsetof(struct admin_buyback, nft_id)},
    {"name", FIELD_TEXT, offsetof(struct admin_buyback, name)},
    {"certificate", FIELD_TEXT, offsetof(struct admin_buyback, certificate)},
    {"instant", FIELD_BOOLEAN, offsetof(struct admin_buyback, instant)},
    {"status", FIELD_CHOICE, offsetof(struct admin_buyback, status), .choices = buyback_statuses},
    {"fmv_at_request_usd", FIELD_MONEY, offsetof(struct admin_buyback, fmv_at_request_usd)},
    {"fmv_now_usd", FIELD_MONEY, offsetof(struct admin_buyback, fmv_now_usd)},
    {"price_usd", FIELD_MONEY, offsetof(struct admin_buyback, price_usd), .description = "Fixed at the request (E33)"},
    {"payout", FIELD_CHOICE, offsetof(struct admin_buyback, payout), .choices = buyback_payouts},
    {"address", FIELD_TEXT, offsetof(struct admin_buyback, address), FIELD_NULLABLE},
    {"reason", FIELD_TEXT, offsetof(struct admin_buyback, reason), FIELD_NULLABLE},
    {"tx_hash", FIELD_TEXT, offsetof(struct admin_buyback, tx_hash), FIELD_NULLABLE},
    {"created_at", FIELD_TIME, offsetof(struct admin_buyback, created_at)},
    {"decided_at", FIELD_TIME, offsetof(struct admin_buyback, decided_at), FIELD_NULLABLE},
    {"completed_at", FIELD_TIME, offsetof(struct admin_buyback, completed_at), FIELD_NULLABLE},
    {"version", FIELD_INTEGER, offsetof(struct admin_buyback, version)},
};
const struct shape admin_buyback_shape = SHAPE("AdminBuyback", struct admin_buyback, admin_buyback_fields);

enum status buyback_handle_admin_list(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_BUYBACK_CONSOLE_LIST);
}

static enum status read_buyback(struct request *request, struct admin_buyback *ret_buyback) {
    return console_read_one(request, SQL_BUYBACK_CONSOLE_SHOW, &admin_buyback_shape, ret_buyback);
}

enum status buyback_handle_admin_show(struct request *request, struct response *response) {
    struct admin_buyback buyback;
    enum status status = read_buyback(request, &buyback);
    return status == STATUS_OK ? response_answer(request, response, &buyback) : status;
}

/* --- one */

struct buyback_reject_input {
    const char *reason;
};

static const struct field buyback_reject_input_fields[] = {
    {"reason", FIELD_TEXT, offsetof(struct buyback_reject_input, reason), FIELD_REQUIRED, REASON_MINIMUM,
     BUYBACK_REASON_MAXIMUM, .description = "The owner of the gem reads it"},
};
const struct shape buyback_reject_input_shape =
    SHAPE("BuybackRejectInput", struct buyback_reject_input, buyback_reject_input_fields);

/* No lock: the version counts states, and what is decided locks and looks at the state again. */
static enum status read_as_seen(struct request *request) {
    struct admin_buyback *before = arena_alloc(request->context->arena, sizeof *before);
    enum status status = read_buyback(request, before);
    return status == STATUS_OK ? console_compare_version(request, &admin_buyback_shape, before) : status;
}

static enum status answer_decided(struct request *request, struct response *response) {
    struct admin_buyback after;
    enum status status = read_buyback(request, &after);
    console_note_audited(request);
    return status == STATUS_OK ? response_answer(request, response, &after) : status;
}

static struct buyback_reviewer reviewer_of(const struct request *request) {
    return (struct buyback_reviewer){request->admin.admin_id, request->remote_address};
}

enum status buyback_handle_approve(struct request *request, struct response *response) {
    const struct buyback_reviewer reviewer = reviewer_of(request);
    enum status status = read_as_seen(request);
    if (status == STATUS_OK)
        status = buyback_approve_one(request->context, request_path_value(request, "id"), &reviewer);
    return status == STATUS_OK ? answer_decided(request, response) : status;
}

enum status buyback_handle_reject(struct request *request, struct response *response) {
    const struct buyback_reject_input *input = request->body;
    const struct buyback_reviewer reviewer = reviewer_of(request);
    enum status status = read_as_seen(request);
    if (status == STATUS_OK)
        status = buyback_reject(request->context, request_path_value(request, "id"), input->reason, &reviewer);
    return status == STATUS_OK ? answer_decided(request, response) : status;
}

/* --- many: what is ticked is shown again with its totals, and just these are approved */

struct buyback_choice {
    struct list ids; /* texts */
};

static const struct field buyback_choice_fields[] = {
    {"ids", FIELD_LIST, offsetof(struct buyback_choice, ids), FIELD_REQUIRED, 1, CHOICE_MAXIMUM,
     .description = "Of requests"},
};
const struct shape buyback_choice_shape = SHAPE("BuybackChoice", struct buyback_choice, buyback_choice_fields);

struct buyback_confirmation {
    int64_t chosen;
    int64_t count;
    const char *total;    /* as it goes back with the form */
    int64_t total_usd;    /* the same for people */
    struct list requests; /* struct admin_buyback: those that wait */
};

static const struct field buyback_confirmation_fields[] = {
    {"chosen", FIELD_INTEGER, offsetof(struct buyback_confirmation, chosen)},
    {"count", FIELD_INTEGER, offsetof(struct buyback_confirmation, count), .description = "How many of them wait"},
    {"total", FIELD_DECIMAL, offsetof(struct buyback_confirmation, total), .maximum = 6,
     .description = "What those come to"},
    {"total_usd", FIELD_MONEY, offsetof(struct buyback_confirmation, total_usd)},
    {"requests", FIELD_LIST, offsetof(struct buyback_confirmation, requests), .shape = &admin_buyback_shape},
};
const struct shape buyback_confirmation_shape =
    SHAPE("BuybackConfirmation", struct buyback_confirmation, buyback_confirmation_fields);

enum status buyback_handle_confirmation(struct request *request, struct response *response) {
    const struct buyback_choice *choice = request->query;
    struct context *context = request->context;
    struct buyback_totals totals;
    struct db_rows *rows;
    enum status status = buyback_preview(context, choice->ids.items, choice->ids.count, &totals);
    if (status == STATUS_OK)
        status = db_query(context, SQL_BUYBACK_CHOSEN,
                          DB(db_array(context->arena, choice->ids.items, choice->ids.count)), &rows);
    if (status != STATUS_OK)
        return status;
    const struct buyback_confirmation answer = {
        .chosen = (int64_t)choice->ids.count,
        .count = totals.count,
        .total = money_text(context->arena, totals.total),
        .total_usd = totals.total,
        .requests = db_read_list(context, rows, &admin_buyback_shape),
    };
    return response_answer(request, response, &answer);
}

struct buyback_bulk_input {
    struct list ids;
    struct buyback_totals totals;
};

static const struct field buyback_bulk_input_fields[] = {
    {"ids", FIELD_LIST, offsetof(struct buyback_bulk_input, ids), FIELD_REQUIRED, 1, CHOICE_MAXIMUM},
    {"count", FIELD_INTEGER, offsetof(struct buyback_bulk_input, totals.count), FIELD_REQUIRED, 1, CHOICE_MAXIMUM,
     .description = "Of those that wait, as confirmed"},
    {"total", FIELD_MONEY, offsetof(struct buyback_bulk_input, totals.total), FIELD_REQUIRED, 0, MONEY_MAXIMUM,
     .description = "What they come to, as confirmed"},
};
const struct shape buyback_bulk_input_shape =
    SHAPE("BuybackBulkInput", struct buyback_bulk_input, buyback_bulk_input_fields);

struct buyback_bulk_result {
    int64_t approved;
    int64_t refused;
    struct list outcomes; /* struct buyback_outcome */
};

static const struct field buyback_bulk_result_fields[] = {
    {"approved", FIELD_INTEGER, offsetof(struct buyback_bulk_result, approved)},
    {"refused", FIELD_INTEGER, offsetof(struct buyback_bulk_result, refused)},
    {"outcomes", FIELD_LIST, offsetof(struct buyback_bulk_result, outcomes), .shape = &buyback_outcome_shape},
};
const struct shape buyback_bulk_result_shape =
    SHAPE("BuybackBulkResult", struct buyback_bulk_result, buyback_bulk_result_fields);

/* A page leads on when all is done; here not all is, and nothing is taken back by saying so. */
static enum status refuse_partly(struct context *context, const struct buyback_bulk_result *result) {
    const struct buyback_outcome *outcome = result->outcomes.items;
    while (text_equal(outcome->code, "ok"))
        outcome++;
    return context_refuse(context, STATUS_CONFLICT, "%lld approved, %lld not; request %s: %s",
                          (long long)result->approved, (long long)result->refused, outcome->id,
                          outcome->detail == NULL ? outcome->code : outcome->detail);
}

/* Each request in a transaction of its own (ROUTE_OUTBOUND): one that cannot be approved does not stop the others. */
enum status buyback_handle_approve_all(struct request *request, struct response *response) {
    const struct buyback_bulk_input *input = request->body;
    const struct buyback_reviewer reviewer = reviewer_of(request);
    struct buyback_bulk_result result = {0};
    enum status status = buyback_approve(request->context, input->ids.items, input->ids.count, &input->totals,
                                         &reviewer, &result.outcomes);
    if (status != STATUS_OK)
        return status;
    const struct buyback_outcome *outcomes = result.outcomes.items;
    for (size_t i = 0; i < result.outcomes.count; i++)
        result.approved += text_equal(outcomes[i].code, "ok");
    result.refused = (int64_t)result.outcomes.count - result.approved;
    console_note_audited(request);
    if (request->is_page && result.refused > 0)
        return refuse_partly(request->context, &result);
    response->location = "/admin/buyback?status=PENDING";
    return response_answer(request, response, &result);
}
