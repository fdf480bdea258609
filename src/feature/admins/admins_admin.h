/* The console's rows about administrators: coming in, going out, their sessions, and who is one. */
#ifndef GEM_ADMINS_ADMIN_H
#define GEM_ADMINS_ADMIN_H

#include "route.h"

extern const struct shape sign_in_query_shape;
extern const struct shape sign_in_page_shape;
extern const struct shape admin_login_input_shape;
extern const struct shape admin_link_input_shape;
extern const struct shape admin_input_shape;
extern const struct shape admin_change_shape;

route_handler admins_handle_sign_in_page;
route_handler admins_handle_nonce;
route_handler admins_handle_login;
route_handler admins_handle_link;
route_handler admins_handle_sign_out;
route_handler admins_handle_sessions;
route_handler admins_handle_end_session;
route_handler admins_handle_list;
route_handler admins_handle_show;
route_handler admins_handle_add;
route_handler admins_handle_update;

#endif
