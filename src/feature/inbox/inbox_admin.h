/* The console's rows about webhooks: what came, what became of it, and handling it again. */
#ifndef GEM_INBOX_ADMIN_H
#define GEM_INBOX_ADMIN_H

#include "route.h"

extern const struct shape webhooks_query_shape;
extern const struct shape webhook_row_shape;
extern const struct shape webhook_shape;

route_handler inbox_handle_admin_list;
route_handler inbox_handle_admin_show;
route_handler inbox_handle_again;

#endif
