/* Runs one due job: takes it with a lease, calls its handler outside any transaction, and settles what became of it.
 *
 * A handler may run more than once for the same cause, so it must be safe to repeat: a worker can die between the
 * handler's last line and the settlement. It never runs twice at the same time: nine tenths into its lease the worker
 * ends itself, and only after the whole lease may another worker take the job. (The sandbox, where time is shifted, can
 * end a lease early.)
 *
 *     what happened          what becomes of the job
 *     STATUS_OK              deleted
 *     HTTP class 4xx         permanent: dead at once, left for a person
 *     any other status       again after context->retry_after seconds when the handler set them, else after 1 s,
 * doubling to 1 h, each less up to half at random; at last dead the worker died        again when the lease is over;
 * that counts as an attempt
 *
 * A job added again while it ran (queue.h) becomes due as if new, instead of being deleted or dead. */
#ifndef GEM_RUNNER_H
#define GEM_RUNNER_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

struct context;

enum { JOB_ATTEMPTS = 8 }; /* the last one minute and a half after the first, when each fails at once */

/* Opens its own transactions; may call the outside. context_refuse() says why, and the text is kept with the job: no
 * secrets. */
typedef enum status job_handler(struct context *context, const char *subject_id);

struct job_kind {
    const char *kind;
    job_handler *handler;
    int lease_seconds; /* well above the handler's longest run, time-outs of its calls included */
    int attempts;      /* at least 1; usually JOB_ATTEMPTS */
};

/* Runs the job due longest among `kinds` (the last row's `kind` is NULL), logs and counts it. ret_ran: was there one?
 * Kinds that are not in the table are left for a worker that knows them. Other statuses than STATUS_OK speak of the
 * database, not of the job. */
enum status job_run_next(struct context *context, const struct job_kind *kinds, bool *ret_ran) MUST_CHECK;

/* Shared with schedule.c. */

/* Raises SIGALRM after so many milliseconds, which ends the process; 0 takes it back. */
void run_deadline(int64_t milliseconds);

/* Why a handler's status is not STATUS_OK, as short UTF-8 text in the arena: "rule_refused: the address is blocked".
 * NULL for STATUS_OK. */
const char *run_problem(const struct context *context, enum status status);

/* Counts and logs one run. */
struct run_record {
    const char *event; /* "job" or "schedule" */
    const char *kind;
    const char *outcome;
    const char *subject_id; /* NULL: a schedule */
    int64_t attempt;
    int64_t start;       /* clock_monotonic() */
    const char *problem; /* run_problem() */
};
void run_log(struct context *context, const struct run_record *record);

#endif
