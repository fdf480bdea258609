/* The skeleton every long-running program shares: arguments, settings, log, clock, metrics, signals. A program fills in
 * a struct and has a main() of one line. */
#ifndef GEM_SERVICE_H
#define GEM_SERVICE_H

#include "config.h"

struct service {
    const char *name;        /* "gem-api" */
    const char *description; /* one line for --help */
    enum program program;
    int (*run)(const struct service *service, struct arena *arena, const struct config *config);
};

/* Parses --help and --version, reads the settings, then calls run() and gives its exit code back. A bad setting is
 * explained on standard error with exit code 78 (EX_CONFIG). */
int service_main(int argc, char **argv, const struct service *service);

/* Set once SIGTERM or SIGINT came: finish what is at hand, then leave. */
bool service_stopping(void);

/* Asks this program to stop; may be called by a signal handler. */
void service_stop(void);

/* Takes the two signals over; call again after a library has installed its own handlers. No SA_RESTART: a blocked
 * accept() or poll() comes back. */
void service_handle_signals(void);

#endif
