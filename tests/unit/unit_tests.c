/* Runs the suites of suites.def, all or those named, under libcheck: CK_FORK, CK_RUN_CASE, CK_VERBOSITY and its other
 * variables are respected. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct suite_row {
    const char *name;
    Suite *(*make)(void);
};

#define SUITE(name) Suite *name##_suite(void);
#include "suites.def"
#undef SUITE

static const struct suite_row suites[] = {
#define SUITE(name) {#name, name##_suite},
#include "suites.def"
#undef SUITE
};

enum { SUITE_COUNT = sizeof suites / sizeof suites[0], EXIT_USAGE = 2 };

static void usage(FILE *stream) {
    fputs("usage: unit-tests [SUITE…]\n\nRuns the suites named, or all of them:\n", stream);
    for (int i = 0; i < SUITE_COUNT; i++)
        fprintf(stream, "  %s\n", suites[i].name);
}

static const struct suite_row *find_suite(const char *name) {
    for (int i = 0; i < SUITE_COUNT; i++)
        if (strcmp(suites[i].name, name) == 0)
            return &suites[i];
    return NULL;
}

int main(int argc, char **argv) {
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        usage(stdout);
        return EXIT_SUCCESS;
    }
    for (int i = 1; i < argc; i++)
        if (find_suite(argv[i]) == NULL) {
            fprintf(stderr, "unit-tests: there is no suite %s\n", argv[i]);
            usage(stderr);
            return EXIT_USAGE;
        }
    SRunner *runner = srunner_create(NULL);
    for (int i = 1; i < argc; i++)
        srunner_add_suite(runner, find_suite(argv[i])->make());
    for (int i = 0; argc == 1 && i < SUITE_COUNT; i++)
        srunner_add_suite(runner, suites[i].make());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    printf("%d passed, %d failed\n", run - failed, failed);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
