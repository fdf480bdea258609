/* What the worker does about openings. */
#ifndef GEM_OPENINGS_JOBS_H
#define GEM_OPENINGS_JOBS_H

#include "context.h"

/* Schedule: draws every opening that was paid but not drawn (E1). */
enum status openings_schedule_draw_paid(struct context *context);

#endif
