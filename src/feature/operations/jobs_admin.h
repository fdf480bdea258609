/* The console's rows about work: jobs that wait, run or are dead, and schedules. */
#ifndef GEM_JOBS_ADMIN_H
#define GEM_JOBS_ADMIN_H

#include "route.h"

extern const struct shape jobs_query_shape;
extern const struct shape job_shape;
extern const struct shape job_cancel_input_shape;
extern const struct shape schedules_shape;

route_handler jobs_handle_list;
route_handler jobs_handle_show;
route_handler jobs_handle_retry;
route_handler jobs_handle_cancel;
route_handler schedules_handle_list;
route_handler schedules_handle_run;

#endif
