#include "ledger/ledger.h"

#include "arena.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "digest.h"
#include "id.h"
#include "metrics.h"
#include "money.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

static const struct field statement_entry_fields[] = {
    {"id", FIELD_TEXT, offsetof(struct statement_entry, id)},
    {"entry_id", FIELD_ID, offsetof(struct statement_entry, entry_id)},
    {"cause_type", FIELD_TEXT, offsetof(struct statement_entry, cause_type)},
    {"cause_id", FIELD_ID, offsetof(struct statement_entry, cause_id)},
    {"description", FIELD_TEXT, offsetof(struct statement_entry, description)},
    {"amount_usd", FIELD_MONEY, offsetof(struct statement_entry, amount_usd), .description = "Negative: spent"},
    {"balance_after_usd", FIELD_MONEY, offsetof(struct statement_entry, balance_after_usd)},
    {"created_at", FIELD_TIME, offsetof(struct statement_entry, created_at)},
};
const struct shape statement_entry_shape = SHAPE("LedgerEntry", struct statement_entry, statement_entry_fields);

static const struct field ledger_fault_fields[] = {
    {"fault", FIELD_TEXT, offsetof(struct ledger_fault, fault)},
    {"subject", FIELD_TEXT, offsetof(struct ledger_fault, subject)},
    {"detail", FIELD_TEXT, offsetof(struct ledger_fault, detail)},
};
static const struct shape ledger_fault_shape = SHAPE("LedgerFault", struct ledger_fault, ledger_fault_fields);

void ledger_add_line(struct ledger_entry *entry, const char *purpose, const char *owner_id, int64_t amount) {
    if (amount == 0)
        return;
    if (entry->line_count == LEDGER_LINES_MAXIMUM)
        abort();
    entry->lines[entry->line_count++] = (struct ledger_line){purpose, owner_id, amount};
}

static void must_balance(const struct ledger_entry *entry) {
    int64_t sum = 0;
    for (size_t i = 0; i < entry->line_count; i++)
        if (money_add(sum, entry->lines[i].amount, &sum) != STATUS_OK)
            abort();
    if (sum == 0 && entry->line_count >= 2)
        return;
    fprintf(stderr, "ledger entry %s does not balance\n", entry->cause_type);
    abort();
}

/* Which stripe of a platform account is tried first: any, so that buyers spread. */
static const char *random_stripe(struct arena *arena) {
    unsigned char byte;
    digest_random(&byte, 1);
    return text_from_integer(arena, byte);
}

void ledger_queue_entry(struct context *context, const struct ledger_entry *entry) {
    struct arena *arena = context->arena;
    const char *purposes[LEDGER_LINES_MAXIMUM];
    const char *owners[LEDGER_LINES_MAXIMUM];
    const char *amounts[LEDGER_LINES_MAXIMUM];
    must_balance(entry);
    for (size_t i = 0; i < entry->line_count; i++) {
        purposes[i] = entry->lines[i].purpose;
        owners[i] = entry->lines[i].owner_id;
        amounts[i] = money_text(arena, entry->lines[i].amount);
    }
    db_queue(context, SQL_LEDGER_POST,
             DB(id_new(arena), entry->cause_type, entry->cause_id, entry->description,
                db_array(arena, purposes, entry->line_count), db_array(arena, owners, entry->line_count),
                db_array(arena, amounts, entry->line_count), random_stripe(arena)),
             NULL);
}

enum status ledger_balance(struct context *context, const char *user_id, int64_t *ret_micros) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_LEDGER_BALANCE, DB(user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return STATUS_NOT_FOUND;
    return money_parse(db_text(rows, 0, 0), ret_micros) ? STATUS_OK : STATUS_INTERNAL;
}

enum status ledger_statement(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                             struct page *ret_page) {
    static const char list_name[] = "ledger/statement";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, SQL_LEDGER_STATEMENT,
                      DB(user_id, place[0], text_from_integer(context->arena, limit + 1)), &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &statement_entry_shape)};
    const struct statement_entry *entries = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor = cursor_encode(context, list_name, entries[limit - 1].id, "");
    return STATUS_OK;
}

enum status ledger_adjust(struct context *context, const char *user_id, int64_t micros, const char *reason) {
    struct ledger_entry entry = {
        .cause_type = "adjustment",
        .cause_id = id_new(context->arena),
        .description = reason,
        .lines = {{"user_credit", user_id, micros}, {"adjustment", NULL, -micros}},
        .line_count = 2,
    };
    if (micros == 0)
        return context_refuse(context, STATUS_RULE_REFUSED, "The amount must not be zero.");
    ledger_queue_entry(context, &entry);
    return db_flush(context);
}

enum status ledger_check(struct context *context, struct list *ret_faults) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_LEDGER_FAULTS, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    *ret_faults = db_read_list(context, rows, &ledger_fault_shape);
    const char *count = text_from_integer(context->arena, (int64_t)ret_faults->count);
    metrics_set(METRIC_LEDGER_BALANCED, "", ret_faults->count == 0);
    metrics_set(METRIC_LEDGER_CHECKED, "", clock_now() / CLOCK_SECOND);
    return db_query(context, SQL_LEDGER_RECORD_CHECK, DB(count), &rows);
}
