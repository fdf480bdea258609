#include "db.h"

#include "arena.h"
#include "db_error.h"
#include "db_rows.h"
#include "log.h"
#include "text.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIPELINE_MAXIMUM = 64, TRANSACTION_ATTEMPTS = 3, CONNECT_TIMEOUT_SECONDS = 3 };

/* Statements that frame a transaction are not in sql/: they belong to this layer. */
enum { FRAME_BEGIN = -1, FRAME_COMMIT = -2, FRAME_PREPARE = -3 };

struct queued {
    int statement; /* enum sql_statement, or a FRAME_ */
    int prepares;  /* FRAME_PREPARE: the statement made ready */
    struct db_rows **ret_rows;
    db_check *check;
    void *argument;
};

/* What to do once the transaction is safe; in the context's arena. */
struct after_commit {
    struct after_commit *next;
    void (*call)(struct context *context, void *argument);
    void *argument;
};

struct db {
    char *url;
    char *application_name;
    char *options;
    PGconn *connection;
    bool prepared[SQL_STATEMENT_COUNT];
    struct queued queue[PIPELINE_MAXIMUM];
    int queued;
    bool in_transaction;
    bool committing; /* a lost connection no longer tells whether the commit happened */
    bool lost;
    struct after_commit *after_commit;
    int64_t query_count;
};

struct db *db_new(const char *url, const char *application_name, int statement_timeout) {
    struct db *db = calloc(1, sizeof *db);
    char options[256];
    /* How alike a misspelt name must be to be found (pg_trgm); its own default leaves out "emrald". */
    snprintf(options, sizeof options,
             "-c timezone=UTC -c datestyle=ISO -c pg_trgm.word_similarity_threshold=0.45 "
             "-c statement_timeout=%d -c lock_timeout=%d "
             "-c idle_in_transaction_session_timeout=60000",
             statement_timeout, statement_timeout);
    if (db == NULL)
        abort();
    db->url = strdup(url);
    db->application_name = strdup(application_name);
    db->options = strdup(options);
    return db;
}

void db_free(struct db *db) {
    if (db == NULL)
        return;
    PQfinish(db->connection);
    free(db->url);
    free(db->application_name);
    free(db->options);
    free(db);
}

/* What the server says without being asked: a farewell while nothing was under way makes the connection useless. */
static void hear_notice(void *argument, const PGresult *notice) {
    struct db *db = argument;
    const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (text_equal(severity, "FATAL") || text_equal(severity, "PANIC"))
        db->lost = true;
}

static enum status connect_database(struct context *context) {
    struct db *db = context->db;
    const char *timeout = text_from_integer(context->arena, CONNECT_TIMEOUT_SECONDS);
    const char *const keywords[] =
        {"target_session_attrs", "connect_timeout", "dbname", "application_name", "options", "client_encoding", NULL};
    const char *const values[] = {"read-write", timeout, db->url, db->application_name, db->options, "UTF8", NULL};
    PQfinish(db->connection);
    memset(db->prepared, 0, sizeof db->prepared);
    db->queued = 0;
    db->in_transaction = false;
    db->connection = PQconnectdbParams(keywords, values, 1);
    PQsetNoticeReceiver(db->connection, hear_notice, db);
    if (PQstatus(db->connection) == CONNECTION_OK && PQenterPipelineMode(db->connection) == 1) {
        db->lost = false;
        return STATUS_OK;
    }
    LOG(LOG_ERROR, "database_unreachable", LOG_TEXT("problem", PQerrorMessage(db->connection)));
    PQfinish(db->connection);
    db->connection = NULL;
    return context_refuse(context, STATUS_UNAVAILABLE, "The database cannot be reached; try again in a moment.");
}

/* A server that ended our session has said so and closed the socket: seen here before a request is spent on it. The
 * farewell may be there a moment before the end of the stream, so it counts by itself: PQisBusy() has it parsed. */
static bool connection_closed(struct db *db) {
    struct pollfd poller = {.fd = PQsocket(db->connection), .events = POLLIN};
    while (!db->lost && poll(&poller, 1, 0) > 0) {
        if (PQconsumeInput(db->connection) == 0 || PQstatus(db->connection) != CONNECTION_OK)
            return true;
        (void)PQisBusy(db->connection);
    }
    return db->lost;
}

enum status db_ready(struct context *context) {
    struct db *db = context->db;
    if (db->connection != NULL && !db->lost && (db->in_transaction || !connection_closed(db)))
        return STATUS_OK;
    return connect_database(context);
}

