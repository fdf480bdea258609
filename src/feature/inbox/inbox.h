/* The inbox: what outside services tell us by webhook. gem-hooks stores the raw event once and answers; the worker
 * takes it from there, by a job of the kind "handle_<provider>_event" whose subject is the event. What the event says
 * is only a hint: handlers read the truth from the service or the chain. */
#ifndef GEM_INBOX_H
#define GEM_INBOX_H

#include "context.h"

#include <stddef.h>

enum { INBOX_BODY_MAXIMUM = 1024 * 1024 };

struct webhook_event {
    const char *id; /* ours */
    const char *body;
};

/* Stores an event with the caller's commit, so that both are one round trip; one that is there already changes nothing.
 * `event_id` is the provider's name for it. STATUS_MALFORMED for a body that is no UTF-8 text. Needs no more than the
 * right to add rows. */
enum status inbox_store(struct context *context, const char *provider, const char *event_id, const char *body,
                        size_t length) MUST_CHECK;

/* The same for a worker that found an event in the provider's own list. */
void inbox_queue_store(struct context *context, const char *provider, const char *event_id, const char *body);

/* The event a job is about. STATUS_NOT_FOUND when it is handled already. */
enum status inbox_open(struct context *context, const char *id, struct webhook_event *ret_event) MUST_CHECK;

/* Queues its end: handled, with what it came to, or (NULL) of no concern to us. */
void inbox_queue_close(struct context *context, const char *id, const char *outcome);

/* Schedules: give each new event its job; drop what was handled 90 days ago. */
enum status inbox_schedule_read(struct context *context) MUST_CHECK;
enum status inbox_schedule_forget(struct context *context) MUST_CHECK;

#endif
