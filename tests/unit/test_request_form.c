#include "arena.h"
#include "everything.h"
#include "fixture.h"
#include "request.h"
#include "text.h"

#include <string.h>

Suite *request_form_suite(void);

struct form {
    const char *text;
    const char *name;
    int64_t limit;
    bool flag;
    const char *needed;
};

static const struct field form_fields[] = {
    {"text", FIELD_TEXT, offsetof(struct form, text), 0, 0, 64},
    {"a b", FIELD_TEXT, offsetof(struct form, name), 0, 0, 64},
    {"limit", FIELD_INTEGER, offsetof(struct form, limit), 0, 1, 100},
    {"flag", FIELD_BOOLEAN, offsetof(struct form, flag)},
};
static const struct shape form_shape = SHAPE("Form", struct form, form_fields);

static const struct field strict_fields[] = {
    {"needed", FIELD_TEXT, offsetof(struct form, needed), FIELD_REQUIRED, 0, 64},
};
static const struct shape strict_shape = SHAPE("StrictForm", struct form, strict_fields);

static struct form form;

struct good_case {
    const char *form;
    const char *text;
};

static const struct good_case good_cases[] = {
    {"", NULL},
    {"&", NULL},
    {"&&&", NULL},
    {"text=abc", "abc"},
    {"&text=abc&", "abc"},
    {"text=a+b", "a b"},
    {"text=a%20b", "a b"},
    {"text=a%2Bb", "a+b"},
    {"text=a%2bb", "a+b"},
    {"text=%41%5a", "AZ"},
    {"text=a%26b%3Dc", "a&b=c"},
    {"text=a=b==c", "a=b==c"},
    {"text=%25", "%"},
    {"text=%2541", "%41"},
    {"text=Z%C3%BCrich", "Z\xc3\xbcrich"},
    {"text=Z\xc3\xbcrich", "Z\xc3\xbcrich"},
    {"text=%f0%9f%92%8e", "\xf0\x9f\x92\x8e"},
    {"text=%0d%0a%09", "\r\n\t"},
    {"te%78t=x", "x"},
    {"text=", NULL},
    {"text", NULL},
};

START_TEST(test_decoding) {
    const struct good_case *row = &good_cases[_i];
    memset(&form, 0xa5, sizeof form);
    enum status status = request_read_form(&fixture, row->form, &form_shape, &form);
    ck_assert_msg(status == STATUS_OK, "%s: %s", row->form, fixture_take_errors());
    ck_assert_msg(row->text == NULL ? form.text == NULL : text_equal(form.text, row->text), "%s: %s", row->form,
                  form.text);
    ck_assert_int_eq(form.limit, FIELD_INTEGER_NONE);
}
END_TEST

START_TEST(test_several) {
    ck_assert_int_eq(request_read_form(&fixture, "limit=20&flag=true&a+b=x%20y&text=", &form_shape, &form), STATUS_OK);
    ck_assert_int_eq(form.limit, 20);
    ck_assert(form.flag);
    ck_assert_str_eq(form.name, "x y");
    ck_assert_ptr_null(form.text);
}
END_TEST

struct bad_case {
    const char *form;
    const char *errors;
};

