#include "log.h"

#include "arena.h"
#include "clock.h"
#include "text.h"

#include <unistd.h>

enum { LOG_LINE_MAXIMUM = 8 * 1024 };

static const char *log_program = "gem";

void log_open(const char *program) {
    log_program = program;
}

static const char *level_name(enum log_level level) {
    static const char *const names[] = {[LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};
    return names[level];
}

void log_event(enum log_level level, const char *event, const struct log_field *fields, int count) {
    struct arena *arena = arena_new();
    struct text line = text_new(arena, LOG_LINE_MAXIMUM);
    text_append_format(&line, "{\"time\":\"%s\",\"level\":\"%s\",\"program\":\"%s\",\"event\":\"%s\"",
                       clock_text(arena, clock_now()), level_name(level), log_program, event);
    for (int i = 0; i < count; i++) {
        text_append_format(&line, ",\"%s\":", fields[i].name);
        if (fields[i].text != NULL)
            text_append_json(&line, fields[i].text);
        else
            text_append_integer(&line, fields[i].number);
    }
    /* A line that is too long is cut, but stays a line. */
    line.maximum += 3;
    text_append(&line, "}\n");
    /* A full disk or closed pipe must not stop the work that is being logged. */
    ssize_t written = write(STDERR_FILENO, line.data, line.length);
    (void)written;
    arena_free(arena);
}
