/* What the worker does about accounts. */
#ifndef GEM_ACCOUNTS_JOBS_H
#define GEM_ACCOUNTS_JOBS_H

#include "context.h"

/* Schedule: removes codes, locks and idempotency keys that can no longer matter. */
enum status accounts_schedule_forget(struct context *context);

#endif
