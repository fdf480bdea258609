#include "ledger/ledger_api.h"

#include "clock.h"
#include "ledger/ledger.h"
#include "list_query.h"
#include "money.h"

#include <string.h>

struct wallet_balance {
    int64_t credit_balance;
    const char *sol;
    const char *usdc;
};

static const struct field wallet_balance_fields[] = {
    {"credit_balance", FIELD_MONEY, offsetof(struct wallet_balance, credit_balance)},
    {"sol", FIELD_TEXT, offsetof(struct wallet_balance, sol), FIELD_NULLABLE,
     .description = "Lamports in the bound wallet"},
    {"usdc", FIELD_TEXT, offsetof(struct wallet_balance, usdc), FIELD_NULLABLE,
     .description = "Base units in the bound wallet"},
};
const struct shape wallet_balance_shape = SHAPE("WalletBalance", struct wallet_balance, wallet_balance_fields);

struct statement_query {
    struct list_query page;
    const char *format;
};

static const char *const statement_formats[] = {"json", "csv", NULL};

static const struct field statement_query_fields[] = {
    LIST_QUERY_FIELDS(struct statement_query),
    {"format", FIELD_CHOICE, offsetof(struct statement_query, format), .choices = statement_formats,
     .description = "csv: the whole statement as text/csv"},
};
const struct shape statement_query_shape = SHAPE("StatementQuery", struct statement_query, statement_query_fields);

enum status ledger_handle_balance(struct request *request, struct response *response) {
    struct wallet_balance balance = {0};
    enum status status = ledger_balance(request->context, request->session.user_id, &balance.credit_balance);
    return status == STATUS_OK ? response_answer(request, response, &balance) : status;
}

/* A cell that begins with a sign of arithmetic, or with white space before one, is run as a formula by spreadsheets: it
 * gets an apostrophe, unless it is an amount. */
static void write_cell(struct text *text, const char *value) {
    bool amount = *value == '-' && value[1 + strspn(value + 1, "0123456789.")] == '\0';
    text_append_character(text, '"');
    if (*value != '\0' && strchr("=+-@\t\r", *value) != NULL && !amount)
        text_append_character(text, '\'');
    for (; *value != '\0'; value++) {
        if (*value == '"')
            text_append_character(text, '"');
        text_append_character(text, *value);
    }
    text_append_character(text, '"');
}

static void write_line(struct text *text, const struct statement_entry *entry) {
    const char *const cells[] = {clock_text(text->arena, entry->created_at),
                                 entry->cause_type,
                                 entry->description,
                                 money_text(text->arena, entry->amount_usd),
                                 money_text(text->arena, entry->balance_after_usd),
                                 entry->entry_id,
                                 entry->cause_id};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        text_append(text, i == 0 ? "" : ",");
        write_cell(text, cells[i]);
    }
    text_append(text, "\r\n");
}

/* RFC 4180; all pages in one file. */
static enum status answer_csv(struct request *request, struct response *response) {
    struct page page = {0};
    enum status status;
    response_header(response, "Content-Disposition", "attachment; filename=\"gem-statement.csv\"");
    response_text(request, response, "text/csv; charset=utf-8",
                  "time,cause,description,amount_usd,balance_after_usd,entry_id,cause_id\r\n");
    do {
        status =
            ledger_statement(request->context, request->session.user_id, page.next_cursor, LIST_LIMIT_MAXIMUM, &page);
        const struct statement_entry *entries = page.items.items;
        for (size_t i = 0; status == STATUS_OK && i < page.items.count; i++)
            write_line(&response->body, &entries[i]);
    } while (status == STATUS_OK && page.next_cursor != NULL);
    return status;
}

enum status ledger_handle_statement(struct request *request, struct response *response) {
    const struct statement_query *query = request->query;
    struct page page;
    bool csv = text_equal(query->format, "csv") || (query->format == NULL && text_equal(request->accept, "text/csv"));
    if (csv)
        return answer_csv(request, response);
    enum status status = ledger_statement(request->context, request->session.user_id, query->page.cursor,
                                          list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}
