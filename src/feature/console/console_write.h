/* What a handler of the console that writes must do besides its work: hold what the administrator saw against what is
 * there, and leave a row in the audit log. The frame takes back what forgot either. */
#ifndef GEM_CONSOLE_WRITE_H
#define GEM_CONSOLE_WRITE_H

#include "response.h"

/* Call it when the row is locked. `current` (of `shape`, with a member "version") is what is there; it must live in the
 * arena. STATUS_VERSION_REQUIRED when the caller named no version, STATUS_VERSION_CHANGED with the current
 * representation when it was another: a form then shows both side by side (E57). */
enum status console_compare_version(struct request *request, const struct shape *shape, const void *current) MUST_CHECK;

/* What was done, to what, and how it looked before and after. */
struct console_act {
    const char *action;       /* "user.freeze" */
    const char *subject_type; /* "user" */
    const char *subject_id;
    const struct shape *shape; /* of both; NULL: there is nothing to show */
    const void *before;        /* NULL: it did not exist */
    const void *after;         /* NULL: it exists no more */
};

/* Queues the audit row. Call it last. */
void console_audit(struct request *request, const struct console_act *act);

/* For what queues its row itself, because gemctl does the same: it was given request->admin.admin_id. */
void console_note_audited(struct request *request);

#endif
