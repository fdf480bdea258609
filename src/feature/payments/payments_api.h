/* Routes about quotes. */
#ifndef GEM_PAYMENTS_API_H
#define GEM_PAYMENTS_API_H

#include "route.h"

route_handler payments_handle_qr;

#endif
