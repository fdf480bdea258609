/* The accept loop of a FastCGI worker (libfcgi): one request at a time from the socket on descriptor 0, which the
 * supervisor shares among the workers of a pool. */
#ifndef GEM_FCGI_LOOP_H
#define GEM_FCGI_LOOP_H

#include "router.h"
#include "service.h"

/* Serves until SIGTERM (the request at hand is finished) or until the worker retires after its share of requests. A
 * request past its deadline ends the process: nginx answers 503, the database rolls back, the supervisor starts
 * another. Gives the exit code. */
int fcgi_loop(const struct service *service, struct arena *arena, const struct config *config,
              const struct route_table *routes);

#endif
