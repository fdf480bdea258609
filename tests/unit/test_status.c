#include "fixture.h"
#include "status.h"

#include <string.h>

Suite *status_suite(void);

START_TEST(test_codes_are_unique_snake_case) {
    for (int i = 0; i < STATUS_COUNT; i++) {
        const char *code = status_code(i);
        ck_assert_ptr_nonnull(code);
        ck_assert_uint_gt(strlen(code), 1);
        ck_assert_uint_eq(strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(code));
        for (int other = 0; other < i; other++)
            ck_assert_str_ne(code, status_code(other));
    }
}
END_TEST

START_TEST(test_http_statuses_are_plausible) {
    static const int known[] = {200, 400, 401, 402, 403, 404, 405, 409, 410,
                                412, 413, 415, 422, 428, 429, 500, 501, 503};
    for (int i = 0; i < STATUS_COUNT; i++) {
        bool found = false;
        for (size_t at = 0; at < sizeof known / sizeof known[0]; at++)
            found = found || known[at] == status_http(i);
        ck_assert_msg(found, "%s has the HTTP status %d", status_code(i), status_http(i));
    }
    ck_assert_int_eq(STATUS_OK, 0);
    ck_assert_int_eq(status_http(STATUS_OK), 200);
    ck_assert_int_eq(status_http(STATUS_NOT_ENOUGH_CREDIT), 402);
    ck_assert_int_eq(status_http(STATUS_INTERNAL), 500);
    ck_assert_int_eq(status_http(STATUS_UNAVAILABLE), 503);
}
END_TEST

START_TEST(test_titles_are_for_people) {
    for (int i = 0; i < STATUS_COUNT; i++) {
        const char *title = status_title(i);
        ck_assert_ptr_nonnull(title);
        ck_assert_uint_gt(strlen(title), 1);
        ck_assert_msg(title[0] >= 'A' && title[0] <= 'Z', "%s", title);
        ck_assert_ptr_null(strchr(title, '_'));
    }
}
END_TEST

Suite *status_suite(void) {
    Suite *suite = suite_create("status");
    TCase *tcase = fixture_case(suite, "status");
    tcase_add_test(tcase, test_codes_are_unique_snake_case);
    tcase_add_test(tcase, test_http_statuses_are_plausible);
    tcase_add_test(tcase, test_titles_are_for_people);
    return suite;
}
