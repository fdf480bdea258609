/* The commands that change the database's own definition, with the owner's role: the schema, and in the sandbox the
 * clock. */
#include "arena.h"
#include "clock.h"
#include "commands.h"
#include "config.h"
#include "db.h"
#include "embedded.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { SCRIPT_MAXIMUM = 1024 * 1024 };

static enum status run_script(struct context *context, const char *name, const char *script) {
    const char *problem = "";
    enum status status = db_script(context, script, &problem);
    if (status == STATUS_OK || status == STATUS_UNAVAILABLE)
        return status;
    return context_refuse(context, status, "%s: %s", name, problem);
}

/* Each file runs in a transaction of its own that also notes it, under a lock so that two who migrate at once take
 * turns. */
static const char *migration(struct arena *arena, const struct embedded *file) {
    return arena_format(arena,
                        "BEGIN; SELECT pg_advisory_xact_lock(7102);\n"
                        "DO $migration$ BEGIN\n"
                        "IF NOT EXISTS (SELECT FROM schema_migration WHERE name = '%s') THEN\n"
                        "EXECUTE $statements$%s$statements$;\n"
                        "INSERT INTO schema_migration (name) VALUES ('%s');\n"
                        "RAISE LOG 'gem: applied %s';\n"
                        "END IF; END $migration$; COMMIT;",
                        file->name, file->text, file->name, file->name);
}

/* Under the same lock: two who grant at once would meet in the same catalogue rows. */
static const char *roles(struct arena *arena, const struct embedded *file) {
    return arena_format(arena, "BEGIN; SELECT pg_advisory_xact_lock(7102);\n%s\nCOMMIT;", file->text);
}

enum status command_migrate(struct context *context, char **arguments) {
    enum status status = run_script(context, "schema_migration",
                                    "SET client_min_messages = warning; BEGIN; SELECT pg_advisory_xact_lock(7102);"
                                    "CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, "
                                    "applied_at timestamptz NOT NULL DEFAULT transaction_timestamp()); COMMIT");
    (void)arguments;
    for (const struct embedded *file = embedded_schema; file->name != NULL && status == STATUS_OK; file++)
        status = run_script(context, file->name, migration(context->arena, file));
    for (const struct embedded *file = embedded_roles; file->name != NULL && status == STATUS_OK; file++)
        status = run_script(context, "roles", roles(context->arena, file));
    if (status == STATUS_OK)
        puts("the schema is up to date");
    return status;
}

static enum status shift_clock(struct context *context, int64_t microseconds) {
    struct db_rows *rows;
    const char *shift = text_from_integer(context->arena, microseconds);
    enum status status = db_query(context, SQL_CLOCK_SHIFT, DB(shift), &rows);
    return status == STATUS_OK ? clock_shift(microseconds) : status;
}

enum status command_clock(struct context *context, char **arguments) {
    int64_t seconds;
    enum status status = STATUS_OK;
    if (!config_is_sandbox(context->config))
        return context_refuse(context, STATUS_FORBIDDEN, "Only the sandbox may move time.");
    if (strcmp(arguments[0], "reset") == 0)
        status = shift_clock(context, 0);
    else if (strcmp(arguments[0], "advance") == 0 && arguments[1] != NULL && text_parse_integer(arguments[1], &seconds))
        status = shift_clock(context, clock_current_shift() + seconds * CLOCK_SECOND);
    else if (strcmp(arguments[0], "show") != 0)
        return context_refuse(context, STATUS_INVALID_INPUT,
                              "The commands are: clock advance SECONDS, clock reset, clock show");
    if (status == STATUS_OK)
        printf("it is %s\n", clock_text(context->arena, clock_now()));
    return status;
}