static const struct bad_case bad_cases[] = {
    {"text=%", "text:invalid_character"},
    {"text=%4", "text:invalid_character"},
    {"text=%4&limit=1", "text:invalid_character"},
    {"text=%&limit=1", "text:invalid_character"},
    {"text=%g0", "text:invalid_character"},
    {"text=%0g", "text:invalid_character"},
    {"text=% 1", "text:invalid_character"},
    {"text=%-1", "text:invalid_character"},
    {"text=%%41", "text:invalid_character"},
    {"text=%u0041", "text:invalid_character"},
    {"text=%00", "text:invalid_character"},
    {"text=a%00b", "text:invalid_character"},
    {"text=%ff", "text:invalid_character"},
    {"text=%c3", "text:invalid_character"},
    {"text=%c0%af", "text:invalid_character"},
    {"text=%ed%a0%80", "text:invalid_character"},
    {"text=\xff", "text:invalid_character"},
    {"%=x", "query:invalid_character"},
    {"text%00=x", "query:invalid_character"},
    {"%ff=x", "query:invalid_character"},
    {"other=x", "other:unknown"},
    {"Text=x", "Text:unknown"},
    {"text[]=x", "text[]:unknown"},
    {"=x", ":unknown"},
    {"=", ":unknown"},
    {"text=a&text=b", "text:duplicate"},
    {"text=a&text=a", "text:duplicate"},
    {"text=a&te%78t=b", "text:duplicate"},
    {"text=&text=b", "text:duplicate"},
    {"text=a&text=b&text=c", "text:duplicate text:duplicate"},
    {"limit=0", "limit:out_of_range"},
    {"limit=101", "limit:out_of_range"},
    {"limit=+5", "limit:invalid_integer"},
    {"limit=%205", "limit:invalid_integer"},
    {"limit=1e1", "limit:invalid_integer"},
    {"limit=99999999999999999999", "limit:invalid_integer"},
    {"flag=1", "flag:invalid_boolean"},
    {"flag=True", "flag:invalid_boolean"},
    {"limit=0&other=x&flag=?&text=%", "limit:out_of_range other:unknown flag:invalid_boolean text:invalid_character"},
};

START_TEST(test_bad) {
    const struct bad_case *row = &bad_cases[_i];
    ck_assert_msg(request_read_form(&fixture, row->form, &form_shape, &form) == STATUS_INVALID_INPUT, "%s", row->form);
    const char *errors = fixture_take_errors();
    ck_assert_msg(text_equal(errors, row->errors), "%s: %s", row->form, errors);
}
END_TEST

START_TEST(test_required) {
    static const char *const without[] = {"", "&", "needed", "needed=", "&needed=&"};
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
        enum status status = request_read_form(&fixture, without[i], &strict_shape, &form);
        ck_assert_msg(status == STATUS_INVALID_INPUT, "\"%s\" was taken", without[i]);
        ck_assert_str_eq(fixture_take_errors(), "needed:required");
    }
    ck_assert_int_eq(request_read_form(&fixture, "needed=x", &strict_shape, &form), STATUS_OK);
    ck_assert_str_eq(form.needed, "x");
    ck_assert_int_eq(request_read_form(&fixture, "needed=+", &strict_shape, &form), STATUS_OK);
    ck_assert_str_eq(form.needed, " ");
}
END_TEST

START_TEST(test_structured_kinds_cannot_be_texts) {
    struct everything value;
    ck_assert_int_eq(request_read_form(&fixture, "object=x&list=x&pointer=x&json=x&texts=x", &everything_shape, &value),
                     STATUS_INVALID_INPUT);
    ck_assert_str_eq(fixture_take_errors(), "object:wrong_type list:wrong_type pointer:wrong_type json:wrong_type");
}
END_TEST

START_TEST(test_long_forms) {
    struct text text = text_new(fixture.arena, 1024 * 1024);
    text_append(&text, "text=");
    for (int i = 0; i < 20000; i++)
        text_append(&text, "%41");
    ck_assert_int_eq(request_read_form(&fixture, text.data, &form_shape, &form), STATUS_INVALID_INPUT);
    ck_assert_str_eq(fixture_take_errors(), "text:too_long");
}
END_TEST

static struct request request;

static void ask_for_other_name(void) {
    request_path_value(&request, "other");
}

START_TEST(test_path_values) {
    const struct route route = {.path = "/api/{noun}/{id}/x/{noun_id}", .operation = "test"};
    request = (struct request){.route = &route, .path_values = {"one", "two", "three"}};
    ck_assert_str_eq(request_path_value(&request, "noun"), "one");
    ck_assert_str_eq(request_path_value(&request, "id"), "two");
    ck_assert_str_eq(request_path_value(&request, "noun_id"), "three");
    ck_assert(fixture_aborts(ask_for_other_name));
}
END_TEST

struct listed {
    struct list ids;
    struct list rows;
};

struct listed_row {
    const char *rarity;
    int64_t count;
};

static const struct field listed_row_fields[] = {
    {"rarity", FIELD_TEXT, offsetof(struct listed_row, rarity), FIELD_REQUIRED, 1, 10},
    {"count", FIELD_INTEGER, offsetof(struct listed_row, count), 0, 1, 5},
};
static const struct shape listed_row_shape = SHAPE("ListedRow", struct listed_row, listed_row_fields);

