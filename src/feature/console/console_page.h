/* Pages of the console: an answer goes into its row's template, with the frame's own values under "console" and the
 * page's forms under "forms". A write that was done leads on with 303, one that was refused shows its page again. */
#ifndef GEM_CONSOLE_PAGE_H
#define GEM_CONSOLE_PAGE_H

#include "router.h"

/* The `present` of the console's policy. */
void console_present(const struct route_table *table, struct request *request, struct response *response,
                     enum status status);

#endif
