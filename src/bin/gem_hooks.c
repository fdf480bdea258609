/* gem-hooks: takes webhooks in and does nothing else. */
#include "fcgi_loop.h"
#include "hook_routes.h"

static int run(const struct service *service, struct arena *arena, const struct config *config) {
    return fcgi_loop(service, arena, config, &hook_routes);
}

int main(int argc, char **argv) {
    static const struct service service = {"gem-hooks", "Stores webhooks that come over FastCGI on descriptor 0.",
                                           PROGRAM_HOOKS, run};
    return service_main(argc, argv, &service);
}
