/* Routes about oneself: the profile, the ways in, leaving. */
#ifndef GEM_PROFILE_API_H
#define GEM_PROFILE_API_H

#include "route.h"

extern const struct shape profile_input_shape;
extern const struct shape close_query_shape;
extern const struct shape bind_wallet_input_shape;
extern const struct shape bind_email_input_shape;
extern const struct shape twitter_begin_shape;
extern const struct shape twitter_bind_input_shape;

route_handler profile_handle_show;
route_handler profile_handle_change;
route_handler profile_handle_close;
route_handler profile_handle_export;
route_handler profile_handle_avatar;
route_handler profile_handle_bind_wallet;
route_handler profile_handle_remove_wallet;
route_handler profile_handle_bind_email;
route_handler profile_handle_remove_email;
route_handler profile_handle_begin_twitter;
route_handler profile_handle_bind_twitter;
route_handler profile_handle_remove_twitter;

#endif
