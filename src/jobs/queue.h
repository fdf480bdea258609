/* Work for later, added in the transaction of its cause: it is there exactly when the cause is.
 *
 * There is at most one job of a kind for one subject, and it runs after the last transaction that asked for it. Adding
 * it again while it waits changes nothing; while it runs, it runs once more afterwards; when it is dead, it gets a new
 * life. Until that transaction ends the job does not start, and one that runs cannot end: keep the transaction short,
 * and add jobs last, so that transactions never wait for each other's job rows while they hold what the other needs.
 */
#ifndef GEM_QUEUE_H
#define GEM_QUEUE_H

struct context;

/* Queues the statement; the caller's next flush carries it. `kind` names a row of the worker's table, `subject_id` is
 * the UUID of what the job is about. */
void job_add(struct context *context, const char *kind, const char *subject_id);

#endif
