#include "commands.h"

#include "accounts/accounts.h"
#include "api_routes.h"
#include "arena.h"
#include "catalog/nft_import.h"
#include "config.h"
#include "db.h"
#include "id.h"
#include "job_table.h"
#include "json_read.h"
#include "ledger/ledger.h"
#include "money.h"
#include "openapi.h"
#include "openings/proof.h"
#include "packs/pack_import.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DOCUMENT_MAXIMUM = 16 * 1024 * 1024, FILE_MAXIMUM = 1024 * 1024 * 1024 };

static enum status read_file(struct context *context, const char *path, char **ret_bytes, size_t *ret_length) {
    enum status status = STATUS_OK;
    long length = -1;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return context_refuse(context, STATUS_NOT_FOUND, "%s: %s", path, strerror(errno));
    if (fseek(file, 0, SEEK_END) == 0)
        length = ftell(file);
    rewind(file);
    if (length < 0 || length > FILE_MAXIMUM) { /* a folder says that it is endless */
        status = context_refuse(context, STATUS_MALFORMED, "%s cannot be read", path);
        goto out;
    }
    *ret_bytes = arena_alloc(context->arena, (size_t)length + 1);
    *ret_length = fread(*ret_bytes, 1, (size_t)length, file);
    if (*ret_length != (size_t)length)
        status = context_refuse(context, STATUS_MALFORMED, "%s cannot be read whole", path);
out:
    fclose(file);
    return status;
}

enum status command_import_nfts(struct context *context, char **arguments) {
    struct import_result result;
    char *bytes;
    size_t length;
    enum status status = read_file(context, arguments[0], &bytes, &length);
    if (status == STATUS_OK)
        status = nft_import(context, bytes, length, &result);
    if (status == STATUS_OK)
        printf("imported %" PRId64 " gems into %" PRId64 " pools\n", result.stones, result.pools);
    return status;
}

enum status command_import_packs(struct context *context, char **arguments) {
    struct pack_import_result result;
    char *bytes;
    size_t length;
    enum status status = read_file(context, arguments[0], &bytes, &length);
    if (status == STATUS_OK)
        status = pack_import(context, bytes, length, &result);
    if (status == STATUS_OK)
        printf("published %" PRId64 " packs in %" PRId64 " series\n", result.packs, result.series);
    return status;
}

enum status command_credit(struct context *context, char **arguments) {
    const char *user_id;
    int64_t micros;
    int64_t balance;
    if (strcmp(arguments[2], "--reason") != 0 || *arguments[3] == '\0')
        return context_refuse(context, STATUS_INVALID_INPUT, "Give a reason: --reason TEXT");
    if (!money_parse(arguments[1], &micros))
        return context_refuse(context, STATUS_INVALID_INPUT, "The amount must be decimal USD, as 25 or 25.000000");
    enum status status = accounts_find(context, arguments[0], &user_id);
    if (status == STATUS_OK)
        status = ledger_adjust(context, user_id, micros, arguments[3]);
    if (status == STATUS_OK)
        status = ledger_balance(context, user_id, &balance);
    if (status == STATUS_OK)
        printf("%s now has %s USD\n", user_id, money_text(context->arena, balance));
    return status;
}

static enum status set_frozen(struct context *context, const char *user, bool frozen, const char *reason) {
    const char *user_id;
    enum status status = accounts_find(context, user, &user_id);
    if (status == STATUS_OK)
        status = accounts_set_frozen(context, user_id, frozen, reason);
    if (status == STATUS_OK)
        printf("%s is %s\n", user_id, frozen ? "frozen" : "active");
    return status;
}

enum status command_freeze(struct context *context, char **arguments) {
    if (strcmp(arguments[1], "--reason") != 0 || *arguments[2] == '\0')
        return context_refuse(context, STATUS_INVALID_INPUT, "Give a reason: --reason TEXT");
    return set_frozen(context, arguments[0], true, arguments[2]);
}

enum status command_unfreeze(struct context *context, char **arguments) {
    return set_frozen(context, arguments[0], false, NULL);
}

static enum status read_proof(struct context *context, const char *source, struct proof *ret_proof) {
    char *bytes;
    size_t length;
    if (id_is_valid(source))
        return proof_show(context, source, ret_proof);
    enum status status = read_file(context, source, &bytes, &length);
    return status == STATUS_OK ? json_read(context, bytes, length, &proof_shape, ret_proof) : status;
}

enum status command_verify(struct context *context, char **arguments) {
    struct proof proof;
    enum status status = read_proof(context, arguments[0], &proof);
    if (status == STATUS_OK)
        status = proof_verify(context, &proof);
    if (status != STATUS_OK)
        return status;
    const struct proof_unit *units = proof.units.items;
    printf("opening %s\n  server seed %s\n  has the hash that was committed to: %s\n  odds version %" PRId64 ": %s\n",
           proof.opening_id, proof.server_seed, proof.server_seed_hash, proof.version, proof.version_hash);
    for (size_t i = 0; i < proof.units.count; i++)
        printf("  unit %" PRId64 ": attempt %" PRId64 ", row %" PRId64 ", %s\n", units[i].unit, units[i].attempt,
               units[i].row, units[i].nft_id == NULL ? "refunded: nothing was left" : units[i].nft_id);
    puts("verified: the draw follows from the seeds and the published odds");
    return STATUS_OK;
}

enum status command_ledger(struct context *context, char **arguments) {
    struct list faults;
    if (strcmp(arguments[0], "check") != 0)
        return context_refuse(context, STATUS_INVALID_INPUT, "The command is: ledger check");
    enum status status = ledger_check(context, &faults);
    if (status != STATUS_OK)
        return status;
    const struct ledger_fault *fault = faults.items;
    for (size_t i = 0; i < faults.count; i++)
        printf("%s %s: %s\n", fault[i].fault, fault[i].subject, fault[i].detail);
    if (faults.count > 0)
        return context_refuse(context, STATUS_CONFLICT, "%zu faults in the ledger", faults.count);
    puts("the ledger balances");
    return STATUS_OK;
}

enum status command_run_schedule(struct context *context, char **arguments) {
    bool all = strcmp(arguments[0], "all") == 0;
    enum status status = STATUS_OK;
    if (!all)
        return schedule_run(context, schedule_kinds, arguments[0]);
    for (const struct schedule_kind *kind = schedule_kinds; kind->name != NULL; kind++) {
        enum status ran = schedule_run(context, schedule_kinds, kind->name);
        printf("%s: %s\n", kind->name, status_code(ran));
        if (ran != STATUS_OK)
            status = ran;
    }
    return status;
}

enum status command_openapi(struct context *context, char **arguments) {
    struct text document = text_new(context->arena, DOCUMENT_MAXIMUM);
    (void)arguments;
    openapi_write(&document, &api_routes, config_text(context->config, SETTING_PUBLIC_URL));
    puts(document.data);
    return STATUS_OK;
}

enum status command_config(struct context *context, char **arguments) {
    (void)arguments;
    fputs(config_describe(context->arena), stdout);
    return STATUS_OK;
}
