/* The audit log: what people did by hand, with what was there before and after. Append only, and each row's hash covers
 * the row before it. */
#ifndef GEM_AUDIT_H
#define GEM_AUDIT_H

#include "context.h"
#include "shape.h"

struct audit_entry {
    const char *actor;        /* "gemctl", or an administrator's id */
    const char *action;       /* "buyback.approve" */
    const char *subject_type; /* "buyback" */
    const char *subject_id;
    const char *before;         /* JSON text, or NULL */
    const char *after;          /* JSON text, or NULL */
    const char *remote_address; /* NULL: the context's */
};

/* {"status": …, "reason": …} in the arena, for an act that moves something from one status to another; NULL: without
 * a reason. */
const char *audit_state(struct arena *arena, const char *status, const char *reason);

/* Queues the row in the transaction that does what it tells. Writers take turns until their commits, so queue it last.
 */
void audit_queue(struct context *context, const struct audit_entry *entry);

struct audit_fault {
    int64_t id;
    const char *fault;
};
extern const struct shape audit_fault_shape;

/* Recomputes the chain and lists rows that do not follow from the one before: struct audit_fault. */
enum status audit_check(struct context *context, struct list *ret_faults) MUST_CHECK;

#endif
