/* The platform's one clock: microseconds since 1970-01-01 UTC, and their RFC 3339 text.
 *
 * In the sandbox the clock can be shifted so that 5-minute and 72-hour rules are replayed in seconds: the shift stands
 * in a small file that every process maps (C) and in gem_now() (SQL); `gemctl clock` changes both. Without
 * clock_attach() there is no shift, and production never attaches. */
#ifndef GEM_CLOCK_H
#define GEM_CLOCK_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

#define CLOCK_SECOND INT64_C(1000000)
#define CLOCK_NONE INT64_MIN /* no time: JSON null, SQL NULL */

/* Maps the shift file, making it when it is absent. STATUS_INTERNAL when that fails. */
enum status clock_attach(const char *path) MUST_CHECK;

/* Sets the shift in microseconds for every process attached to the same file. STATUS_INTERNAL without clock_attach().
 */
enum status clock_shift(int64_t microseconds) MUST_CHECK;

/* The shift in force, in microseconds. */
int64_t clock_current_shift(void);

/* The platform's time now, shift included. */
int64_t clock_now(void);

/* A monotonic reading for durations; only differences mean anything. */
int64_t clock_monotonic(void);

/* "2026-11-22T04:56:42.123456Z" in the arena; NULL for CLOCK_NONE. */
const char *clock_text(struct arena *arena, int64_t time);

/* RFC 3339 with Z or ±00:00, and PostgreSQL's ISO output in UTC ("2026-11-22 04:56:42.1+00"). */
bool clock_parse(const char *text, int64_t *ret_time);

#endif
