/* What a person must look at, from SQL_OPERATIONS_ALERTS; nothing when all is well. The runbook is docs/operations.md.
 */
#ifndef GEM_ALERTS_H
#define GEM_ALERTS_H

#include "shape.h"

struct alert {
    const char *severity; /* "bad", "warn" */
    const char *what;
    const char *detail;
    const char *page; /* of the console, where to go */
};
extern const struct shape alert_shape;

#endif
