/* How often one user may call a class of routes: fixed windows of a minute, counted in memcached. With the cache away
 * nobody is limited here: nginx still limits addresses, and what protects money is enforced by the database besides. */
#ifndef GEM_RATE_LIMIT_H
#define GEM_RATE_LIMIT_H

#include "response.h"

/* Counts the call; STATUS_TOO_MANY_REQUESTS past the limit. */
enum status rate_limit_check(struct request *request) MUST_CHECK;

/* Adds RateLimit-Limit, -Remaining and -Reset when the route has a limit. */
void rate_limit_headers(struct request *request, struct response *response);

#endif
