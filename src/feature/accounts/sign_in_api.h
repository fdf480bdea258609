/* Routes about coming in: nonces, wallets, codes. */
#ifndef GEM_SIGN_IN_API_H
#define GEM_SIGN_IN_API_H

#include "route.h"

extern const struct shape nonce_input_shape;
extern const struct shape wallet_login_input_shape;
extern const struct shape email_input_shape;
extern const struct shape email_verify_input_shape;
extern const struct shape sign_in_shape;

route_handler sign_in_handle_nonce;
route_handler sign_in_handle_wallet;
route_handler sign_in_handle_email_code;
route_handler sign_in_handle_email;

#endif
