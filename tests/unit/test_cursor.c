#include "arena.h"
#include "base64url.h"
#include "cursor.h"
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

Suite *cursor_suite(void);

#define LIST "vault/newest"
#define SORT_KEY "2026-11-22T04:56:42.123456Z"
#define ID "019234ab-0000-7000-8000-000000000001"

static void configure(const char *key) {
    setenv("GEM_DATABASE_URL", "unused", 1);
    setenv("GEM_USER_JWT_KEY", "unused", 1);
    setenv("GEM_PAYMENT_JWT_KEY", "unused", 1);
    setenv("GEM_CURSOR_KEY", key, 1);
    fixture_configure(PROGRAM_API);
}

static bool accepts(const char *text, const char *list) {
    const char *parts[CURSOR_PARTS] = {"untouched", "untouched"};
    enum status status = cursor_decode(&fixture, text, list, parts);
    if (status == STATUS_OK)
        return true;
    ck_assert_int_eq(status, STATUS_INVALID_CURSOR);
    ck_assert_ptr_nonnull(fixture.detail);
    ck_assert_str_eq(parts[0], "untouched");
    ck_assert_str_eq(parts[1], "untouched");
    return false;
}

static void configure_default(void) {
    configure("0123456789abcdef0123456789abcdef");
}

START_TEST(test_round_trip) {
    const char *parts[CURSOR_PARTS];
    configure_default();
    const char *text = cursor_encode(&fixture, LIST, SORT_KEY, ID);
    ck_assert_uint_lt(strlen(text), CURSOR_MAXIMUM);
    ck_assert_int_eq(cursor_decode(&fixture, text, LIST, parts), STATUS_OK);
    ck_assert_str_eq(parts[0], SORT_KEY);
    ck_assert_str_eq(parts[1], ID);
    ck_assert_str_eq(cursor_encode(&fixture, LIST, SORT_KEY, ID), text);

    ck_assert_int_eq(cursor_decode(&fixture, cursor_encode(&fixture, LIST, "7", ""), LIST, parts), STATUS_OK);
    ck_assert_str_eq(parts[0], "7");
    ck_assert_str_eq(parts[1], "");
    ck_assert_int_eq(cursor_decode(&fixture, cursor_encode(&fixture, LIST, "", ""), LIST, parts), STATUS_OK);
    ck_assert_str_eq(parts[0], "");
    ck_assert_str_eq(parts[1], "");
}
END_TEST

START_TEST(test_first_page) {
    const char *parts[CURSOR_PARTS] = {"x", "x"};
    configure_default();
    ck_assert_int_eq(cursor_decode(&fixture, NULL, LIST, parts), STATUS_OK);
    ck_assert_ptr_null(parts[0]);
    ck_assert_ptr_null(parts[1]);
    parts[0] = parts[1] = "x";
    ck_assert_int_eq(cursor_decode(&fixture, "", LIST, parts), STATUS_OK);
    ck_assert_ptr_null(parts[0]);
    ck_assert_ptr_null(parts[1]);
}
END_TEST

START_TEST(test_every_changed_character_is_noticed) {
    configure_default();
    char *text = arena_string(fixture.arena, cursor_encode(&fixture, LIST, SORT_KEY, ID));
    ck_assert(accepts(text, LIST));
    for (char *at = text; *at != '\0'; at++) {
        char before = *at;
        for (const char *other = "AQgw9-_.= %"; *other != '\0'; other++) {
            *at = *other;
            ck_assert_msg(*other == before || !accepts(text, LIST), "character %td as %c", at - text, *other);
        }
        *at = before;
    }
}
END_TEST

START_TEST(test_every_cut_is_noticed) {
    configure_default();
    const char *text = cursor_encode(&fixture, LIST, SORT_KEY, ID);
    for (size_t i = 1; i < strlen(text); i++) {
        ck_assert(!accepts(arena_copy(fixture.arena, text, i), LIST));
        ck_assert(!accepts(text + i, LIST));
    }
}
END_TEST

/* Bytes behind what was signed, NUL first. */
START_TEST(test_every_addition_is_noticed) {
    unsigned char *bytes;
    size_t length;
    configure_default();
    const char *text = cursor_encode(&fixture, LIST, SORT_KEY, ID);
    ck_assert(base64url_decode(fixture.arena, text, strlen(text), &bytes, &length));
    for (int byte = 0; byte < 256; byte++) {
        unsigned char *longer = arena_alloc(fixture.arena, length + 2);
        memcpy(longer, bytes, length);
        longer[length] = (unsigned char)byte;
        ck_assert(!accepts(base64url_encode(fixture.arena, longer, length + 1), LIST));
        longer[length + 1] = 'x';
        ck_assert(!accepts(base64url_encode(fixture.arena, longer, length + 2), LIST));
    }
}
END_TEST

START_TEST(test_other_list) {
    static const char *const others[] = {"vault/oldest", "vault", "vault/newes", "vault/newest/x", "", "Vault/newest"};
    configure_default();
    const char *text = cursor_encode(&fixture, LIST, SORT_KEY, ID);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_msg(!accepts(text, others[i]), "%s", others[i]);
}
END_TEST

START_TEST(test_other_key) {
    configure_default();
    const char *text = cursor_encode(&fixture, LIST, SORT_KEY, ID);
    configure("0123456789abcdef0123456789abcdeg");
    ck_assert(!accepts(text, LIST));
    configure_default();
    ck_assert(accepts(text, LIST));
}
END_TEST

START_TEST(test_garbage) {
    static const char *const garbage[] = {"x",
                                          "AA",
                                          "null",
                                          "0",
                                          "-1",
                                          "AAAAAAAAAAAAAAAA",
                                          "AAAAAAAAAAAAAAAAAA",
                                          "\xff",
                                          "\n",
                                          "' OR 1=1 --",
                                          "dmF1bHQvbmV3ZXN0CjEKMg"};
    configure_default();
    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++)
        ck_assert_msg(!accepts(garbage[i], LIST), "%s", garbage[i]);
}
END_TEST

START_TEST(test_too_long) {
    configure_default();
    char *sort_key = arena_alloc(fixture.arena, 1000);
    memset(sort_key, 'k', 999);
    ck_assert(!accepts(cursor_encode(&fixture, LIST, sort_key, ID), LIST));
    char *text = arena_alloc(fixture.arena, CURSOR_MAXIMUM + 2);
    memset(text, 'A', CURSOR_MAXIMUM + 1);
    ck_assert(!accepts(text, LIST));
}
END_TEST

Suite *cursor_suite(void) {
    Suite *suite = suite_create("cursor");
    TCase *tcase = fixture_case(suite, "cursor");
    tcase_add_test(tcase, test_round_trip);
    tcase_add_test(tcase, test_first_page);
    tcase_add_test(tcase, test_every_changed_character_is_noticed);
    tcase_add_test(tcase, test_every_cut_is_noticed);
    tcase_add_test(tcase, test_every_addition_is_noticed);
    tcase_add_test(tcase, test_other_list);
    tcase_add_test(tcase, test_other_key);
    tcase_add_test(tcase, test_garbage);
    tcase_add_test(tcase, test_too_long);
    return suite;
}
