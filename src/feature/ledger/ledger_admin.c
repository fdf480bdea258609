#include "ledger/ledger_admin.h"

#include "console/console_list.h"
#include "console/console_write.h"
#include "db.h"
#include "ledger/ledger_browser.h"
#include "ledger/purse_checks.h"

enum { CAUSE_MAXIMUM = 64 };

/* --- accounts */

struct account_row {
    const char *purpose;
    const char *description;
    int64_t accounts;
    int64_t balance_usd;
};

static const struct field account_row_fields[] = {
    {"purpose", FIELD_TEXT, offsetof(struct account_row, purpose)},
    {"description", FIELD_TEXT, offsetof(struct account_row, description)},
    {"accounts", FIELD_INTEGER, offsetof(struct account_row, accounts), .description = "Users, or stripes"},
    {"balance_usd", FIELD_MONEY, offsetof(struct account_row, balance_usd),
     .description = "What the platform owes is positive"},
};
static const struct shape account_row_shape = SHAPE("LedgerAccount", struct account_row, account_row_fields);

struct limit_row {
    const char *purpose;
    int64_t platform_usd; /* MONEY_NONE: has no limit for all together */
    int64_t users;
    int64_t most_usd;
    const char *most_by;
};

static const struct field limit_row_fields[] = {
    {"purpose", FIELD_TEXT, offsetof(struct limit_row, purpose)},
    {"platform_usd", FIELD_MONEY, offsetof(struct limit_row, platform_usd), FIELD_NULLABLE},
    {"users", FIELD_INTEGER, offsetof(struct limit_row, users)},
    {"most_usd", FIELD_MONEY, offsetof(struct limit_row, most_usd), FIELD_NULLABLE},
    {"most_by", FIELD_TEXT, offsetof(struct limit_row, most_by), FIELD_NULLABLE},
};
static const struct shape limit_row_shape = SHAPE("LimitOfToday", struct limit_row, limit_row_fields);

struct ledger_accounts {
    struct list accounts;
    struct list limits;
    struct list wallets;
};

static const struct field ledger_accounts_fields[] = {
    {"accounts", FIELD_LIST, offsetof(struct ledger_accounts, accounts), .shape = &account_row_shape},
    {"limits", FIELD_LIST, offsetof(struct ledger_accounts, limits), .shape = &limit_row_shape,
     .description = "What is used of the limits of today"},
    {"wallets", FIELD_LIST, offsetof(struct ledger_accounts, wallets), .shape = &purse_check_shape,
     .description = "What the last check found on chain"},
};
const struct shape ledger_accounts_shape = SHAPE("LedgerAccounts", struct ledger_accounts, ledger_accounts_fields);

enum status ledger_handle_accounts(struct request *request, struct response *response) {
    struct context *context = request->context;
    struct ledger_accounts answer;
    struct db_rows *accounts;
    struct db_rows *limits;
    struct db_rows *wallets;
    db_queue(context, SQL_LEDGER_ACCOUNTS, DB_NONE, &accounts);
    db_queue(context, SQL_LIMITS_TODAY, DB_NONE, &limits);
    db_queue(context, SQL_SETTLEMENT_LAST_CHECKS, DB_NONE, &wallets);
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    answer.accounts = db_read_list(context, accounts, &account_row_shape);
    answer.limits = db_read_list(context, limits, &limit_row_shape);
    answer.wallets = db_read_list(context, wallets, &purse_check_shape);
    return response_answer(request, response, &answer);
}

/* --- entries */

static const struct field ledger_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"cause_type", FIELD_TEXT, offsetof(struct console_query, status), 0, 1, CAUSE_MAXIMUM,
     .description = "deposit, opening, adjustment …"},
    {"account", FIELD_TEXT, offsetof(struct console_query, kind), 0, 1, CAUSE_MAXIMUM,
     .description = "pack_sales, user_credit …"},
    CONSOLE_USER_FIELD,
    CONSOLE_PERIOD_FIELDS,
};
const struct shape ledger_query_shape = SHAPE("LedgerQuery", struct console_query, ledger_query_fields);

