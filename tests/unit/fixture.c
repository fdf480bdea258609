#include "fixture.h"

#include "arena.h"
#include "text.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ERRORS_MAXIMUM = 64 * 1024, PROCESSES_MAXIMUM = 16, TEST_SECONDS = 60 };

struct context fixture;

static void set_up(void) {
    fixture = (struct context){.arena = arena_new()};
}

static void tear_down(void) {
    arena_free(fixture.arena);
    fixture.arena = NULL;
}

TCase *fixture_case(Suite *suite, const char *name) {
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, TEST_SECONDS);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    suite_add_tcase(suite, tcase);
    return tcase;
}

void fixture_configure(enum program program) {
    struct config *config = NULL;
    const char *problem = NULL;
    ck_assert_msg(config_load(fixture.arena, program, &config, &problem) == STATUS_OK, "%s", problem);
    fixture.config = config;
}

const char *fixture_take_errors(void) {
    struct text text = text_new(fixture.arena, ERRORS_MAXIMUM);
    for (size_t i = 0; i < fixture.field_error_count; i++) {
        const struct field_error *error = &fixture.field_errors[i];
        ck_assert_ptr_nonnull(error->detail);
        text_append_format(&text, "%s%s:%s", i == 0 ? "" : " ", error->field, error->code);
    }
    fixture.field_errors = NULL;
    fixture.field_error_count = 0;
    return text.data;
}

static void remove_file(void *path) {
    unlink(path);
}

const char *fixture_file(void) {
    const char *folder = getenv("TMPDIR");
    char *path = arena_format(fixture.arena, "%s/gem-unit-XXXXXX", folder == NULL ? "/tmp" : folder);
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
    arena_defer(fixture.arena, remove_file, path);
    return path;
}

const char *fixture_read(const char *path) {
    char buffer[4096];
    struct text text = text_new(fixture.arena, 1024 * 1024);
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    for (size_t length; (length = fread(buffer, 1, sizeof buffer, file)) > 0;)
        text_append_bytes(&text, buffer, length);
    fclose(file);
    ck_assert(!text.overflowed);
    return text.data;
}

static pid_t start(void (*action)(void), bool quiet) {
    fflush(NULL);
    pid_t process = fork();
    ck_assert_int_ge(process, 0);
    if (process > 0)
        return process;
    int nowhere = quiet ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
    if (nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    action();
    _exit(EXIT_SUCCESS);
}

static int end_of(pid_t process) {
    int state = 0;
    ck_assert_int_eq(waitpid(process, &state, 0), process);
    return state;
}

bool fixture_aborts(void (*action)(void)) {
    int state = end_of(start(action, true));
    return WIFSIGNALED(state) && WTERMSIG(state) == SIGABRT;
}

void fixture_fork(int count, void (*action)(void)) {
    pid_t processes[PROCESSES_MAXIMUM];
    ck_assert_int_le(count, PROCESSES_MAXIMUM);
    for (int i = 0; i < count; i++)
        processes[i] = start(action, false);
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(end_of(processes[i]), EXIT_SUCCESS);
}
