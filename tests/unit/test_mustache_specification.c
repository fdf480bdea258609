/* The Mustache specification's own tests, read in place from the directory in GEM_MUSTACHE_TESTS: one check test for
 * each of them. Without that directory the suite is empty. */
#include "arena.h"
#include "template.h"
#include "text.h"
#include "view_value.h"

#include <check.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

Suite *mustache_specification_suite(void);

enum { CASES_MAXIMUM = 500, SOURCES_MAXIMUM = 20, OUTPUT_MAXIMUM = 100000 };

static const char *const modules[] = {"comments", "delimiters", "interpolation",       "inverted",
                                      "partials", "sections",   "optional-inheritance"};

/* A module that could not be read is a case without a test, so that it fails instead of being forgotten. */
struct specification_case {
    const char *module;
    struct json_object *test;
};

static struct specification_case cases[CASES_MAXIMUM];
static int case_count;

static void case_add(const char *module, struct json_object *test) {
    if (case_count < CASES_MAXIMUM)
        cases[case_count++] = (struct specification_case){module, test};
}

static void cases_load(const char *directory, const char *module) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.json", directory, module);
    struct json_object *document = json_object_from_file(path);
    struct json_object *tests = json_object_object_get(document, "tests");
    size_t count = tests == NULL ? 0 : json_object_array_length(tests);
    if (count == 0)
        case_add(module, NULL);
    for (size_t i = 0; i < count; i++)
        case_add(module, json_object_get(json_object_array_get_idx(tests, i)));
    json_object_put(document);
}

static void cases_release(void) {
    for (int i = 0; i < case_count; i++)
        json_object_put(cases[i].test);
    case_count = 0;
}

/* Numbers become the text they were written as. */
static struct view_value *view_from_json(struct arena *arena, struct json_object *json) {
    switch (json_object_get_type(json)) {
    case json_type_null:
        return view_null(arena);
    case json_type_boolean:
        return view_boolean(arena, json_object_get_boolean(json));
    case json_type_object: {
        struct view_value *map = view_map(arena);
        json_object_object_foreach(json, name, member)
            view_set(map, name, view_from_json(arena, member));
        return map;
    }
    case json_type_array: {
        struct view_value *list = view_list(arena);
        for (size_t i = 0; i < json_object_array_length(json); i++)
            view_append(list, view_from_json(arena, json_object_array_get_idx(json, i)));
        return list;
    }
    default:
        return view_text(arena, json_object_get_string(json));
    }
}

static const char *member_text(struct json_object *object, const char *name) {
    return json_object_get_string(json_object_object_get(object, name));
}

static size_t sources_fill(struct json_object *test, struct template_source *sources) {
    size_t count = 0;
    sources[count++] = (struct template_source){"the template itself", member_text(test, "template")};
    struct json_object *partials = json_object_object_get(test, "partials");
    if (partials == NULL)
        return count;
    json_object_object_foreach(partials, name, text) {
        ck_assert_uint_lt(count, SOURCES_MAXIMUM);
        sources[count++] = (struct template_source){name, json_object_get_string(text)};
    }
    return count;
}

START_TEST(test_specification) {
    const struct specification_case *specification = &cases[_i];
    ck_assert_msg(specification->test != NULL, "the tests of %s cannot be read", specification->module);
    const char *name = member_text(specification->test, "name");
    const char *expected = member_text(specification->test, "expected");

    struct arena *arena = arena_new();
    struct template_source sources[SOURCES_MAXIMUM];
    size_t count = sources_fill(specification->test, sources);
    struct template_set *set = NULL;
    const char *problem = NULL;
    enum status status = template_set_read(arena, sources, count, &set, &problem);
    ck_assert_msg(status == STATUS_OK, "%s, %s: %s", specification->module, name, problem);

    struct view_value *data = view_from_json(arena, json_object_object_get(specification->test, "data"));
    struct text text = text_new(arena, OUTPUT_MAXIMUM);
    ck_assert_int_eq(template_render(set, sources[0].name, data, &text), STATUS_OK);
    ck_assert_msg(text_equal(text.data, expected), "%s, %s:\nexpected <<%s>>\nrendered <<%s>>", specification->module,
                  name, expected, text.data);
    arena_free(arena);
}
END_TEST

Suite *mustache_specification_suite(void) {
    Suite *suite = suite_create("mustache specification");
    const char *directory = getenv("GEM_MUSTACHE_TESTS");
    if (directory == NULL || access(directory, R_OK | X_OK) != 0) {
        puts("mustache specification: tests skipped, GEM_MUSTACHE_TESTS names no directory");
        return suite;
    }
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++)
        cases_load(directory, modules[i]);
    atexit(cases_release);
    TCase *tcase = tcase_create("specification");
    tcase_add_loop_test(tcase, test_specification, 0, case_count);
    suite_add_tcase(suite, tcase);
    return suite;
}
