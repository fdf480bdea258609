/* How much may be done on one day, by a user or by the whole platform. A day is one of UTC, by the platform's clock. */
#ifndef GEM_LIMITS_H
#define GEM_LIMITS_H

#include "context.h"

/* Takes `micros` (USD) of the day's limit, in the caller's transaction. `owner_id` NULL: the whole platform's, one row
 * that all who take wait for, so take it late. STATUS_DAILY_LIMIT when less than that is left; `what` says of what, for
 * people: "Instant sales". */
enum status limits_take(struct context *context, const char *purpose, const char *owner_id, int64_t micros,
                        int64_t limit, const char *what) MUST_CHECK;

/* Queues giving back what was taken at `taken_at` (a time, microseconds), to the day it was taken from. */
void limits_queue_give_back(struct context *context, const char *purpose, const char *owner_id, int64_t micros,
                            int64_t taken_at);

/* What is used of the limit today, in micros; 0 when nothing is. */
enum status limits_used(struct context *context, const char *purpose, const char *owner_id,
                        int64_t *ret_micros) MUST_CHECK;

#endif
