/* gem-worker: everything that takes time or leaves the house. */
#include "cache.h"
#include "job_table.h"
#include "solana_nodes.h"
#include "templates.h"
#include "worker_loop.h"

#include <stdio.h>
#include <sysexits.h>

static int run(const struct service *service, struct arena *arena, const struct config *config) {
    const struct template_set *templates;
    if (templates_load(arena, &templates) != STATUS_OK)
        return EX_SOFTWARE;
    struct cache *cache = cache_new(config_text(config, SETTING_MEMCACHED_SERVERS));
    struct solana_nodes *solana = solana_nodes_new(arena, config_text(config, SETTING_SOLANA_RPC_URLS),
                                                   config_text(config, SETTING_SOLANA_CLUSTER));
    if (solana == NULL) {
        fputs("gem-worker: GEM_SOLANA_CLUSTER must be mainnet, devnet, testnet or localnet\n", stderr);
        return EX_CONFIG;
    }
    const struct work_table table = {job_kinds, schedule_kinds, cache, templates, solana};
    int code = worker_loop(service, arena, config, &table);
    cache_free(cache);
    return code;
}

int main(int argc, char **argv) {
    static const struct service service = {"gem-worker", "Runs jobs and schedules; sends mail.", PROGRAM_WORKER, run};
    return service_main(argc, argv, &service);
}
