#include "ledger/ledger_jobs.h"

#include "ledger/ledger.h"
#include "log.h"

enum status ledger_schedule_check(struct context *context) {
    struct list faults;
    enum status status = ledger_check(context, &faults);
    if (status != STATUS_OK)
        return status;
    const struct ledger_fault *fault = faults.items;
    for (size_t i = 0; i < faults.count; i++)
        LOG(LOG_ERROR, "ledger_fault", LOG_TEXT("fault", fault[i].fault), LOG_TEXT("subject", fault[i].subject),
            LOG_TEXT("detail", fault[i].detail));
    return faults.count == 0 ? STATUS_OK
                             : context_refuse(context, STATUS_INTERNAL, "%zu faults in the ledger", faults.count);
}
