/* What the connection (db.c) hands to the row reader (db_rows.c). Private to src/db. */
#ifndef GEM_DB_ROWS_H
#define GEM_DB_ROWS_H

#include "db.h"

#include <libpq-fe.h>

struct db_rows {
    PGresult *result;
};

/* Ties a result to the arena. */
struct db_rows *db_rows_new(struct arena *arena, PGresult *result);

#endif
