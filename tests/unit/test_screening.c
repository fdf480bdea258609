/* Screening: what a line of the list is, and that a list which cannot be read allows nothing. */
#include "screening.h"

#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *screening_suite(void);

#define ADDRESS "7EqQdEULxWcraVx3mXKFjc84LhCkMGZCkRuDpvcMwJeK"

static void set_list(const char *path) {
    setenv("GEM_DATABASE_URL", "postgresql://x", 1);
    setenv("GEM_SANCTIONS_FILE", path, 1);
    fixture_configure(PROGRAM_WORKER);
}

static void write_list(const char *path, const char *bytes, size_t length) {
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static enum status check(const char **ret_denial) {
    const struct screening_subject subject = {"00000000-0000-7000-8000-000000000000", ADDRESS, 5000000};
    return screening_check(&fixture, &subject, ret_denial);
}

static const struct {
    const char *list;
    bool denied;
} lists[] = {
    {ADDRESS, true},
    {ADDRESS "\n", true},
    {"other\n" ADDRESS "\nanother\n", true},
    {"\n\n  \t" ADDRESS " \r\n", true},
    {ADDRESS "# somebody", true},
    {ADDRESS "\t# somebody", true},
    {"# list\r\nx\r\n" ADDRESS "\r\n", true},
    {"", false},
    {"\n", false},
    {"# " ADDRESS "\n", false},
    {"x" ADDRESS "\n", false},
    {ADDRESS "x\n", false},
    {"7EqQdEULxWcraVx3mXKFjc84LhCkMGZCkRuDpvcMwJe\nK\n", false},
    {"7eqqdeulxwcravx3mxkfjc84lhckmgzckrudpvcmwjek\n", false},
    {"other " ADDRESS "\n", false},
};

START_TEST(test_list) {
    const char *denial = "unset";
    const char *path = fixture_file();
    write_list(path, lists[_i].list, strlen(lists[_i].list));
    set_list(path);
    ck_assert_int_eq(check(&denial), STATUS_OK);
    ck_assert_msg((denial != NULL) == lists[_i].denied, "%s", lists[_i].list);
}
END_TEST

START_TEST(test_change_counts_at_once) {
    const char *denial = NULL;
    const char *path = fixture_file();
    set_list(path);
    ck_assert_int_eq(check(&denial), STATUS_OK);
    ck_assert_ptr_null(denial);
    write_list(path, ADDRESS, strlen(ADDRESS));
    ck_assert_int_eq(check(&denial), STATUS_OK);
    ck_assert_ptr_nonnull(denial);
}
END_TEST

START_TEST(test_none_set) {
    const char *denial = "unset";
    set_list("");
    ck_assert_int_eq(check(&denial), STATUS_OK);
    ck_assert_ptr_null(denial);
}
END_TEST

START_TEST(test_unreadable) {
    static const char with_nul[] = "x\0" ADDRESS;
    const char *denial = "unset";
    const char *path = fixture_file();
    write_list(path, with_nul, sizeof with_nul);
    const char *const paths[] = {"/nowhere/at/all", "/", path};
    set_list(paths[_i]);
    ck_assert_int_eq(check(&denial), STATUS_UNAVAILABLE);
    ck_assert_str_eq(denial, "unset");
}
END_TEST

Suite *screening_suite(void) {
    Suite *suite = suite_create("screening");
    TCase *list = fixture_case(suite, "list");
    tcase_add_loop_test(list, test_list, 0, sizeof lists / sizeof *lists);
    tcase_add_test(list, test_change_counts_at_once);
    tcase_add_test(list, test_none_set);
    tcase_add_loop_test(list, test_unreadable, 0, 3);
    return suite;
}
