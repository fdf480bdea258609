/* The console's forms, made of the rows that write: every field of a row's body becomes an input with its bounds, what
 * was typed is kept when it is refused, and a stale save shows both versions side by side (E57). */
#ifndef GEM_CONSOLE_FORM_H
#define GEM_CONSOLE_FORM_H

#include "router.h"
#include "view_value.h"

/* A write that was refused; NULLs: none was. */
struct refused_form {
    const struct request *request;
    enum status status;
    const char *detail;
    const struct field_error *errors;
    size_t error_count;
    const struct shape *current_shape; /* with STATUS_VERSION_CHANGED: what is there now */
    const void *current;
};

/* A page that is being made. */
struct form_page {
    const struct route_table *table;
    const struct request *request;
    const struct shape *shape; /* what the page shows, from which forms are filled; NULL: nothing */
    const void *value;
    const struct refused_form *refused;
};

/* A map of forms by operation: those of the rows that go back to this page and that the role may use. Each has action,
 * method, summary, version, seen, fields. */
struct view_value *console_forms(const struct form_page *page);

/* After a stale save: "rows" of what was seen and typed beside what is there now: label, yours, current, differs. The
 * first is the state that the form was filled in at, then come the form's fields. NULL when the save was not stale. */
struct view_value *console_conflict(const struct form_page *page);

/* A list's filters, as fields, from the row's query; NULL when it has none. */
struct view_value *console_filters(const struct request *request);

/* `pattern` with its {names} replaced by the values in the path of `request`, in the arena; NULL when one is not
 * there. */
const char *console_fill_path(const struct request *request, const char *pattern);

#endif
