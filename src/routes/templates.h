/* The compiled-in templates, parsed and checked when a program starts: a mistake in one is found then, not in a mail.
 */
#ifndef GEM_TEMPLATES_H
#define GEM_TEMPLATES_H

#include "status.h"

struct arena;
struct template_set;

/* The set lives in the arena. STATUS_INVALID_INPUT, logged with template and line, for a mistake. */
enum status templates_load(struct arena *arena, const struct template_set **ret_templates) MUST_CHECK;

#endif
