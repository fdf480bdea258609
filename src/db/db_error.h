/* From PostgreSQL's words to ours: the one place that knows SQLSTATEs and the names of our constraints. */
#ifndef GEM_DB_ERROR_H
#define GEM_DB_ERROR_H

#include "status.h"

/* `sqlstate` and `constraint` as the server sent them; constraint may be NULL. */
enum status db_error_status(const char *sqlstate, const char *constraint);

#endif
