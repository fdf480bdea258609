#include "buyback/buyback_review.h"

#include "arena.h"
#include "audit/audit.h"
#include "buyback/buyback_rows.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "id.h"
#include "money.h"
#include "payouts/payouts.h"
#include "text.h"

#include <string.h>

enum { AUDIT_TEXT_MAXIMUM = 8192 };

static const struct field buyback_pending_fields[] = {
    {"id", FIELD_ID, offsetof(struct buyback_pending, id)},
    {"user_id", FIELD_ID, offsetof(struct buyback_pending, user_id)},
    {"handle", FIELD_TEXT, offsetof(struct buyback_pending, handle)},
    {"user_status", FIELD_TEXT, offsetof(struct buyback_pending, user_status)},
    {"vault_item_id", FIELD_ID, offsetof(struct buyback_pending, vault_item_id)},
    {"nft_id", FIELD_ID, offsetof(struct buyback_pending, nft_id)},
    {"name", FIELD_TEXT, offsetof(struct buyback_pending, name)},
    {"certificate", FIELD_TEXT, offsetof(struct buyback_pending, certificate)},
    {"fmv_at_request", FIELD_MONEY, offsetof(struct buyback_pending, fmv_at_request)},
    {"fmv_now", FIELD_MONEY, offsetof(struct buyback_pending, fmv_now)},
    {"buyback_price", FIELD_MONEY, offsetof(struct buyback_pending, buyback_price)},
    {"payout", FIELD_TEXT, offsetof(struct buyback_pending, payout)},
    {"address", FIELD_TEXT, offsetof(struct buyback_pending, address), FIELD_NULLABLE},
    {"created_at", FIELD_TIME, offsetof(struct buyback_pending, created_at)},
};
const struct shape buyback_pending_shape = SHAPE("PendingBuyback", struct buyback_pending, buyback_pending_fields);

static const struct field buyback_totals_fields[] = {
    {"count", FIELD_INTEGER, offsetof(struct buyback_totals, count), FIELD_REQUIRED, 0, BUYBACK_BULK_MAXIMUM},
    {"total", FIELD_MONEY, offsetof(struct buyback_totals, total), FIELD_REQUIRED, 0, MONEY_MAXIMUM},
};
const struct shape buyback_totals_shape = SHAPE("BuybackTotals", struct buyback_totals, buyback_totals_fields);

static const struct field buyback_outcome_fields[] = {
    {"id", FIELD_ID, offsetof(struct buyback_outcome, id)},
    {"code", FIELD_TEXT, offsetof(struct buyback_outcome, code)},
    {"detail", FIELD_TEXT, offsetof(struct buyback_outcome, detail), FIELD_NULLABLE},
};
const struct shape buyback_outcome_shape = SHAPE("BuybackOutcome", struct buyback_outcome, buyback_outcome_fields);

enum status buyback_oldest_pending(struct context *context, int64_t limit, struct list *ret_requests) {
    struct db_rows *rows;
    enum status status =
        db_query(context, SQL_BUYBACK_LIST_PENDING, DB(NULL, NULL, text_from_integer(context->arena, limit)), &rows);
    if (status == STATUS_OK)
        *ret_requests = db_read_list(context, rows, &buyback_pending_shape);
    return status;
}

enum status buyback_list_pending(struct context *context, const char *cursor, int64_t limit, struct page *ret_page) {
    static const char list_name[] = "buyback/pending";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status == STATUS_OK)
        status = db_query(context, SQL_BUYBACK_LIST_PENDING,
                          DB(place[0], place[1], text_from_integer(context->arena, limit + 1)), &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &buyback_pending_shape)};
    const struct buyback_pending *requests = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(context->arena, requests[limit - 1].created_at),
                          requests[limit - 1].id);
    return STATUS_OK;
}

enum status buyback_preview(struct context *context, const char *const *ids, size_t count,
                            struct buyback_totals *ret_totals) {
    struct db_rows *rows;
    for (size_t i = 0; i < count; i++)
        if (!id_is_valid(ids[i]))
            return context_refuse(context, STATUS_NOT_FOUND, "There is no request %s.", ids[i]);
    if (count > BUYBACK_BULK_MAXIMUM)
        return context_refuse(context, STATUS_RULE_REFUSED, "At most %d at once.", (int)BUYBACK_BULK_MAXIMUM);
    enum status status = db_query(context, SQL_BUYBACK_TOTALS, DB(db_array(context->arena, ids, count)), &rows);
    if (status == STATUS_OK)
        db_read(rows, 0, &buyback_totals_shape, ret_totals);
    return status;
}

/* --- one decision */

struct decision {
    const char *id;
    const char *reason; /* of a rejection */
    const struct buyback_reviewer *reviewer;
};

/* What the audit log keeps of a request before and after: no address, which could never be forgotten there. */
static const char *describe(struct arena *arena, const struct buyback_row *row, const char *status,
                            const char *reason) {
    struct text text = text_new(arena, AUDIT_TEXT_MAXIMUM);
    text_append_format(&text,
                       "{\"status\":\"%s\",\"user_id\":\"%s\",\"nft_id\":\"%s\",\"price_usd\":\"%s\",\"payout\":\"%s\"",
                       status, row->user_id, row->nft_id, money_text(arena, row->price), row->payout);
    if (reason != NULL) {
        text_append(&text, ",\"reason\":");
        text_append_json(&text, reason);
    }
    text_append(&text, "}");
    return text.data;
}

