#include "arena.h"
#include "clock.h"
#include "fixture.h"
#include "log.h"
#include "text.h"

#include <fcntl.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *log_suite(void);

enum { LINE_MAXIMUM = 9 * 1024, PROCESSES = 4, LINES = 500 };

/* What action() writes to standard error. */
static const char *written_by(void (*action)(void)) {
    const char *path = fixture_file();
    int before = dup(STDERR_FILENO);
    int file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    ck_assert(before >= 0 && file >= 0 && dup2(file, STDERR_FILENO) == STDERR_FILENO);
    action();
    dup2(before, STDERR_FILENO);
    close(before);
    close(file);
    return fixture_read(path);
}

static void release_json(void *object) {
    json_object_put(object);
}

/* One line, valid JSON, UTF-8. */
static struct json_object *line_of(void (*action)(void)) {
    const char *line = written_by(action);
    size_t length = strlen(line);
    ck_assert_uint_gt(length, 0);
    ck_assert_uint_le(length, LINE_MAXIMUM);
    ck_assert_ptr_eq(strchr(line, '\n'), line + length - 1);
    ck_assert(text_is_utf8(line, length));
    struct json_object *json = json_tokener_parse(line);
    ck_assert_msg(json_object_is_type(json, json_type_object), "%s", line);
    arena_defer(fixture.arena, release_json, json);
    return json;
}

static const char *member(struct json_object *json, const char *name) {
    return json_object_get_string(json_object_object_get(json, name));
}

static void write_plain_line(void) {
    log_open("gem-test");
    LOG(LOG_WARNING, "request", LOG_TEXT("route", "packs_list"), LOG_NUMBER("status", 200), LOG_NUMBER("change", -5),
        LOG_TEXT("nothing", NULL));
}

START_TEST(test_one_line) {
    struct json_object *json = line_of(write_plain_line);
    int64_t time;
    ck_assert(clock_parse(member(json, "time"), &time));
    ck_assert(clock_now() - time < 60 * CLOCK_SECOND);
    ck_assert_str_eq(member(json, "level"), "warning");
    ck_assert_str_eq(member(json, "program"), "gem-test");
    ck_assert_str_eq(member(json, "event"), "request");
    ck_assert_str_eq(member(json, "route"), "packs_list");
    ck_assert_int_eq(json_object_get_int64(json_object_object_get(json, "status")), 200);
    ck_assert_int_eq(json_object_get_int64(json_object_object_get(json, "change")), -5);
    ck_assert(json_object_is_type(json_object_object_get(json, "status"), json_type_int));
    ck_assert_str_eq(member(json, "nothing"), "");
    ck_assert_int_eq(json_object_object_length(json), 8);
}
END_TEST

static void write_levels(void) {
    log_event(LOG_INFO, "one", NULL, 0);
    log_event(LOG_WARNING, "two", NULL, 0);
    log_event(LOG_ERROR, "three", NULL, 0);
}

START_TEST(test_levels) {
    const char *lines = written_by(write_levels);
    ck_assert_ptr_nonnull(strstr(lines, "\"level\":\"info\",\"program\":"));
    ck_assert_ptr_nonnull(strstr(lines, "\"level\":\"warning\",\"program\":"));
    ck_assert_ptr_nonnull(strstr(lines, "\"level\":\"error\",\"program\":"));
}
END_TEST

#define HOSTILE "a\"b\\c\nd\re\tf\x01g\x1bh/\xf0\x9f\x92\x8e\",\"level\":\"forged\"}\n{\"x\":\""

static void write_hostile_line(void) {
    LOG(LOG_INFO, "request", LOG_TEXT("path", HOSTILE));
}

START_TEST(test_nobody_writes_a_second_line) {
    struct json_object *json = line_of(write_hostile_line);
    ck_assert_str_eq(member(json, "path"), HOSTILE);
    ck_assert_str_eq(member(json, "level"), "info");
}
END_TEST

static size_t long_length;

static void write_long_line(void) {
    char *letters = malloc(long_length + 1);
    memset(letters, '"', long_length);
    letters[long_length] = '\0';
    LOG(LOG_ERROR, "request", LOG_TEXT("route", "before"), LOG_TEXT("long", letters), LOG_TEXT("after", "after"));
    free(letters);
}

/* All lengths around the maximum: wherever the cut falls, the line stays valid. */
START_TEST(test_too_long_is_cut) {
    for (long_length = 4000; long_length < 4200; long_length++) {
        struct json_object *json = line_of(write_long_line);
        ck_assert_str_eq(member(json, "route"), "before");
        ck_assert_str_eq(member(json, "level"), "error");
    }
    long_length = 1000000;
    ck_assert_str_eq(member(line_of(write_long_line), "route"), "before");
}
END_TEST

static void write_lines(void) {
    for (int i = 0; i < LINES; i++)
        LOG(LOG_INFO, "line", LOG_NUMBER("number", i));
}

static void write_lines_together(void) {
    fixture_fork(PROCESSES, write_lines);
}

START_TEST(test_lines_of_several_processes_do_not_mix) {
    int lines = 0;
    for (const char *at = written_by(write_lines_together); *at != '\0'; lines++) {
        size_t length = strcspn(at, "\n");
        struct json_object *json = json_tokener_parse(arena_copy(fixture.arena, at, length));
        ck_assert(json_object_is_type(json, json_type_object));
        json_object_put(json);
        at += length + 1;
    }
    ck_assert_int_eq(lines, PROCESSES * LINES);
}
END_TEST

static void write_to_closed_pipe(void) {
    close(STDERR_FILENO);
    write_plain_line();
}

START_TEST(test_a_closed_log_stops_nothing) {
    fixture_fork(1, write_to_closed_pipe);
}
END_TEST

Suite *log_suite(void) {
    Suite *suite = suite_create("log");
    TCase *tcase = fixture_case(suite, "log");
    tcase_add_test(tcase, test_one_line);
    tcase_add_test(tcase, test_levels);
    tcase_add_test(tcase, test_nobody_writes_a_second_line);
    tcase_add_test(tcase, test_too_long_is_cut);
    tcase_add_test(tcase, test_lines_of_several_processes_do_not_mix);
    tcase_add_test(tcase, test_a_closed_log_stops_nothing);
    return suite;
}