static struct queued *queue_entry(struct db *db, int statement) {
    if (db->queued == PIPELINE_MAXIMUM) {
        fputs("pipeline too long: flush earlier\n", stderr);
        abort();
    }
    struct queued *entry = &db->queue[db->queued++];
    *entry = (struct queued){.statement = statement};
    return entry;
}

/* A send that fails is noticed when the answers are read: the connection is lost then. */
static void send_frame(struct db *db, int frame, const char *sql) {
    queue_entry(db, frame);
    if (db->connection != NULL && PQsendQueryParams(db->connection, sql, 0, NULL, NULL, NULL, NULL, 0) != 1)
        db->lost = true;
}

static void send_statement(struct db *db, enum sql_statement statement, const char *const *parameters) {
    const struct sql_text *sql = &sql_texts[statement];
    if (!db->prepared[statement]) {
        struct queued *entry = queue_entry(db, FRAME_PREPARE);
        entry->prepares = (int)statement;
        if (PQsendPrepare(db->connection, sql->name, sql->text, 0, NULL) != 1)
            db->lost = true;
        db->prepared[statement] = true;
    }
    if (PQsendQueryPrepared(db->connection, sql->name, sql->parameter_count, parameters, NULL, NULL, 0) != 1)
        db->lost = true;
    db->query_count++;
}

void db_guard(struct context *context, enum sql_statement statement, const char *const *parameters, db_check *check,
              void *argument) {
    struct db *db = context->db;
    /* Only before the first statement of a pipeline or transaction: the rest of it would run, alone, on the new
     * connection, without the guards that went before. */
    if (db->queued == 0 && !db->in_transaction) {
        enum status ignored = db_ready(context);
        (void)ignored;
    }
    if (db->connection != NULL && !db->lost)
        send_statement(db, statement, parameters);
    struct queued *entry = queue_entry(db, (int)statement);
    entry->check = check;
    entry->argument = argument;
}

void db_queue(struct context *context, enum sql_statement statement, const char *const *parameters,
              struct db_rows **ret_rows) {
    db_guard(context, statement, parameters, NULL, NULL);
    context->db->queue[context->db->queued - 1].ret_rows = ret_rows;
}

static enum status fail_result(struct context *context, const struct queued *entry, const PGresult *result) {
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    enum status status = db_error_status(sqlstate, PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME));
    const char *name = entry->statement >= 0 ? sql_texts[entry->statement].name : "transaction";
    if (entry->statement == FRAME_PREPARE)
        name = sql_texts[entry->prepares].name;
    /* A primary that became a standby keeps its connections: the writable host is looked for again. */
    if (text_equal(sqlstate, "25006"))
        context->db->lost = true;
    if (status == STATUS_INTERNAL || status == STATUS_UNAVAILABLE)
        LOG(LOG_ERROR, "statement_failed", LOG_TEXT("statement", name),
            LOG_TEXT("problem", PQresultErrorMessage(result)), LOG_TEXT("request_id", context->request_id));
    return status;
}

/* Takes one queued statement's answer. Once a statement failed, the server aborts the rest of the pipeline. */
static enum status take_answer(struct context *context, struct queued *entry) {
    struct db *db = context->db;
    enum status status = STATUS_OK;
    PGresult *result = PQgetResult(db->connection);
    if (result == NULL) {
        db->lost = true;
        return STATUS_UNAVAILABLE;
    }
    ExecStatusType kind = PQresultStatus(result);
    if (kind == PGRES_TUPLES_OK || kind == PGRES_COMMAND_OK) {
        struct db_rows *rows = db_rows_new(context->arena, result);
        if (entry->check != NULL)
            status = entry->check(context, rows, entry->argument);
        if (entry->ret_rows != NULL)
            *entry->ret_rows = rows;
    } else {
        status = kind == PGRES_PIPELINE_ABORTED ? STATUS_CONFLICT : fail_result(context, entry, result);
        if (entry->statement == FRAME_PREPARE)
            db->prepared[entry->prepares] = false;
        PQclear(result);
    }
    while ((result = PQgetResult(db->connection)) != NULL)
        PQclear(result);
    return status;
}

static enum status lose_connection(struct context *context) {
    struct db *db = context->db;
    db->queued = 0;
    db->lost = true;
    return context_refuse(context, STATUS_UNAVAILABLE, "The database connection was lost; try again in a moment.");
}

