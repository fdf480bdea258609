/* What runs again and again: rows of table `schedule`, each with a period. Any number of workers may look; one runs it,
 * and a run that outlasts its period, or one started by hand, never meets another of the same name. A turn that was
 * missed (nobody worked, or the clock jumped) is made up once, not many times. A run that fails or kills its worker is
 * due again after its period; why it failed stays in the row until it succeeds. */
#ifndef GEM_SCHEDULE_H
#define GEM_SCHEDULE_H

#include "status.h"

#include <stdbool.h>

struct context;

/* A worker ends itself when one run takes longer. */
enum { SCHEDULE_SECONDS = 600 };

/* Opens its own transactions. What takes long or leaves the house is a job for each item: see queue.h. */
typedef enum status schedule_handler(struct context *context);

struct schedule_kind {
    const char *name;
    schedule_handler *handler;
};

/* Runs the schedule due longest among `kinds` (the last row's `name` is NULL), logs and counts it. ret_ran: was there
 * one? Other statuses than STATUS_OK speak of the database, not of the run. */
enum status schedule_run_due(struct context *context, const struct schedule_kind *kinds, bool *ret_ran) MUST_CHECK;

/* Runs one now, whatever the time, and gives the handler's status back with its detail. Waits (as long as the statement
 * time-out) while somebody else runs it. STATUS_NOT_FOUND when the table or the database does not know it. */
enum status schedule_run(struct context *context, const struct schedule_kind *kinds, const char *name) MUST_CHECK;

#endif
