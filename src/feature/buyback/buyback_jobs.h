/* Work about gems bought back that waits for something outside. */
#ifndef GEM_BUYBACK_JOBS_H
#define GEM_BUYBACK_JOBS_H

#include "context.h"

/* Job "finish_buyback", when the payout of an approved request is over: it has arrived (COMPLETED), or a person gave it
 * up, and the user gets the price as credit (FAILED). Changes nothing while the payout is under way. */
enum status buyback_job_finish(struct context *context, const char *buyback_id) MUST_CHECK;

#endif
