#include "users/users.h"

#include "accounts/sessions.h"
#include "arena.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "ledger/ledger.h"
#include "text.h"
#include "vault/vault.h"

enum { SHOWN_ENTRIES = 20, SHOWN_GEMS = 20 };

const char *const user_statuses[] = {"ACTIVE", "FROZEN", "CLOSED", NULL};

static const struct field user_row_fields[] = {
    {"id", FIELD_ID, offsetof(struct user_row, id)},
    {"handle", FIELD_TEXT, offsetof(struct user_row, handle)},
    {"email", FIELD_TEXT, offsetof(struct user_row, email), FIELD_NULLABLE},
    {"status", FIELD_CHOICE, offsetof(struct user_row, status), .choices = user_statuses},
    {"credit_balance", FIELD_MONEY, offsetof(struct user_row, credit_balance)},
    {"gems", FIELD_INTEGER, offsetof(struct user_row, gems), .description = "Held now"},
    {"xp", FIELD_INTEGER, offsetof(struct user_row, xp)},
    {"created_at", FIELD_TIME, offsetof(struct user_row, created_at)},
};
const struct shape user_row_shape = SHAPE("AdminUserRow", struct user_row, user_row_fields);

static const struct field user_detail_fields[] = {
    {"id", FIELD_ID, offsetof(struct user_detail, id)},
    {"handle", FIELD_TEXT, offsetof(struct user_detail, handle)},
    {"email", FIELD_TEXT, offsetof(struct user_detail, email), FIELD_NULLABLE},
    {"twitter_handle", FIELD_TEXT, offsetof(struct user_detail, twitter_handle), FIELD_NULLABLE},
    {"solana_address", FIELD_TEXT, offsetof(struct user_detail, solana_address), FIELD_NULLABLE},
    {"evm_address", FIELD_TEXT, offsetof(struct user_detail, evm_address), FIELD_NULLABLE},
    {"status", FIELD_CHOICE, offsetof(struct user_detail, status), .choices = user_statuses},
    {"frozen_reason", FIELD_TEXT, offsetof(struct user_detail, frozen_reason), FIELD_NULLABLE},
    {"credit_balance", FIELD_MONEY, offsetof(struct user_detail, credit_balance)},
    {"xp", FIELD_INTEGER, offsetof(struct user_detail, xp)},
    {"referral_code", FIELD_TEXT, offsetof(struct user_detail, referral_code)},
    {"avatar_url", FIELD_TEXT, offsetof(struct user_detail, avatar_url)},
    {"gem_count", FIELD_INTEGER, offsetof(struct user_detail, gem_count), .description = "Held now"},
    {"opening_count", FIELD_INTEGER, offsetof(struct user_detail, opening_count)},
    {"created_at", FIELD_TIME, offsetof(struct user_detail, created_at)},
    {"version", FIELD_INTEGER, offsetof(struct user_detail, version)},
    {"entries", FIELD_LIST, offsetof(struct user_detail, entries), .shape = &statement_entry_shape},
    {"gems", FIELD_LIST, offsetof(struct user_detail, gems), .shape = &vault_item_shape},
    {"sessions", FIELD_LIST, offsetof(struct user_detail, sessions), .shape = &session_row_shape},
};
const struct shape user_detail_shape = SHAPE("AdminUser", struct user_detail, user_detail_fields);

static const struct field user_state_fields[] = {
    {"id", FIELD_ID, offsetof(struct user_state, id)},
    {"handle", FIELD_TEXT, offsetof(struct user_state, handle)},
    {"status", FIELD_CHOICE, offsetof(struct user_state, status), .choices = user_statuses},
    {"frozen_reason", FIELD_TEXT, offsetof(struct user_state, frozen_reason), FIELD_NULLABLE},
    {"version", FIELD_INTEGER, offsetof(struct user_state, version)},
};
const struct shape user_state_shape = SHAPE("AdminUserState", struct user_state, user_state_fields);

enum status users_list(struct context *context, const struct user_search *search, const char *cursor, int64_t limit,
                       struct page *ret_page) {
    static const char list_name[] = "users/newest";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    const char *count = text_from_integer(context->arena, limit + 1);
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status != STATUS_OK)
        return status;
    if (search->q == NULL)
        status = db_query(context, SQL_USERS_LIST, DB(search->status, place[0], place[1], count), &rows);
    else
        status = db_query(context, SQL_USERS_SEARCH,
                          DB(search->status, place[0], place[1], count, search->q,
                             text_like_pattern(context->arena, search->q)),
                          &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &user_row_shape)};
    const struct user_row *users = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(context->arena, users[limit - 1].created_at),
                          users[limit - 1].id);
    return STATUS_OK;
}

enum status users_show(struct context *context, const char *id, struct user_detail *ret_user) {
    static const struct vault_filter held = {0};
    struct db_rows *rows;
    struct page entries;
    struct page gems;
    struct page sessions;
    enum status status = db_query(context, SQL_USERS_SHOW, DB(id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such user.");
    if (status == STATUS_OK)
        status = ledger_statement(context, id, NULL, SHOWN_ENTRIES, &entries);
    if (status == STATUS_OK)
        status = vault_list(context, id, &held, NULL, SHOWN_GEMS, &gems);
    if (status == STATUS_OK)
        status = sessions_list(context, id, NULL, &sessions);
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &user_detail_shape, ret_user);
    ret_user->entries = entries.items;
    ret_user->gems = gems.items;
    ret_user->sessions = sessions.items;
    return STATUS_OK;
}

enum status users_lock(struct context *context, const char *id, struct user_state *ret_state) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_USERS_LOCK, DB(id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such user.");
    if (status == STATUS_OK)
        db_read(rows, 0, &user_state_shape, ret_state);
    return status;
}
