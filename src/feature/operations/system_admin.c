#include "operations/system_admin.h"

#include "arena.h"
#include "config.h"
#include "db.h"
#include "operations/alerts.h"
#include "response.h"

struct program_row {
    const char *program;
    int64_t connections;
};

static const struct field program_row_fields[] = {
    {"program", FIELD_TEXT, offsetof(struct program_row, program)},
    {"connections", FIELD_INTEGER, offsetof(struct program_row, connections), .description = "One for each process"},
};
static const struct shape program_row_shape = SHAPE("SystemProgram", struct program_row, program_row_fields);

struct price_row {
    const char *asset;
    const char *source;
    int64_t usd;
    int64_t published_at;
    const char *problem;
    bool stale;
};

static const struct field price_row_fields[] = {
    {"asset", FIELD_TEXT, offsetof(struct price_row, asset)},
    {"source", FIELD_TEXT, offsetof(struct price_row, source)},
    {"usd", FIELD_MONEY, offsetof(struct price_row, usd), FIELD_NULLABLE},
    {"published_at", FIELD_TIME, offsetof(struct price_row, published_at), FIELD_NULLABLE},
    {"problem", FIELD_TEXT, offsetof(struct price_row, problem), FIELD_NULLABLE},
    {"stale", FIELD_BOOLEAN, offsetof(struct price_row, stale)},
};
static const struct shape price_row_shape = SHAPE("SystemPrice", struct price_row, price_row_fields);

struct sweep_row {
    const char *address;
    int64_t swept_at;
    int64_t started_at;
    bool late;
};

static const struct field sweep_row_fields[] = {
    {"address", FIELD_TEXT, offsetof(struct sweep_row, address)},
    {"swept_at", FIELD_TIME, offsetof(struct sweep_row, swept_at), FIELD_NULLABLE},
    {"started_at", FIELD_TIME, offsetof(struct sweep_row, started_at)},
    {"late", FIELD_BOOLEAN, offsetof(struct sweep_row, late)},
};
static const struct shape sweep_row_shape = SHAPE("SystemSweep", struct sweep_row, sweep_row_fields);

struct table_row {
    const char *name;
    int64_t rows;
    int64_t bytes;
    const char *size; /* the same for people */
};

static const struct field table_row_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct table_row, name)},
    {"rows", FIELD_INTEGER, offsetof(struct table_row, rows), .description = "An estimate"},
    {"bytes", FIELD_INTEGER, offsetof(struct table_row, bytes)},
    {"size", FIELD_TEXT, offsetof(struct table_row, size), .description = "The same for people"},
};
static const struct shape table_row_shape = SHAPE("SystemTable", struct table_row, table_row_fields);

struct system_state {
    const char *environment;
    const char *cluster;
    const char *database_version;
    int64_t database_bytes;
    const char *database_size; /* the same for people */
    int64_t migrations;
    const char *last_migration;
    int64_t platform_time;
    int64_t database_started_at;
    int64_t stripe_read_until;
    struct list alerts;
    struct list programs;
    struct list prices;
    struct list sweeps;
    struct list tables;
};

static const struct field system_state_fields[] = {
    {"environment", FIELD_TEXT, offsetof(struct system_state, environment)},
    {"cluster", FIELD_TEXT, offsetof(struct system_state, cluster), .description = "Of Solana"},
    {"database_version", FIELD_TEXT, offsetof(struct system_state, database_version)},
    {"database_bytes", FIELD_INTEGER, offsetof(struct system_state, database_bytes)},
    {"database_size", FIELD_TEXT, offsetof(struct system_state, database_size), .description = "The same for people"},
    {"migrations", FIELD_INTEGER, offsetof(struct system_state, migrations)},
    {"last_migration", FIELD_TEXT, offsetof(struct system_state, last_migration)},
    {"platform_time", FIELD_TIME, offsetof(struct system_state, platform_time)},
    {"database_started_at", FIELD_TIME, offsetof(struct system_state, database_started_at)},
    {"stripe_read_until", FIELD_TIME, offsetof(struct system_state, stripe_read_until),
     .description = "How far Stripe's own list has been read"},
    {"alerts", FIELD_LIST, offsetof(struct system_state, alerts), .shape = &alert_shape},
    {"programs", FIELD_LIST, offsetof(struct system_state, programs), .shape = &program_row_shape},
    {"prices", FIELD_LIST, offsetof(struct system_state, prices), .shape = &price_row_shape},
    {"sweeps", FIELD_LIST, offsetof(struct system_state, sweeps), .shape = &sweep_row_shape,
     .description = "How far our own addresses have been read"},
    {"tables", FIELD_LIST, offsetof(struct system_state, tables), .shape = &table_row_shape},
};
const struct shape system_state_shape = SHAPE("SystemState", struct system_state, system_state_fields);

/* The lists of the page: where each goes, and by which statement. */
static const struct {
    enum sql_statement statement;
    size_t offset;
    const struct shape *shape;
} lists[] = {
    {SQL_OPERATIONS_ALERTS, offsetof(struct system_state, alerts), &alert_shape},
    {SQL_OPERATIONS_PROGRAMS, offsetof(struct system_state, programs), &program_row_shape},
    {SQL_OPERATIONS_PRICES, offsetof(struct system_state, prices), &price_row_shape},
    {SQL_OPERATIONS_SWEEPS, offsetof(struct system_state, sweeps), &sweep_row_shape},
    {SQL_OPERATIONS_TABLES, offsetof(struct system_state, tables), &table_row_shape},
};
enum { LISTS = sizeof lists / sizeof *lists };

enum status system_handle_show(struct request *request, struct response *response) {
    struct context *context = request->context;
    struct system_state state;
    struct db_rows *rows;
    struct db_rows *list_rows[LISTS];
    for (int i = 0; i < LISTS; i++)
        db_queue(context, lists[i].statement, DB_NONE, &list_rows[i]);
    enum status status = db_query(context, SQL_OPERATIONS_SYSTEM, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &system_state_shape, &state);
    state.environment = config_text(context->config, SETTING_ENVIRONMENT);
    state.cluster = config_text(context->config, SETTING_SOLANA_CLUSTER);
    for (int i = 0; i < LISTS; i++) {
        void *at = (char *)&state + lists[i].offset;
        *(struct list *)at = db_read_list(context, list_rows[i], lists[i].shape);
    }
    return response_answer(request, response, &state);
}
