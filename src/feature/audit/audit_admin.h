/* The console's rows about the audit log: who did what, how it looked before and after, and whether the chain holds. */
#ifndef GEM_AUDIT_ADMIN_H
#define GEM_AUDIT_ADMIN_H

#include "route.h"

extern const struct shape audit_query_shape;
extern const struct shape audit_row_shape;
extern const struct shape audit_detail_shape;
extern const struct shape audit_state_shape;

route_handler audit_handle_list;
route_handler audit_handle_show;
route_handler audit_handle_check;

#endif
