/* What waits for a person, counted for the navigation: with each page, and again and again by a script. */
#ifndef GEM_CONSOLE_WAITING_H
#define GEM_CONSOLE_WAITING_H

#include "response.h"

/* Each up to a hundred, which means that many or more. */
struct console_waiting {
    int64_t deposits; /* in REVIEW */
    int64_t payments; /* on chain, unmatched */
    int64_t payouts;  /* in REVIEW */
    int64_t withdrawals;
    int64_t adjustments;
    int64_t buybacks;
    int64_t jobs; /* dead */
};
extern const struct shape console_waiting_shape;

/* Queues the counting; request->waiting is set by the flush that carries it. */
void console_queue_waiting(struct request *request);

/* One of the counts, for people: "3", "99+"; NULL for none, or when they were not read. */
const char *console_waiting_text(const struct request *request, const char *name);

route_handler console_handle_waiting;

#endif
