/* What every suite needs: an arena and a context for each test, refused fields as one text, files and processes. */
#ifndef GEM_FIXTURE_H
#define GEM_FIXTURE_H

#include "config.h"
#include "context.h"

#include <check.h>
#include <stdbool.h>

/* Made anew for every test of a fixture_case(). */
extern struct context fixture;

/* A test case of the suite whose tests find `fixture` ready. */
TCase *fixture_case(Suite *suite, const char *name);

/* Gives `fixture` the settings that a program reads from the environment as it is now; the test has set what is wanted.
 */
void fixture_configure(enum program program);

/* The field errors so far, "name:required price:out_of_range", in the arena; then forgets them. */
const char *fixture_take_errors(void);

/* The path of an empty file that goes with the test. */
const char *fixture_file(void);

/* A file's content, in the arena. */
const char *fixture_read(const char *path);

/* Does action() end its process with SIGABRT? Asked in a child whose standard error is closed. */
bool fixture_aborts(void (*action)(void));

/* Runs action() in `count` children at once; all must end well. */
void fixture_fork(int count, void (*action)(void));

#endif
