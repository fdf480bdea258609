#include "worker_loop.h"

#include "arena.h"
#include "clock.h"
#include "context.h"
#include "db.h"
#include "log.h"
#include "metrics.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sysexits.h>
#include <unistd.h>

enum { STATEMENT_TIMEOUT = 60000, WAIT_MILLISECONDS = 1000, PAUSE_SLICE = 250, PAUSE_DOUBLINGS = 5 };

static const char *program_labels;

/* A handler used up its time. Ending the process is the only sure way to stop it; its lease brings the job back. */
static void note_alarm(int signal) {
    static const char line[] = "{\"level\":\"error\",\"event\":\"work_deadline\"}\n";
    (void)signal;
    metrics_add(METRIC_DEADLINES, program_labels, 1);
    ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
    (void)written;
    _exit(EX_TEMPFAIL);
}

static void handle_signals(void) {
    struct sigaction expire = {.sa_handler = note_alarm};
    sigemptyset(&expire.sa_mask);
    sigaction(SIGALRM, &expire, NULL);
    service_handle_signals();
}

static void clean(struct context *context) {
    context_reset(context);
    arena_clear(context->arena);
}

/* Half a second, doubling to 16, less up to half of it at random: workers must not come back in step. */
static void pause_after_failure(int failures, enum status status) {
    unsigned char drawn = 0;
    int milliseconds = 500 << (failures < PAUSE_DOUBLINGS ? failures : PAUSE_DOUBLINGS);
    if (getrandom(&drawn, sizeof drawn, 0) == sizeof drawn)
        milliseconds -= milliseconds * drawn / 512;
    LOG(LOG_WARNING, "worker_pause", LOG_TEXT("status", status_code(status)), LOG_NUMBER("milliseconds", milliseconds));
    for (; milliseconds > 0 && !service_stopping(); milliseconds -= PAUSE_SLICE)
        poll(NULL, 0, milliseconds < PAUSE_SLICE ? milliseconds : PAUSE_SLICE);
}

/* One job and, once a second, one schedule. */
static enum status work(struct context *context, const struct work_table *table, int64_t *next_look, bool *ret_ran) {
    bool job_ran = false;
    bool schedule_ran = false;
    bool look = clock_monotonic() >= *next_look;
    enum status status = db_ready(context);
    if (status == STATUS_OK && look)
        status = db_query(context, SQL_JOBS_LISTEN, DB_NONE, NULL);
    if (status == STATUS_OK)
        status = job_run_next(context, table->jobs, &job_ran);
    clean(context);
    if (status == STATUS_OK && look && !service_stopping()) {
        status = schedule_run_due(context, table->schedules, &schedule_ran);
        clean(context);
        /* Several may be due: go on looking until none is. */
        if (!schedule_ran)
            *next_look = clock_monotonic() + WAIT_MILLISECONDS * (CLOCK_SECOND / 1000);
    }
    *ret_ran = job_ran || schedule_ran;
    return status;
}

int worker_loop(const struct service *service, struct arena *arena, const struct config *config,
                const struct work_table *table) {
    int failures = 0;
    int64_t next_look = 0;
    struct context context = {
        .arena = arena_new(),
        .db = db_new(config_text(config, SETTING_DATABASE_URL), service->name, STATEMENT_TIMEOUT),
        .cache = table->cache,
        .config = config,
        .templates = table->templates,
        .solana = table->solana,
    };
    program_labels = arena_format(arena, "program=\"%s\"", service->name);
    metrics_add(METRIC_WORKERS_STARTED, program_labels, 1);
    handle_signals();
    while (!service_stopping()) {
        bool ran = false;
        enum status status = work(&context, table, &next_look, &ran);
        if (status != STATUS_OK)
            pause_after_failure(failures++, status);
        else
            failures = 0;
        if (status == STATUS_OK && !ran && !service_stopping())
            db_wait(&context, WAIT_MILLISECONDS);
    }
    db_free(context.db);
    arena_free(context.arena);
    return EX_OK;
}
