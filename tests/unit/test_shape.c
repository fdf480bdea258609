#include "clock.h"
#include "everything.h"
#include "fixture.h"
#include "money.h"

#include <string.h>

Suite *shape_suite(void);

START_TEST(test_find) {
    const struct field *field = shape_find(&everything_shape, "id", 2);
    ck_assert_ptr_nonnull(field);
    ck_assert_str_eq(field->name, "id");
    ck_assert_ptr_eq(shape_find(&everything_shape, "idea", 2), field);
    ck_assert_ptr_null(shape_find(&everything_shape, "ID", 2));
    ck_assert_ptr_null(shape_find(&everything_shape, "i", 1));
    ck_assert_ptr_null(shape_find(&everything_shape, "id ", 3));
    ck_assert_ptr_null(shape_find(&everything_shape, "", 0));
    ck_assert_ptr_null(shape_find(&empty_shape, "id", 2));
    for (size_t i = 0; i < everything_shape.count; i++) {
        const char *name = everything_shape.fields[i].name;
        ck_assert_ptr_eq(shape_find(&everything_shape, name, strlen(name)), &everything_shape.fields[i]);
    }
}
END_TEST

START_TEST(test_clear) {
    struct everything value;
    memset(&value, 0xa5, sizeof value);
    shape_clear(&everything_shape, &value);
    ck_assert_ptr_null(value.text);
    ck_assert_ptr_null(value.id);
    ck_assert_ptr_null(value.choice);
    ck_assert_ptr_null(value.decimal);
    ck_assert_ptr_null(value.hex);
    ck_assert_ptr_null(value.email);
    ck_assert_int_eq(value.integer, FIELD_INTEGER_NONE);
    ck_assert(!value.boolean);
    ck_assert_int_eq(value.money, MONEY_NONE);
    ck_assert_int_eq(value.time, CLOCK_NONE);
    ck_assert_ptr_null(value.object.word);
    ck_assert_int_eq(value.object.number, FIELD_INTEGER_NONE);
    ck_assert_ptr_null(value.pointer);
    ck_assert_ptr_null(value.list.items);
    ck_assert_uint_eq(value.list.count, 0);
    ck_assert_ptr_null(value.json);
    shape_clear(&empty_shape, NULL);
}
END_TEST

START_TEST(test_field_places) {
    struct everything value = {.integer = 7};
    const struct field *field = shape_find(&everything_shape, "integer", 7);
    ck_assert_ptr_eq(field_at(field, &value), &value.integer);
    ck_assert_ptr_eq(field_of(field, &value), &value.integer);
}
END_TEST

START_TEST(test_page) {
    struct page page = {.items.count = 21};
    ck_assert(page_has_more(&page, 20));
    ck_assert_uint_eq(page.items.count, 20);
    ck_assert(!page_has_more(&page, 20));
    ck_assert_uint_eq(page.items.count, 20);
    page.items.count = 0;
    ck_assert(!page_has_more(&page, 20));
}
END_TEST

Suite *shape_suite(void) {
    Suite *suite = suite_create("shape");
    TCase *tcase = fixture_case(suite, "shape");
    tcase_add_test(tcase, test_find);
    tcase_add_test(tcase, test_clear);
    tcase_add_test(tcase, test_field_places);
    tcase_add_test(tcase, test_page);
    return suite;
}
