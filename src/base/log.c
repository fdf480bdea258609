#include "log.h"

#include "arena.h"
#include "clock.h"
#include "text.h"

#include <string.h>
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

/* All of the member or nothing of it. */
static bool append_field(struct text *line, const struct log_field *field) {
    size_t before = line->length;
    text_append_format(line, ",\"%s\":", field->name);
    if (field->text != NULL)
        text_append_json(line, field->text);
    else
        text_append_integer(line, field->number);
    if (!line->overflowed)
        return true;
    line->length = before;
    line->data[before] = '\0';
    line->overflowed = false;
    return false;
}

void log_event(enum log_level level, const char *event, const struct log_field *fields, int count) {
    struct arena *arena = arena_new();
    struct text line = text_new(arena, LOG_LINE_MAXIMUM);
    text_append_format(&line, "{\"time\":\"%s\",\"level\":\"%s\",\"program\":\"%s\",\"event\":\"%s\"",
                       clock_text(arena, clock_now()), level_name(level), log_program, event);
    bool cut = false;
    for (int i = 0; i < count; i++)
        cut = !append_field(&line, &fields[i]) || cut;
    /* A line that would be too long goes without the members that do not fit, says so, and stays a line. */
    const char *end = cut ? ",\"cut\":true}\n" : "}\n";
    line.maximum += strlen(end);
    text_append(&line, end);
    /* A full disk or closed pipe must not stop the work that is being logged. */
    ssize_t written = write(STDERR_FILENO, line.data, line.length);
    (void)written;
    arena_free(arena);
}