/* Writers of the audit log wait for each other: last. */
static void queue_audit(struct context *context, const struct decision *decision, const struct buyback_row *row,
                        const char *action, const char *status) {
    audit_queue(context, &(struct audit_entry){
                             .actor = decision->reviewer->actor,
                             .action = action,
                             .subject_type = "buyback",
                             .subject_id = row->id,
                             .before = describe(context->arena, row, row->status, NULL),
                             .after = describe(context->arena, row, status, decision->reason),
                             .remote_address = decision->reviewer->remote_address,
                         });
}

static enum status lock_pending(struct context *context, const char *id, struct buyback_row *ret_row) {
    enum status status = buyback_lock(context, id, ret_row);
    return status == STATUS_OK ? buyback_check_pending(context, ret_row) : status;
}

static enum status pay_on_chain(struct context *context, const struct buyback_row *row, const char *description) {
    const char *payout_id;
    return payouts_request(context,
                           &(struct payout_request){
                               .cause = "BUYBACK",
                               .cause_id = row->id,
                               .user_id = row->user_id,
                               .asset = row->payout,
                               .recipient = row->address,
                               .usd = row->price,
                               .from = "buyback_cost",
                               .description = description,
                           },
                           &payout_id);
}

static enum status approve(struct context *context, void *argument) {
    const struct decision *decision = argument;
    struct buyback_row row;
    enum status status = lock_pending(context, decision->id, &row);
    if (status != STATUS_OK)
        return status;
    if (!text_equal(row.user_status, "ACTIVE"))
        return context_refuse(context, STATUS_ACCOUNT_FROZEN, "The account is %s.", row.user_status);
    bool credit = text_equal(row.payout, "CREDIT");
    const struct buyback_payee payee = {row.user_id, row.address, row.price, true};
    if (!credit)
        status = buyback_check_payee(context, &payee);
    if (status != STATUS_OK)
        return status;
    const char *status_then = credit ? "COMPLETED" : "APPROVED";
    const char *description = arena_format(context->arena, "Sold back: %s", row.name);
    db_queue(context, SQL_BUYBACK_MOVE_ITEM, DB(row.vault_item_id, "SOLD"), NULL);
    buyback_queue_status(context, &row, status_then, NULL);
    db_queue(context, SQL_BUYBACK_RETURN_GEM, DB(row.nft_id), NULL);
    if (credit)
        buyback_queue_credit(context, &row, "buyback", description);
    else
        status = pay_on_chain(context, &row, description);
    if (status == STATUS_OK)
        queue_audit(context, decision, &row, "buyback.approve", status_then);
    return status;
}

static enum status reject(struct context *context, void *argument) {
    const struct decision *decision = argument;
    struct buyback_row row;
    enum status status = lock_pending(context, decision->id, &row);
    if (status != STATUS_OK)
        return status;
    buyback_queue_release(context, &row, "REJECTED", decision->reason);
    queue_audit(context, decision, &row, "buyback.reject", "REJECTED");
    return STATUS_OK;
}

enum status buyback_approve_one(struct context *context, const char *id, const struct buyback_reviewer *reviewer) {
    struct decision decision = {.id = id, .reviewer = reviewer};
    return db_transaction(context, approve, &decision);
}

/* --- all of them */

static enum status check_confirmation(struct context *context, const struct buyback_totals *totals,
                                      const struct buyback_totals *confirmation) {
    if (confirmation != NULL && confirmation->count == totals->count && confirmation->total == totals->total)
        return STATUS_OK;
    return context_refuse(context, STATUS_RULE_REFUSED, "%s %lld requests, %s USD: confirm just that.",
                          confirmation == NULL ? "These are" : "Something changed; now these are",
                          (long long)totals->count, money_text(context->arena, totals->total));
}

static struct buyback_outcome approve_among(struct context *context, const char *id,
                                            const struct buyback_reviewer *reviewer) {
    struct decision decision = {.id = id, .reviewer = reviewer};
    enum status status = db_transaction(context, approve, &decision);
    struct buyback_outcome outcome = {id, status_code(status), context->detail};
    /* The refusal is this one's, not that of the whole. */
    context->detail = NULL;
    context->retry_after = 0;
    context->field_error_count = 0;
    return outcome;
}

enum status buyback_approve(struct context *context, const char *const *ids, size_t count,
                            const struct buyback_totals *confirmation, const struct buyback_reviewer *reviewer,
                            struct list *ret_outcomes) {
    struct buyback_totals totals;
    enum status status = buyback_preview(context, ids, count, &totals);
    if (status == STATUS_OK && (count > 1 || confirmation != NULL))
        status = check_confirmation(context, &totals, confirmation);
    if (status != STATUS_OK)
        return status;
    struct buyback_outcome *outcomes = arena_array(context->arena, count, sizeof *outcomes);
    for (size_t i = 0; i < count; i++)
        outcomes[i] = approve_among(context, ids[i], reviewer);
    *ret_outcomes = (struct list){outcomes, count};
    return STATUS_OK;
}

enum status buyback_reject(struct context *context, const char *id, const char *reason,
                           const struct buyback_reviewer *reviewer) {
    struct decision decision = {id, reason, reviewer};
    if (!id_is_valid(id))
        return context_refuse(context, STATUS_NOT_FOUND, "There is no request %s.", id);
    if (*reason == '\0' || !text_is_utf8(reason, strlen(reason)) ||
        text_count_characters(reason) > BUYBACK_REASON_MAXIMUM)
        return context_field_error(context, "reason", "invalid", "must be text of 1 to %d characters",
                                   (int)BUYBACK_REASON_MAXIMUM);
    return db_transaction(context, reject, &decision);
}
