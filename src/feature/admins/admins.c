#include "admins/admins.h"

#include "accounts/wallet_proof.h"
#include "admins/admin_sessions.h"
#include "arena.h"
#include "console/console_roles.h"
#include "db.h"
#include "digest.h"
#include "id.h"
#include "text.h"
#include "wallet.h"

#include <string.h>

enum { TOKEN_BYTES = 32 };

static const struct field admin_fields[] = {
    {"id", FIELD_ID, offsetof(struct admin, id)},
    {"name", FIELD_TEXT, offsetof(struct admin, name)},
    {"chain", FIELD_CHOICE, offsetof(struct admin, chain), FIELD_NULLABLE, .choices = wallet_chains},
    {"address", FIELD_TEXT, offsetof(struct admin, address), FIELD_NULLABLE,
     .description = "The wallet that signs in; null: by links only"},
    {"role", FIELD_CHOICE, offsetof(struct admin, role), .choices = console_roles},
    {"active", FIELD_BOOLEAN, offsetof(struct admin, active)},
    {"version", FIELD_INTEGER, offsetof(struct admin, version)},
    {"created_at", FIELD_TIME, offsetof(struct admin, created_at)},
    {"last_seen_at", FIELD_TIME, offsetof(struct admin, last_seen_at), FIELD_NULLABLE},
};
const struct shape admin_shape = SHAPE("Admin", struct admin, admin_fields);

static enum status read_one(struct context *context, const struct db_rows *rows, struct admin *ret_admin) {
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such administrator.");
    db_read(rows, 0, &admin_shape, ret_admin);
    return STATUS_OK;
}

static enum status canonical(struct context *context, const struct new_admin *wanted, const char **ret_address) {
    *ret_address = NULL;
    if (wanted->chain == NULL && wanted->address == NULL)
        return STATUS_OK;
    if (wanted->chain == NULL || wanted->address == NULL)
        return context_field_error(context, wanted->chain == NULL ? "chain" : "address", "required",
                                   "belongs to the other half of a wallet");
    enum wallet_chain chain = text_equal(wanted->chain, "solana") ? WALLET_SOLANA : WALLET_EVM;
    *ret_address = wallet_address_canonical(context->arena, chain, wanted->address);
    if (*ret_address == NULL)
        return context_field_error(context, "address", "invalid_address", "is not an address of %s", wanted->chain);
    return STATUS_OK;
}

enum status admins_add(struct context *context, const struct new_admin *wanted, struct admin *ret_admin) {
    struct db_rows *rows;
    const char *address;
    enum status status = canonical(context, wanted, &address);
    if (status != STATUS_OK)
        return status;
    const char *id = id_new(context->arena);
    status = db_query(context, SQL_ADMINS_ADD, DB(id, wanted->name, wanted->chain, address, wanted->role), &rows);
    if (status == STATUS_ALREADY_EXISTS)
        return context_refuse(context, status, "An administrator with this name or wallet is listed already.");
    return status == STATUS_OK ? read_one(context, rows, ret_admin) : status;
}

enum status admins_list(struct context *context, struct page *ret_page) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_ADMINS_LIST, DB_NONE, &rows);
    if (status == STATUS_OK)
        *ret_page = (struct page){.items = db_read_list(context, rows, &admin_shape)};
    return status;
}

static enum status find(struct context *context, enum sql_statement statement, const char *name,
                        struct admin *ret_admin) {
    struct db_rows *rows;
    enum status status = db_query(context, statement, DB(name), &rows);
    return status == STATUS_OK ? read_one(context, rows, ret_admin) : status;
}

enum status admins_show(struct context *context, const char *id, struct admin *ret_admin) {
    return find(context, SQL_ADMINS_SHOW, id, ret_admin);
}

enum status admins_lock(struct context *context, const char *id, struct admin *ret_admin) {
    return find(context, SQL_ADMINS_LOCK, id, ret_admin);
}

enum status admins_find(struct context *context, const char *name, struct admin *ret_admin) {
    return find(context, SQL_ADMINS_FIND_BY_NAME, name, ret_admin);
}

enum status admins_update(struct context *context, const struct admin *wanted, struct admin *ret_admin) {
    struct db_rows *owners;
    struct db_rows *rows;
    db_queue(context, SQL_ADMINS_OTHER_OWNERS, DB(wanted->id), &owners);
    db_queue(context, SQL_ADMINS_UPDATE, DB(wanted->id, wanted->name, wanted->role, wanted->active ? "true" : "false"),
             &rows);
    if (!wanted->active)
        db_queue(context, SQL_ADMINS_END_SESSIONS, DB(wanted->id), NULL);
    enum status status = db_flush(context);
    if (status == STATUS_ALREADY_EXISTS)
        return context_field_error(context, "name", "already_exists", "is another administrator's");
    if (status != STATUS_OK)
        return status;
    if (db_count(owners) == 0 && (!wanted->active || !text_equal(wanted->role, "owner")))
        return context_refuse(context, STATUS_RULE_REFUSED, "One active owner must be left.");
    return read_one(context, rows, ret_admin);
}

enum status admins_create_link(struct context *context, const char *name, const char *role, const char **ret_token) {
    unsigned char random[TOKEN_BYTES];
    struct admin admin;
    struct db_rows *rows;
    enum status status = admins_find(context, name, &admin);
    if (status == STATUS_NOT_FOUND)
        status = admins_add(context, &(struct new_admin){.name = name, .role = role}, &admin);
    if (status != STATUS_OK)
        return status;
    if (!admin.active)
        return context_refuse(context, STATUS_CONFLICT, "%s is no administrator any more.", name);
    digest_random(random, sizeof random);
    *ret_token = text_hex(context->arena, random, sizeof random);
    return db_query(context, SQL_ADMINS_CREATE_LINK, DB(admin_link_hash(context->arena, *ret_token), admin.id), &rows);
}