struct ledger_entry_row {
    const char *id;
    const char *cause_type;
    const char *cause_id;
    const char *description;
    int64_t moved_usd;
    const char *accounts;
    int64_t created_at;
};

static const struct field ledger_entry_row_fields[] = {
    {"id", FIELD_ID, offsetof(struct ledger_entry_row, id)},
    {"cause_type", FIELD_TEXT, offsetof(struct ledger_entry_row, cause_type)},
    {"cause_id", FIELD_ID, offsetof(struct ledger_entry_row, cause_id)},
    {"description", FIELD_TEXT, offsetof(struct ledger_entry_row, description)},
    {"moved_usd", FIELD_MONEY, offsetof(struct ledger_entry_row, moved_usd),
     .description = "The sum of its positive lines"},
    {"accounts", FIELD_TEXT, offsetof(struct ledger_entry_row, accounts), .description = "Their purposes"},
    {"created_at", FIELD_TIME, offsetof(struct ledger_entry_row, created_at)},
};
const struct shape ledger_entry_row_shape = SHAPE("LedgerEntryRow", struct ledger_entry_row, ledger_entry_row_fields);

struct ledger_entry_detail {
    const char *id;
    const char *cause_type;
    const char *cause_id;
    const char *description;
    int64_t created_at;
    struct list lines;
};

static const struct field ledger_entry_detail_fields[] = {
    {"id", FIELD_ID, offsetof(struct ledger_entry_detail, id)},
    {"cause_type", FIELD_TEXT, offsetof(struct ledger_entry_detail, cause_type)},
    {"cause_id", FIELD_ID, offsetof(struct ledger_entry_detail, cause_id)},
    {"description", FIELD_TEXT, offsetof(struct ledger_entry_detail, description)},
    {"created_at", FIELD_TIME, offsetof(struct ledger_entry_detail, created_at)},
    {"lines", FIELD_LIST, offsetof(struct ledger_entry_detail, lines), .shape = &posted_line_shape},
};
const struct shape ledger_entry_detail_shape =
    SHAPE("LedgerEntryDetail", struct ledger_entry_detail, ledger_entry_detail_fields);

enum status ledger_handle_entries(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_LEDGER_CONSOLE_LIST);
}

enum status ledger_handle_entry(struct request *request, struct response *response) {
    struct ledger_entry_detail entry;
    struct db_rows *lines;
    console_queue_rows(request, SQL_LEDGER_LINES, &lines);
    enum status status = console_read_one(request, SQL_LEDGER_CONSOLE_SHOW, &ledger_entry_detail_shape, &entry);
    if (status != STATUS_OK)
        return status;
    entry.lines = db_read_list(request->context, lines, &posted_line_shape);
    return response_answer(request, response, &entry);
}

/* --- checks */

struct ledger_check_row {
    int64_t id;
    int64_t faults;
    int64_t created_at;
};

static const struct field ledger_check_fields[] = {
    {"id", FIELD_INTEGER, offsetof(struct ledger_check_row, id)},
    {"faults", FIELD_INTEGER, offsetof(struct ledger_check_row, faults)},
    {"created_at", FIELD_TIME, offsetof(struct ledger_check_row, created_at)},
};
const struct shape ledger_check_shape = SHAPE("LedgerCheck", struct ledger_check_row, ledger_check_fields);

enum status ledger_handle_checks(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_LEDGER_CHECKS);
}

/* The worker checks: it takes as long as the ledger is. */
enum status ledger_handle_check_now(struct request *request, struct response *response) {
    static const char schedule[] = "check_ledger";
    enum status status = db_query(request->context, SQL_SCHEDULES_RUN, DB(schedule), NULL);
    if (status != STATUS_OK)
        return status;
    console_audit(request,
                  &(struct console_act){.action = "ledger.check", .subject_type = "schedule", .subject_id = schedule});
    return response_nothing(request, response);
}
