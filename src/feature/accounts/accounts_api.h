/* Routes about signing in and about oneself. */
#ifndef GEM_ACCOUNTS_API_H
#define GEM_ACCOUNTS_API_H

#include "route.h"

extern const struct shape email_input_shape;
extern const struct shape email_verify_input_shape;
extern const struct shape sign_in_shape;

route_handler accounts_handle_email_otp;
route_handler accounts_handle_email_verify;
route_handler accounts_handle_logout;
route_handler accounts_handle_list_sessions;
route_handler accounts_handle_revoke_session;
route_handler accounts_handle_revoke_sessions;
route_handler accounts_handle_me;
route_handler accounts_handle_avatar;

#endif
