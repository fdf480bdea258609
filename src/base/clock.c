#include "clock.h"

#include "arena.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static _Atomic int64_t *shared_shift;

enum status clock_attach(const char *path) {
    enum status status = STATUS_INTERNAL;
    void *memory;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0)
        return STATUS_INTERNAL;
    if (lseek(file, 0, SEEK_END) == 0 && ftruncate(file, sizeof *shared_shift) != 0)
        goto out;
    memory = mmap(NULL, sizeof *shared_shift, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        goto out;
    shared_shift = memory;
    status = STATUS_OK;
out:
    close(file);
    return status;
}

enum status clock_shift(int64_t microseconds) {
    if (shared_shift == NULL)
        return STATUS_INTERNAL;
    atomic_store(shared_shift, microseconds);
    return STATUS_OK;
}

int64_t clock_current_shift(void) {
    return shared_shift == NULL ? 0 : atomic_load(shared_shift);
}

static int64_t read_clock(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * CLOCK_SECOND + now.tv_nsec / 1000;
}

int64_t clock_now(void) {
    return read_clock(CLOCK_REALTIME) + clock_current_shift();
}

int64_t clock_monotonic(void) {
    return read_clock(CLOCK_MONOTONIC);
}

/* printf is the slowest part of a list of rows with times. */
static char *put_number(char *at, int value, int digits, char after) {
    for (int i = digits - 1; i >= 0; i--, value /= 10)
        at[i] = (char)('0' + value % 10);
    at[digits] = after;
    return at + digits + 1;
}

const char *clock_text(struct arena *arena, int64_t time) {
    if (time == CLOCK_NONE)
        return NULL;
    int64_t fraction = time % CLOCK_SECOND;
    time_t seconds = time / CLOCK_SECOND;
    if (fraction < 0) {
        fraction += CLOCK_SECOND;
        seconds -= 1;
    }
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL)
        return NULL;
    char text[32];
    char *at = put_number(text, parts.tm_year + 1900, 4, '-');
    at = put_number(at, parts.tm_mon + 1, 2, '-');
    at = put_number(at, parts.tm_mday, 2, 'T');
    at = put_number(at, parts.tm_hour, 2, ':');
    at = put_number(at, parts.tm_min, 2, ':');
    at = put_number(at, parts.tm_sec, 2, '.');
    at = put_number(at, (int)fraction, 6, 'Z');
    return arena_copy(arena, text, (size_t)(at - text));
}

/* Reads exactly `digits` digits; false moves nothing. */
static bool take_number(const char **at, int digits, int *ret_value) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
        char character = (*at)[i];
        if (character < '0' || character > '9')
            return false;
        value = value * 10 + (character - '0');
    }
    *at += digits;
    *ret_value = value;
    return true;
}

static bool take_character(const char **at, const char *allowed) {
    for (; *allowed != '\0'; allowed++)
        if (**at == *allowed) {
            (*at)++;
            return true;
        }
    return false;
}

static bool take_fraction(const char **at, int *ret_microseconds) {
    int value = 0;
    int digits = 0;
    if (!take_character(at, "."))
        return true;
    for (; **at >= '0' && **at <= '9'; (*at)++, digits++)
        if (digits < 6)
            value = value * 10 + (**at - '0');
    if (digits == 0 || digits > 9)
        return false;
    for (; digits < 6; digits++)
        value *= 10;
    *ret_microseconds = value;
    return true;
}

static bool take_utc(const char *at) {
    int hours;
    int minutes = 0;
    if (take_character(&at, "Zz"))
        return *at == '\0';
    if (!take_character(&at, "+-") || !take_number(&at, 2, &hours))
        return false;
    if (take_character(&at, ":") && !take_number(&at, 2, &minutes))
        return false;
    return *at == '\0' && hours == 0 && minutes == 0;
}

bool clock_parse(const char *text, int64_t *ret_time) {
    struct tm parts = {0};
    int microseconds = 0;
    const char *at = text;
    bool shaped = take_number(&at, 4, &parts.tm_year) && take_character(&at, "-") &&
                  take_number(&at, 2, &parts.tm_mon) && take_character(&at, "-") &&
                  take_number(&at, 2, &parts.tm_mday) && take_character(&at, "Tt ") &&
                  take_number(&at, 2, &parts.tm_hour) && take_character(&at, ":") &&
                  take_number(&at, 2, &parts.tm_min) && take_character(&at, ":") &&
                  take_number(&at, 2, &parts.tm_sec) && take_fraction(&at, &microseconds) && take_utc(at);
    if (!shaped)
        return false;
    struct tm wanted = parts;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    time_t seconds = timegm(&parts);
    /* timegm() normalises 31 February into March: what it changed was not a date. */
    if (parts.tm_mon + 1 != wanted.tm_mon || parts.tm_mday != wanted.tm_mday || parts.tm_hour != wanted.tm_hour ||
        parts.tm_min != wanted.tm_min || parts.tm_sec != wanted.tm_sec)
        return false;
    *ret_time = seconds * CLOCK_SECOND + microseconds;
    return true;
}