enum status db_flush(struct context *context) {
    struct db *db = context->db;
    enum status status = STATUS_OK;
    if (db->connection == NULL || db->lost || PQpipelineSync(db->connection) != 1)
        return lose_connection(context);
    for (int i = 0; i < db->queued; i++) {
        enum status answer = take_answer(context, &db->queue[i]);
        if (status == STATUS_OK)
            status = answer;
        if (PQstatus(db->connection) != CONNECTION_OK)
            return lose_connection(context);
    }
    db->queued = 0;
    PGresult *sync = PQgetResult(db->connection);
    bool synchronised = PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    return synchronised ? status : lose_connection(context);
}

enum status db_settle(struct context *context) {
    return context->db->queued == 0 ? STATUS_OK : db_flush(context);
}

enum status db_query(struct context *context, enum sql_statement statement, const char *const *parameters,
                     struct db_rows **ret_rows) {
    db_queue(context, statement, parameters, ret_rows);
    return db_flush(context);
}

static void roll_back(struct context *context) {
    struct db *db = context->db;
    if (db->connection == NULL || db->lost)
        return;
    send_frame(db, FRAME_COMMIT, "ROLLBACK");
    enum status ignored = db_flush(context);
    (void)ignored;
}

static enum status commit(struct context *context) {
    struct db *db = context->db;
    send_frame(db, FRAME_COMMIT, "COMMIT");
    db->committing = true;
    enum status status = db_flush(context);
    db->committing = db->lost;
    return status;
}

static void run_after_commit(struct context *context) {
    struct after_commit *after = context->db->after_commit;
    context->db->after_commit = NULL;
    for (; after != NULL; after = after->next)
        after->call(context, after->argument);
}

static enum status attempt_transaction(struct context *context, db_work *work, void *argument) {
    struct db *db = context->db;
    enum status status = db_ready(context);
    if (status != STATUS_OK)
        return status;
    db->committing = false;
    db->after_commit = NULL;
    db->in_transaction = true;
    send_frame(db, FRAME_BEGIN, "BEGIN");
    status = work(context, argument);
    bool keep = status != STATUS_OK && context->keep_on_refusal && !db->lost;
    if (status == STATUS_OK)
        status = commit(context);
    else if (keep && commit(context) != STATUS_OK)
        status = STATUS_UNAVAILABLE;
    if (!keep && status != STATUS_OK)
        roll_back(context);
    db->in_transaction = false;
    if (status == STATUS_OK || keep)
        run_after_commit(context);
    return status;
}

void db_after_commit(struct context *context, void (*call)(struct context *context, void *argument), void *argument) {
    if (!context->db->in_transaction) {
        call(context, argument);
        return;
    }
    struct after_commit *after = arena_alloc(context->arena, sizeof *after);
    *after = (struct after_commit){context->db->after_commit, call, argument};
    context->db->after_commit = after;
}

enum status db_transaction(struct context *context, db_work *work, void *argument) {
    struct db *db = context->db;
    enum status status = STATUS_OK;
    if (db->in_transaction)
        return work(context, argument);
    for (int attempt = 0; attempt < TRANSACTION_ATTEMPTS; attempt++) {
        status = attempt_transaction(context, work, argument);
        bool lost_before_commit = db->lost && !db->committing;
        if (status != STATUS_RETRY_TRANSACTION && !lost_before_commit)
            return status;
        context->field_error_count = 0;
        context->keep_on_refusal = false;
    }
    return status;
}

enum status db_script(struct context *context, const char *script, const char **ret_problem) {
    enum status status = db_ready(context);
    if (status != STATUS_OK)
        return status;
    PGconn *connection = context->db->connection;
    if (PQexitPipelineMode(connection) != 1)
        return STATUS_INTERNAL;
    PGresult *result = PQexec(connection, script);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) {
        *ret_problem = arena_string(context->arena, PQerrorMessage(connection));
        status = STATUS_INTERNAL;
    }
    PQclear(result);
    if (PQenterPipelineMode(connection) != 1)
        return STATUS_INTERNAL;
    return status;
}

bool db_wait(struct context *context, int milliseconds) {
    struct db *db = context->db;
    if (db->connection == NULL || db->lost)
        return false;
    struct pollfd poller = {.fd = PQsocket(db->connection), .events = POLLIN};
    PGnotify *notification = PQnotifies(db->connection);
    if (notification == NULL && poll(&poller, 1, milliseconds) > 0 && PQconsumeInput(db->connection) == 1)
        notification = PQnotifies(db->connection);
    bool came = notification != NULL;
    while (notification != NULL) {
        PQfreemem(notification);
        notification = PQnotifies(db->connection);
    }
    if (PQstatus(db->connection) != CONNECTION_OK)
        db->lost = true;
    return came;
}

int64_t db_take_query_count(struct db *db) {
    int64_t count = db->query_count;
    db->query_count = 0;
    return count;
}
