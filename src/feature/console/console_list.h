/* The console's lists: what fits a few filters, newest first, by pages.
 *
 * All their statements take the same parameters: $1 status, $2 kind, $3 user (as user_named() takes one), $4 from, $5
 * until, $6 and $7 time and id of the last row seen, $8 rows; each of the first seven may be NULL. Their rows have a
 * member "id" and a member "created_at", by which they are ordered. */
#ifndef GEM_CONSOLE_LIST_H
#define GEM_CONSOLE_LIST_H

#include "list_query.h"
#include "sql_statement.h"

enum { CONSOLE_NAME_MAXIMUM = 254, CONSOLE_DAY_LENGTH = 10 };

/* The query of every such list; which members one takes, and what it calls them, is in its shape. */
struct console_query {
    struct list_query page;
    const char *status;
    const char *kind;
    const char *user;
    const char *since;
    const char *until;
};

#define CONSOLE_USER_FIELD                                                                                             \
    {                                                                                                                  \
        "user", FIELD_TEXT, offsetof(struct console_query, user), 0, 1, CONSOLE_NAME_MAXIMUM,                          \
            .description = "A handle, e-mail address or id, whole"                                                     \
    }

#define CONSOLE_PERIOD_FIELDS                                                                                          \
    {"since",                                                                                                          \
     FIELD_TEXT,                                                                                                       \
     offsetof(struct console_query, since),                                                                            \
     0,                                                                                                                \
     CONSOLE_DAY_LENGTH,                                                                                               \
     CONSOLE_DAY_LENGTH,                                                                                               \
     .description = "The first day, as 2026-11-25 (UTC)"},                                                             \
    {                                                                                                                  \
        "until", FIELD_TEXT, offsetof(struct console_query, until), 0, CONSOLE_DAY_LENGTH, CONSOLE_DAY_LENGTH,         \
            .description = "The day after the last, as 2026-11-26 (UTC)"                                               \
    }

/* A query of nothing but the place. */
extern const struct shape console_plain_query_shape;

/* Answers the request, whose query is a struct console_query, with a page of its row's answers. STATUS_INVALID_CURSOR,
 * STATUS_INVALID_INPUT for a day that is none. */
enum status console_answer_list(struct request *request, struct response *response,
                                enum sql_statement statement) MUST_CHECK;

/* Reads the one row that a statement gives for the id in the path. STATUS_NOT_FOUND when there is none. */
enum status console_read_one(struct request *request, enum sql_statement statement, const struct shape *shape,
                             void *ret_value) MUST_CHECK;

/* All rows that a statement gives for the id in the path; queued, to be read after the next flush. */
void console_queue_rows(struct request *request, enum sql_statement statement, struct db_rows **ret_rows);

#endif
