/* gem-api: what users do, as JSON. */
#include "api_routes.h"
#include "fcgi_loop.h"

static int run(const struct service *service, struct arena *arena, const struct config *config) {
    return fcgi_loop(service, arena, config, &api_routes);
}

int main(int argc, char **argv) {
    static const struct service service = {"gem-api", "Answers the public API over FastCGI on descriptor 0.",
                                           PROGRAM_API, run};
    return service_main(argc, argv, &service);
}
