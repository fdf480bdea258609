#include "job_table.h"

#include "accounts/accounts_jobs.h"
#include "accounts/email_code.h"
#include "catalog/pools.h"
#include "ledger/ledger_jobs.h"
#include "openings/openings_jobs.h"

#include <stddef.h>

const struct job_kind job_kinds[] = {
    {"send_email_code", email_code_job_send, .lease_seconds = 120, .attempts = 10},
    {NULL, NULL, 0, 0},
};

const struct schedule_kind schedule_kinds[] = {
    {"draw_paid_openings", openings_schedule_draw_paid},
    {"refresh_pool_statistics", pools_schedule_refresh},
    {"check_ledger", ledger_schedule_check},
    {"forget_expired", accounts_schedule_forget},
    {NULL, NULL},
};