static const struct field listed_fields[] = {
    {"ids", FIELD_LIST, offsetof(struct listed, ids), .maximum = 20},
    {"rows", FIELD_LIST, offsetof(struct listed, rows), FIELD_REQUIRED, 2, 20, .shape = &listed_row_shape},
};
static const struct shape listed_shape = SHAPE("Listed", struct listed, listed_fields);

START_TEST(test_lists_are_read_in_order) {
    struct listed listed;
    struct text pairs = text_new(fixture.arena, 4096);
    for (int i = 0; i < 20; i++)
        text_append_format(&pairs, "ids=t%d&rows[%d].rarity=r%d&rows%%5B%d%%5D.count=%d&ids=&", i, 19 - i, 19 - i, i,
                           i % 5 + 1);
    enum status status = request_read_form(&fixture, pairs.data, &listed_shape, &listed);
    ck_assert_msg(status == STATUS_OK, "%s", fixture_take_errors());
    ck_assert_uint_eq(listed.ids.count, 20);
    ck_assert_uint_eq(listed.rows.count, 20);
    const char *const *ids = listed.ids.items;
    const struct listed_row *rows = listed.rows.items;
    for (int i = 0; i < 20; i++) {
        ck_assert_str_eq(ids[i], arena_format(fixture.arena, "t%d", i));
        ck_assert_str_eq(rows[i].rarity, arena_format(fixture.arena, "r%d", i));
        ck_assert_int_eq(rows[i].count, i % 5 + 1);
    }
}
END_TEST

static const char *const bad_lists[][2] = {
    {"", "rows:required rows:too_few"},
    {"rows[0].rarity=a", "rows:too_few"},
    {"rows[1].rarity=a", "rows:too_few"},
    {"rows[0].rarity=a&rows[1].rarity=", "rows:too_few"},
    {"rows[0].rarity=a&rows[2].count=3", "rows[2].rarity:required"},
    {"rows[0].rarity=a&rows[1].rarity=b&rows[1].count=6", "rows[1].count:out_of_range"},
    {"rows[0].rarity=a&rows[20].rarity=b", "rows:too_many rows:too_few"},
    {"rows[0].rarity=a&rows[1].rarity=b&rows[1].other=1", "rows[1].other:unknown"},
    {"rows[0].rarity=a&rows[1].rarity=b&rows[-1].count=1", "rows[-1].count:unknown"},
    {"rows[0].rarity=a&rows[1].rarity=b&rows[99999999999999999999].count=1",
     "rows[99999999999999999999].count:unknown"},
    {"rows[0].rarity=a&rows[1].rarity=b&rows[].count=1", "rows[].count:unknown"},
    {"rows[0].rarity=a&rows[1].rarity=b&rows[0]=1", "rows[0]:unknown"},
    {"rows[0].rarity=a&rows[1].rarity=b&rows[=1", "rows[:unknown"},
    {"rows[0].rarity=a&rows[1].rarity=b&ids[0].x=1", "ids[0].x:unknown"},
};

START_TEST(test_bad_lists_are_named) {
    struct listed listed;
    ck_assert_int_eq(request_read_form(&fixture, bad_lists[_i][0], &listed_shape, &listed), STATUS_INVALID_INPUT);
    ck_assert_str_eq(fixture_take_errors(), bad_lists[_i][1]);
}
END_TEST

Suite *request_form_suite(void) {
    Suite *suite = suite_create("request form");
    TCase *tcase = fixture_case(suite, "request form");
    tcase_add_loop_test(tcase, test_decoding, 0, sizeof good_cases / sizeof good_cases[0]);
    tcase_add_test(tcase, test_several);
    tcase_add_loop_test(tcase, test_bad, 0, sizeof bad_cases / sizeof bad_cases[0]);
    tcase_add_test(tcase, test_required);
    tcase_add_test(tcase, test_structured_kinds_cannot_be_texts);
    tcase_add_test(tcase, test_long_forms);
    tcase_add_test(tcase, test_path_values);
    tcase_add_test(tcase, test_lists_are_read_in_order);
    tcase_add_loop_test(tcase, test_bad_lists_are_named, 0, sizeof bad_lists / sizeof *bad_lists);
    return suite;
}
