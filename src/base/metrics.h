/* Counters shared by all workers of all programs, in one memory-mapped file, printed for Prometheus.
 *
 * A series is a metric and its labels; it takes a slot when it is first counted. Slots are claimed without locks, and
 * counting is one atomic add. Without metrics_attach() everything here does nothing. */
#ifndef GEM_METRICS_H
#define GEM_METRICS_H

#include "status.h"

#include <stdint.h>

struct text;

enum metric {
#define METRIC(name, prometheus, type, help) METRIC_##name,
#include "metrics.def"
#undef METRIC
    METRIC_COUNT
};

/* Maps the file, making it when absent. */
enum status metrics_attach(const char *path) MUST_CHECK;

/* `labels` as Prometheus writes them, without braces: program="gem-api",route="packs_list". At most 95 characters. */
void metrics_add(enum metric metric, const char *labels, int64_t amount);
void metrics_set(enum metric metric, const char *labels, int64_t value);

/* Puts a duration into its histogram bucket. */
void metrics_observe(enum metric metric, const char *labels, int64_t microseconds);

/* Appends everything in the Prometheus text format 0.0.4. */
void metrics_write(struct text *text);

#endif
