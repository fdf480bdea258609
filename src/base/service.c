#include "service.h"

#include "arena.h"
#include "clock.h"
#include "log.h"
#include "metrics.h"
#include "text.h"

#include <signal.h>
#include <stdio.h>
#include <sysexits.h>

static volatile sig_atomic_t stopping;

void service_stop(void) {
    stopping = 1;
}

static void note_signal(int signal) {
    (void)signal;
    service_stop();
}

bool service_stopping(void) {
    return stopping != 0;
}

void service_handle_signals(void) {
    struct sigaction action = {.sa_handler = note_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static enum status attach_shared_files(const struct config *config) {
    const char *clock_file = config_text(config, SETTING_CLOCK_FILE);
    const char *metrics_file = config_text(config, SETTING_METRICS_FILE);
    enum status status = STATUS_OK;
    /* Only the sandbox may move time: in production the file is not even opened. */
    if (config_is_sandbox(config) && *clock_file != '\0')
        status = clock_attach(clock_file);
    if (status == STATUS_OK && *metrics_file != '\0')
        status = metrics_attach(metrics_file);
    return status;
}

static int usage(const struct service *service) {
    printf("usage: %s\n%s\nSettings are environment variables; `gemctl config` lists them.\n", service->name,
           service->description);
    return EX_OK;
}

int service_main(int argc, char **argv, const struct service *service) {
    struct arena *arena = arena_new();
    struct config *config;
    const char *problem = NULL;
    int code = EX_CONFIG;
    if (argc > 1) {
        arena_free(arena);
        return text_equal(argv[1], "--help") ? usage(service) : (usage(service), EX_USAGE);
    }
    log_open(service->name);
    if (config_load(arena, service->program, &config, &problem) != STATUS_OK) {
        fprintf(stderr, "%s: %s\n", service->name, problem);
        goto out;
    }
    if (attach_shared_files(config) != STATUS_OK) {
        fprintf(stderr, "%s: the clock or metrics file cannot be mapped\n", service->name);
        goto out;
    }
    service_handle_signals();
    code = service->run(service, arena, config);
out:
    arena_free(arena);
    return code;
}
