#include "arena.h"
#include "clock.h"
#include "everything.h"
#include "fixture.h"
#include "json_read.h"
#include "json_write.h"
#include "money.h"

#include <string.h>

Suite *json_write_suite(void);

#define ID "019234ab-0000-7000-8000-000000000001"

enum { OUTPUT_MAXIMUM = 100000 };

static const char *written(const struct everything *value) {
    struct text text = text_new(fixture.arena, OUTPUT_MAXIMUM);
    json_write(&text, &everything_shape, value);
    ck_assert(!text.overflowed);
    ck_assert_uint_eq(text.length, strlen(text.data));
    return text.data;
}

static struct everything cleared(void) {
    struct everything value;
    shape_clear(&everything_shape, &value);
    return value;
}

START_TEST(test_every_kind) {
    struct leaf leaves[] = {{true}, {false}};
    struct part parts[] = {{"one", 1, {NULL, 0}}, {"two", 2, {leaves, 2}}};
    const char *texts[] = {"a", "\"b\"", NULL};
    struct part pointed = {"far", 5, {NULL, 0}};
    const struct everything value = {
        .text = "say \"hi\"\n\xf0\x9f\x92\x8e",
        .id = ID,
        .choice = "UP",
        .decimal = "60.00",
        .hex = "0123abcf",
        .email = "ada@example.com",
        .integer = -10,
        .unbounded = INT64_MAX,
        .boolean = true,
        .money = 25000001,
        .time = 1500000,
        .object = {"in", 3, {leaves, 1}},
        .pointer = &pointed,
        .list = {parts, 2},
        .texts = {texts, 3},
        .json = "{\"raw\":[1,null]}",
        .nullable = "",
        .nullable_integer = 0,
    };
    ck_assert_str_eq(written(&value),
                     "{\"text\":\"say \\\"hi\\\"\\n\xf0\x9f\x92\x8e\",\"id\":\"" ID "\",\"choice\":\"UP\","
                     "\"decimal\":\"60.00\",\"hex\":\"0123abcf\",\"email\":\"ada@example.com\",\"integer\":-10,"
                     "\"unbounded\":9223372036854775807,\"boolean\":true,\"money\":\"25.000001\","
                     "\"time\":\"1970-01-01T00:00:01.500000Z\","
                     "\"object\":{\"word\":\"in\",\"number\":3,\"parts\":[{\"flag\":true}]},"
                     "\"pointer\":{\"word\":\"far\",\"number\":5,\"parts\":[]},"
                     "\"list\":[{\"word\":\"one\",\"number\":1,\"parts\":[]},"
                     "{\"word\":\"two\",\"number\":2,\"parts\":[{\"flag\":true},{\"flag\":false}]}],"
                     "\"texts\":[\"a\",\"\\\"b\\\"\",null],\"json\":{\"raw\":[1,null]},"
                     "\"nullable\":\"\",\"nullable_integer\":0}");
}
END_TEST

START_TEST(test_every_absent_kind) {
    const struct everything value = cleared();
    ck_assert_str_eq(written(&value),
                     "{\"text\":null,\"id\":null,\"choice\":null,\"decimal\":null,\"hex\":null,\"email\":null,"
                     "\"integer\":null,\"unbounded\":null,\"boolean\":false,\"money\":null,\"time\":null,"
                     "\"object\":{\"word\":null,\"number\":null,\"parts\":[]},\"pointer\":null,\"list\":[],"
                     "\"texts\":[],\"json\":null,\"nullable\":null,\"nullable_integer\":null}");
}
END_TEST

START_TEST(test_lists) {
    struct part parts[] = {{"one", 1, {NULL, 0}}, {NULL, FIELD_INTEGER_NONE, {NULL, 0}}};
    struct text text = text_new(fixture.arena, OUTPUT_MAXIMUM);
    json_write_list(&text, &part_shape, &(struct list){NULL, 0});
    json_write_list(&text, &part_shape, &(struct list){parts, 1});
    json_write_list(&text, &part_shape, &(struct list){parts, 2});
    json_write(&text, &empty_shape, NULL);
    ck_assert_str_eq(text.data, "[][{\"word\":\"one\",\"number\":1,\"parts\":[]}]"
                                "[{\"word\":\"one\",\"number\":1,\"parts\":[]},"
                                "{\"word\":null,\"number\":null,\"parts\":[]}]{}");
}
END_TEST

START_TEST(test_maximum) {
    const struct everything value = cleared();
    struct text text = text_new(fixture.arena, 20);
    json_write(&text, &everything_shape, &value);
    ck_assert(text.overflowed);
    ck_assert_uint_le(text.length, 20);
}
END_TEST

/* What is written reads back as it was. */
START_TEST(test_reads_back) {
    struct part parts[] = {{"\x01\x1f\x7f\"\\/", 1, {NULL, 0}}, {"two", 2, {NULL, 0}}};
    const struct part_list { struct list list; } value = {{parts, 2}};
    const struct field fields[] = {{"list", FIELD_LIST, 0, 0, 0, 9, .shape = &part_shape}};
    const struct shape shape = SHAPE("PartList", struct part_list, fields);
    struct text text = text_new(fixture.arena, OUTPUT_MAXIMUM);
    struct part_list again;
    json_write(&text, &shape, &value);
    ck_assert_int_eq(json_read(&fixture, text.data, text.length, &shape, &again), STATUS_OK);
    const struct part *read = again.list.items;
    ck_assert_uint_eq(again.list.count, 2);
    ck_assert_str_eq(read[0].word, parts[0].word);
    ck_assert_int_eq(read[1].number, 2);
}
END_TEST

Suite *json_write_suite(void) {
    Suite *suite = suite_create("json write");
    TCase *tcase = fixture_case(suite, "json write");
    tcase_add_test(tcase, test_every_kind);
    tcase_add_test(tcase, test_every_absent_kind);
    tcase_add_test(tcase, test_lists);
    tcase_add_test(tcase, test_maximum);
    tcase_add_test(tcase, test_reads_back);
    return suite;
}
