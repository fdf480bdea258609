/* gem-admin: what administrators do, as pages and as JSON. */
#include "address_list.h"
#include "admin_routes.h"
#include "fcgi_loop.h"
#include "templates.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { KEY_MINIMUM = 32 };

static int run(const struct service *service, struct arena *arena, const struct config *config) {
    struct route_table table = admin_routes;
    if (strlen(config_text(config, SETTING_ADMIN_JWT_KEY)) < KEY_MINIMUM) {
        fputs("gem-admin: GEM_ADMIN_JWT_KEY must have 32 characters or more\n", stderr);
        return EX_CONFIG;
    }
    if (!address_list_is_valid(config_text(config, SETTING_ADMIN_ALLOW_IPS))) {
        fputs("gem-admin: GEM_ADMIN_ALLOW_IPS must be networks like 10.0.0.0/8, comma separated\n", stderr);
        return EX_CONFIG;
    }
    if (templates_load(arena, &table.templates) != STATUS_OK)
        return EX_SOFTWARE;
    return fcgi_loop(service, arena, config, &table);
}

int main(int argc, char **argv) {
    static const struct service service = {"gem-admin", "Answers the console over FastCGI on descriptor 0.",
                                           PROGRAM_ADMIN, run};
    return service_main(argc, argv, &service);
}
