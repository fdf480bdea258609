/* Structured log: one JSON object a line on standard error, written at the edge (accept loop, job runner, commands).
 * Secrets are never passed in. The logger is the program's one mutable global. */
#ifndef GEM_LOG_H
#define GEM_LOG_H

#include <stdint.h>

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };

/* One member of a line. */
struct log_field {
    const char *name;
    const char *text; /* NULL: `number` is meant */
    int64_t number;
};

#define LOG_TEXT(name, text) ((struct log_field){(name), (text) == NULL ? "" : (text), 0})
#define LOG_NUMBER(name, number) ((struct log_field){(name), NULL, (number)})

/* Says which program is speaking; call once at start. */
void log_open(const char *program);

/* log_event(LOG_INFO, "request", (struct log_field[]){LOG_TEXT("route", name)}, 1) writes
 * {"time":…,"level":"info","program":…,"event":"request","route":…} in one write(). */
void log_event(enum log_level level, const char *event, const struct log_field *fields, int count);

#define LOG(level, event, ...)                                                                                         \
    log_event((level), (event), (struct log_field[]){__VA_ARGS__},                                                     \
              (int)(sizeof(struct log_field[]){__VA_ARGS__} / sizeof(struct log_field)))

#endif
