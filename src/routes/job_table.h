/* Everything gem-worker does: one table. */
#ifndef GEM_JOB_TABLE_H
#define GEM_JOB_TABLE_H

#include "runner.h"
#include "schedule.h"

extern const struct job_kind job_kinds[];
extern const struct schedule_kind schedule_kinds[];

#endif
