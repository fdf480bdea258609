/* gem-worker: everything that takes time or leaves the house. */
#include "cache.h"
#include "job_table.h"
#include "templates.h"
#include "worker_loop.h"

#include <sysexits.h>

static int run(const struct service *service, struct arena *arena, const struct config *config) {
    const struct template_set *templates;
    if (templates_load(arena, &templates) != STATUS_OK)
        return EX_SOFTWARE;
    struct cache *cache = cache_new(config_text(config, SETTING_MEMCACHED_SERVERS));
    const struct work_table table = {job_kinds, schedule_kinds, cache, templates};
    int code = worker_loop(service, arena, config, &table);
    cache_free(cache);
    return code;
}

int main(int argc, char **argv) {
    static const struct service service = {"gem-worker", "Runs jobs and schedules; sends mail.", PROGRAM_WORKER, run};
    return service_main(argc, argv, &service);
}
