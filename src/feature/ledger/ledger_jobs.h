/* What the worker does about the ledger. */
#ifndef GEM_LEDGER_JOBS_H
#define GEM_LEDGER_JOBS_H

#include "context.h"

/* Schedule: recomputes the ledger; a fault is logged as an error and shows in the metrics. */
enum status ledger_schedule_check(struct context *context);

#endif
