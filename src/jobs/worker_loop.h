/* The life of gem-worker: jobs as they come, schedules when they are due, sleep in between.
 *
 * Any number of workers may run. A worker wakes on NOTIFY and looks every second anyway; while the database is away it
 * tries again with growing pauses. SIGTERM lets the piece of work at hand end first. The arena is cleared after each
 * piece. */
#ifndef GEM_WORKER_LOOP_H
#define GEM_WORKER_LOOP_H

#include "runner.h"
#include "schedule.h"
#include "service.h"

struct cache;
struct solana_nodes;

struct work_table {
    const struct job_kind *jobs;           /* the last row's `kind` is NULL */
    const struct schedule_kind *schedules; /* the last row's `name` is NULL */
    struct cache *cache;                   /* for the handlers' context; stays the caller's */
    const struct template_set *templates;  /* the same */
    struct solana_nodes *solana;           /* the same */
};

/* Returns an exit code once the service is to stop: the run() of a struct service. */
int worker_loop(const struct service *service, struct arena *arena, const struct config *config,
                const struct work_table *table);

#endif
