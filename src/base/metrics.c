#include "metrics.h"

#include "text.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SLOT_COUNT = 4096, LABELS_SIZE = 96, BUCKET_COUNT = 12, CLAIM_SPINS = 100000 };

/* Upper bounds in microseconds; the last bucket of Prometheus, +Inf, is the count itself. */
static const int64_t bucket_bounds[BUCKET_COUNT] = {250,   500,   1000,   2500,   5000,    10000,
                                                    25000, 50000, 100000, 250000, 1000000, 5000000};

enum slot_state { SLOT_FREE, SLOT_CLAIMED, SLOT_READY };

struct slot {
    _Atomic int32_t state;
    int32_t metric;
    char labels[LABELS_SIZE];
    _Atomic int64_t value; /* a histogram's sum in microseconds */
    _Atomic int64_t count;
    _Atomic int64_t buckets[BUCKET_COUNT];
};

struct metric_row {
    const char *name;
    const char *type;
    const char *help;
};

static const struct metric_row metric_rows[METRIC_COUNT] = {
#define METRIC(name, prometheus, type, help) [METRIC_##name] = {prometheus, type, help},
#include "metrics.def"
#undef METRIC
};

static struct slot *slots;

enum status metrics_attach(const char *path) {
    enum status status = STATUS_INTERNAL;
    size_t size = SLOT_COUNT * sizeof *slots;
    void *memory;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (file < 0)
        return STATUS_INTERNAL;
    /* A new file reads as zeroes; ftruncate() to the size it has already changes nothing. */
    if (ftruncate(file, (off_t)size) != 0)
        goto out;
    memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        goto out;
    slots = memory;
    status = STATUS_OK;
out:
    close(file);
    return status;
}

static uint32_t hash_series(enum metric metric, const char *labels) {
    uint32_t hash = 2166136261u ^ (uint32_t)metric;
    for (; *labels != '\0'; labels++)
        hash = (hash ^ (unsigned char)*labels) * 16777619u;
    return hash;
}

static bool slot_is(const struct slot *slot, enum metric metric, const char *labels) {
    return slot->metric == (int32_t)metric && strncmp(slot->labels, labels, LABELS_SIZE - 1) == 0;
}

/* Another process writing a slot's labels needs a moment; one that died there must not hold everybody up. */
static int32_t settled_state(struct slot *slot) {
    int32_t state = atomic_load(&slot->state);
    for (int spin = 0; state == SLOT_CLAIMED && spin < CLAIM_SPINS; spin++) {
        sched_yield(); /* its processor may be this one */
        state = atomic_load(&slot->state);
    }
    return state;
}

/* Open addressing: slots are never given back, so the first free one ends the search. */
static struct slot *find_slot(enum metric metric, const char *labels) {
    if (slots == NULL)
        return NULL;
    uint32_t start = hash_series(metric, labels);
    for (uint32_t i = 0; i < SLOT_COUNT; i++) {
        struct slot *slot = &slots[(start + i) % SLOT_COUNT];
        int32_t state = settled_state(slot);
        if (state == SLOT_FREE && !atomic_compare_exchange_strong(&slot->state, &state, SLOT_CLAIMED))
            state = settled_state(slot);
        if (state == SLOT_READY && slot_is(slot, metric, labels))
            return slot;
        if (state != SLOT_FREE)
            continue;
        slot->metric = (int32_t)metric;
        snprintf(slot->labels, LABELS_SIZE, "%s", labels);
        atomic_store(&slot->state, SLOT_READY);
        return slot;
    }
    return NULL;
}

void metrics_add(enum metric metric, const char *labels, int64_t amount) {
    struct slot *slot = find_slot(metric, labels);
    if (slot != NULL)
        atomic_fetch_add(&slot->value, amount);
}

void metrics_set(enum metric metric, const char *labels, int64_t value) {
    struct slot *slot = find_slot(metric, labels);
    if (slot != NULL)
        atomic_store(&slot->value, value);
}

void metrics_observe(enum metric metric, const char *labels, int64_t microseconds) {
    struct slot *slot = find_slot(metric, labels);
    if (slot == NULL)
        return;
    atomic_fetch_add(&slot->value, microseconds);
    atomic_fetch_add(&slot->count, 1);
    for (int i = 0; i < BUCKET_COUNT; i++)
        if (microseconds <= bucket_bounds[i]) {
            atomic_fetch_add(&slot->buckets[i], 1);
            return;
        }
}

static void write_histogram(struct text *text, const char *name, struct slot *slot) {
    int64_t cumulative = 0;
    for (int i = 0; i < BUCKET_COUNT; i++) {
        cumulative += atomic_load(&slot->buckets[i]);
        text_append_format(text, "%s_bucket{%s,le=\"%" PRId64 ".%06" PRId64 "\"} %" PRId64 "\n", name, slot->labels,
                           bucket_bounds[i] / 1000000, bucket_bounds[i] % 1000000, cumulative);
    }
    int64_t sum = atomic_load(&slot->value);
    int64_t count = atomic_load(&slot->count);
    text_append_format(text, "%s_bucket{%s,le=\"+Inf\"} %" PRId64 "\n", name, slot->labels, count);
    text_append_format(text, "%s_sum{%s} %" PRId64 ".%06" PRId64 "\n", name, slot->labels, sum / 1000000,
                       sum % 1000000);
    text_append_format(text, "%s_count{%s} %" PRId64 "\n", name, slot->labels, count);
}

static void write_slot(struct text *text, const struct metric_row *row, struct slot *slot) {
    if (strcmp(row->type, "histogram") == 0)
        write_histogram(text, row->name, slot);
    else if (*slot->labels == '\0')
        text_append_format(text, "%s %" PRId64 "\n", row->name, atomic_load(&slot->value));
    else
        text_append_format(text, "%s{%s} %" PRId64 "\n", row->name, slot->labels, atomic_load(&slot->value));
}

void metrics_write(struct text *text) {
    for (int metric = 0; metric < METRIC_COUNT; metric++) {
        const struct metric_row *row = &metric_rows[metric];
        text_append_format(text, "# HELP %s %s\n# TYPE %s %s\n", row->name, row->help, row->name, row->type);
        for (int i = 0; slots != NULL && i < SLOT_COUNT; i++)
            if (atomic_load(&slots[i].state) == SLOT_READY && slots[i].metric == metric)
                write_slot(text, row, &slots[i]);
    }
}
