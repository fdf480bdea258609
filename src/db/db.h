/* The only door to PostgreSQL (libpq): enumerated statements, prepared once per connection, sent in pipelines.
 *
 * Statements are queued and go out together at the next flush, so one round trip can carry a whole step of work:
 *
 *     db_queue(context, SQL_ACCOUNTS_LOCK, DB(user_id), &user_rows);
 *     db_queue(context, SQL_PACKS_CURRENT, DB(pack_id), &pack_rows);
 *     status = db_flush(context);
 *
 * Every parameter is text or NULL; the statement casts. Rows live in the context's arena. A context uses one connection
 * and is used by one thread. */
#ifndef GEM_DB_H
#define GEM_DB_H

#include "context.h"
#include "sql_statement.h"

#include <stddef.h>

struct db;
struct db_rows;
struct shape;
struct list;

#define DB(...) ((const char *const[]){__VA_ARGS__})
#define DB_NONE NULL

/* Opens nothing yet: the connection is made when it is first needed and made again when it was lost. `url` may name
 * several hosts; the one that takes writes is chosen. `statement_timeout` is in milliseconds. */
struct db *db_new(const char *url, const char *application_name, int statement_timeout);
void db_free(struct db *db);

/* Connected? Connects or reconnects when needed. STATUS_UNAVAILABLE when no host answers. */
enum status db_ready(struct context *context) MUST_CHECK;

/* Adds a statement to the pipeline. When ret_rows is not NULL, it is set by the flush that carries the statement. */
void db_queue(struct context *context, enum sql_statement statement, const char *const *parameters,
              struct db_rows **ret_rows);

/* Looks at a guard's rows; anything but STATUS_OK becomes the answer of the flush. */
typedef enum status db_check(struct context *context, const struct db_rows *rows, void *argument);

/* Queues a statement whose rows decide whether what follows may count. Its check runs first at the flush, so a session
 * is checked in the round trip that reads the data. What else that flush carries must be read-only or inside a
 * transaction. */
void db_guard(struct context *context, enum sql_statement statement, const char *const *parameters, db_check *check,
              void *argument);

/* Sends what is queued and reads every answer. The first failure is the status; nothing queued after it has run. */
enum status db_flush(struct context *context) MUST_CHECK;

/* As db_flush(), but nothing queued costs nothing: STATUS_OK. */
enum status db_settle(struct context *context) MUST_CHECK;

/* db_queue() and db_flush() in one. */
enum status db_query(struct context *context, enum sql_statement statement, const char *const *parameters,
                     struct db_rows **ret_rows) MUST_CHECK;

typedef enum status db_work(struct context *context, void *argument);

/* Runs `work` inside one transaction and commits when it gives STATUS_OK (or context->keep_on_refusal is set). Inside
 * another transaction it simply joins. A serialization failure, a deadlock or a connection lost before the commit runs
 * the whole work again, at most three times: the work must not keep state between runs. */
enum status db_transaction(struct context *context, db_work *work, void *argument) MUST_CHECK;

/* Calls back once the transaction at hand has committed (at once when there is none): for caches, which must not hear
 * of what may still be rolled back. `argument` must live in the context's arena. */
void db_after_commit(struct context *context, void (*call)(struct context *context, void *argument), void *argument);

/* Runs a whole script of statements, for migrations. The server's message comes in ret_problem (arena). */
enum status db_script(struct context *context, const char *script, const char **ret_problem) MUST_CHECK;

/* Waits at most `milliseconds` for a NOTIFY on a channel this connection listens to; true when one came. */
bool db_wait(struct context *context, int milliseconds);

/* Statements sent since the last call, for the log and the metrics. */
int64_t db_take_query_count(struct db *db);

size_t db_count(const struct db_rows *rows);

/* The text in one cell; NULL for SQL NULL. Lives as long as the rows. */
const char *db_text(const struct db_rows *rows, size_t row, int column);

/* Reads a row into a struct: each field takes the column of its name (a nested object's columns carry its name and "_"
 * in front); fields without a column keep "absent". Strings point into the rows. */
void db_read(const struct db_rows *rows, size_t row, const struct shape *shape, void *ret_value);

/* All rows as an array in the arena. */
struct list db_read_list(struct context *context, const struct db_rows *rows, const struct shape *shape);

/* A PostgreSQL array literal of texts, in the arena: {"a","b"}. */
const char *db_array(struct arena *arena, const char *const *items, size_t count);

#endif
