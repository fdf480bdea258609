#include "command_table.h"

#include "arena.h"
#include "cache.h"
#include "clock.h"
#include "commands.h"
#include "config.h"
#include "db.h"
#include "log.h"
#include "metrics.h"
#include "solana_nodes.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { STATEMENT_TIMEOUT = 600000 };

static const struct command commands[] = {
    {"migrate", "", "Bring the database schema and roles up to date", 0, 0, command_migrate},
    {"import-nfts", "FILE", "Import gems from JSON: the whole batch or nothing", 1, 1, command_import_nfts},
    {"import-packs", "FILE", "Publish series, packs and odds from JSON: all or nothing", 1, 1, command_import_packs},
    {"credit", "USER AMOUNT --reason TEXT", "Grant credit to a user (id, e-mail or handle); a negative amount takes it",
     4, 4, command_credit},
    {"freeze", "USER --reason TEXT", "Refuse every write of a user; reading goes on", 3, 3, command_freeze},
    {"unfreeze", "USER", "Let a frozen user write again", 1, 1, command_unfreeze},
    {"admin-link", "[--role R] [--name N]", "Make a link that signs an administrator in, once, for 15 minutes", 0, 4,
     command_admin_link},
    {"admin", "add …|list|remove NAME", "Who administers: add --chain C --address A --role R [--name N]", 1, 9,
     command_admin},
    {"verify", "OPENING|FILE", "Recompute an opening's draw from its public proof", 1, 1, command_verify},
    {"ledger", "check", "Recompute the ledger from its postings", 1, 1, command_ledger},
    {"refund", "DEPOSIT AMOUNT --reason TEXT", "Give (part of) a card deposit back, out of the user's credit", 4, 4,
     command_refund},
    {"buyback", "list|approve ID…|approve-all|reject ID --reason TEXT",
     "Decide requests to sell gems back; several are approved with --confirm COUNT:TOTAL", 1, 503, command_buyback},
    {"unmatched", "list|assign PAYMENT USER|return PAYMENT", "Payments on chain that wait for a person", 1, 3,
     command_unmatched},
    {"payouts", "list|show ID|retry ID|cancel ID --reason TEXT", "Money on its way out, and what waits for a person", 1,
     4, command_payouts},
    {"withdrawals", "list|approve ID|reject ID --reason TEXT", "Withdrawals that wait, and what a person decides", 1, 4,
     command_withdrawals},
    {"run-schedule", "NAME|all", "Run a schedule now", 1, 1, command_run_schedule},
    {"clock", "advance SECONDS|reset|show", "Move the platform's time (sandbox only)", 1, 2, command_clock},
    {"openapi", "", "Print the API document", 0, 0, command_openapi},
    {"config", "", "List the settings", 0, 0, command_config},
    {0},
};

static int usage(FILE *stream, int code) {
    fputs("usage: gemctl COMMAND [ARGUMENTS]\n\n", stream);
    for (const struct command *command = commands; command->name != NULL; command++)
        fprintf(stream, "  %-14s %-28s %s\n", command->name, command->arguments, command->summary);
    fputs("\nSettings are environment variables; `gemctl config` lists them.\n", stream);
    return code;
}

static const struct command *find_command(const char *name) {
    const struct command *command = commands;
    while (command->name != NULL && strcmp(command->name, name) != 0)
        command++;
    return command->name == NULL ? NULL : command;
}

/* A refusal on the screen: what, why, and every bad field. */
static int report(const struct context *context, enum status status) {
    fprintf(stderr, "gemctl: %s (%s)\n", context->detail == NULL ? status_title(status) : context->detail,
            status_code(status));
    for (size_t i = 0; i < context->field_error_count; i++)
        fprintf(stderr, "  %s %s\n", context->field_errors[i].field, context->field_errors[i].detail);
    return status_http(status) < 500 ? EX_DATAERR : EX_UNAVAILABLE;
}

static int run_command(const struct command *command, struct arena *arena, const struct config *config,
                       char **arguments) {
    struct context context = {
        .arena = arena,
        .db = db_new(config_text(config, SETTING_DATABASE_URL), "gemctl", STATEMENT_TIMEOUT),
        .cache = cache_new(config_text(config, SETTING_MEMCACHED_SERVERS)),
        .config = config,
        .solana = solana_nodes_new(arena, config_text(config, SETTING_SOLANA_RPC_URLS),
                                   config_text(config, SETTING_SOLANA_CLUSTER)),
    };
    enum status status = command->run(&context, arguments);
    int code = status == STATUS_OK ? EX_OK : report(&context, status);
    cache_free(context.cache);
    /* The rows in the arena belong to the connection's results: they go first. */
    arena_clear(arena);
    db_free(context.db);
    return code;
}

static int attach(const struct config *config) {
    const char *clock_file = config_text(config, SETTING_CLOCK_FILE);
    const char *metrics_file = config_text(config, SETTING_METRICS_FILE);
    if (config_is_sandbox(config) && *clock_file != '\0' && clock_attach(clock_file) != STATUS_OK)
        return EX_CONFIG;
    if (*metrics_file != '\0' && metrics_attach(metrics_file) != STATUS_OK)
        return EX_CONFIG;
    return EX_OK;
}

int command_main(int argc, char **argv) {
    const char *problem = NULL;
    struct config *config;
    if (argc < 2)
        return usage(stderr, EX_USAGE);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return usage(stdout, EX_OK);
    const struct command *command = find_command(argv[1]);
    if (command == NULL || argc - 2 < command->least_arguments || argc - 2 > command->most_arguments)
        return usage(stderr, EX_USAGE);
    log_open("gemctl");
    struct arena *arena = arena_new();
    int code = EX_CONFIG;
    if (command->run == command_config)
        code = command_config(&(struct context){.arena = arena}, NULL) == STATUS_OK ? EX_OK : EX_SOFTWARE;
    else if (config_load(arena, PROGRAM_CONTROL, &config, &problem) != STATUS_OK)
        fprintf(stderr, "gemctl: %s\n", problem);
    else if (attach(config) != EX_OK)
        fputs("gemctl: the clock or metrics file cannot be mapped\n", stderr);
    else
        code = run_command(command, arena, config, argv + 2);
    arena_free(arena);
    return code;
}
