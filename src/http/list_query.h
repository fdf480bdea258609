/* The query parameters every list takes, and the page it gives: one way to page through anything. */
#ifndef GEM_LIST_QUERY_H
#define GEM_LIST_QUERY_H

#include "response.h"

enum { LIST_LIMIT_DEFAULT = 20, LIST_LIMIT_MAXIMUM = 100 };

/* First members of every list's query struct, so that list_limit() works on all of them. */
struct list_query {
    int64_t limit;
    const char *cursor;
};

/* The two rows of a list's field table; `type` is the query struct, which begins with a struct list_query named page.
 */
#define LIST_QUERY_FIELDS(type)                                                                                        \
    {"limit",                                                                                                          \
     FIELD_INTEGER,                                                                                                    \
     offsetof(type, page.limit),                                                                                       \
     0,                                                                                                                \
     1,                                                                                                                \
     LIST_LIMIT_MAXIMUM,                                                                                               \
     .description = "Rows on a page, 20 when not given"},                                                              \
    {                                                                                                                  \
        "cursor", FIELD_TEXT, offsetof(type, page.cursor), .description = "next_cursor of the page before"             \
    }

/* A query of nothing else. */
struct plain_list_query {
    struct list_query page;
};
extern const struct shape plain_list_query_shape;

/* The rows wanted: the query's limit or the default. */
int64_t list_limit(const struct list_query *query);

/* A day of a query as the moment it begins, in the arena; NULL stays NULL. STATUS_INVALID_INPUT for what is no day. */
enum status list_take_day(struct context *context, const char *name, const char *day,
                          const char **ret_moment) MUST_CHECK;

#endif
