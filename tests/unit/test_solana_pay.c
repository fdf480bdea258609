/* Addresses of Solana Pay, against those of the official library, and their QR codes. */
#include "arena.h"
#include "fixture.h"
#include "qr.h"
#include "solana_pay.h"
#include "text.h"
#include "vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *solana_pay_suite(void);

#define RECIPIENT "mvines9iiHiQTysrwkJjGf2gb9Ex9jXJX8ns3qwf2kN"

enum { MODULES_MAXIMUM = 177 + 8, QUIET_ZONE = 4 };

/* The library writes form encoding, we the other one that every wallet reads: a blank is %20. */
static const char *with_blanks(const char *url) {
    struct text text = text_new(fixture.arena, 4096);
    for (; *url != '\0'; url++)
        text_append_bytes(&text, *url == '+' ? "%20" : url, *url == '+' ? 3 : 1);
    return text.data;
}

static const char *member(struct json_object *fields, const char *name) {
    struct json_object *value = NULL;
    return json_object_object_get_ex(fields, name, &value) ? json_object_get_string(value) : NULL;
}

/* "0.05" in units of 10^-decimals. */
static int64_t base_units(const char *amount, int decimals) {
    int64_t units;
    const char *point = strchr(amount, '.');
    int places = point == NULL ? 0 : (int)strlen(point + 1);
    const char *digits =
        point == NULL ? amount : arena_format(fixture.arena, "%.*s%s", (int)(point - amount), amount, point + 1);
    ck_assert(text_parse_integer(digits, &units));
    for (; places < decimals; places++)
        units *= 10;
    return units;
}

START_TEST(test_urls) {
    struct json_object *list = vectors_in("solana_pay_urls", "valid");
    int compared = 0;
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *vector = json_object_array_get_idx(list, i);
        struct json_object *fields = vectors_member(vector, "fields");
        struct json_object *references = NULL;
        json_object_object_get_ex(fields, "reference", &references);
        const char *amount = member(fields, "amount");
        /* Ours always name an amount, and one reference at most. */
        if (amount == NULL || (references != NULL && json_object_array_length(references) > 1))
            continue;
        struct solana_payment_request request = {
            .recipient = member(fields, "recipient"),
            .mint = member(fields, "splToken"),
            .label = member(fields, "label"),
            .message = member(fields, "message"),
            .memo = member(fields, "memo"),
        };
        if (references != NULL)
            request.reference = json_object_get_string(json_object_array_get_idx(references, 0));
        request.decimals = request.mint == NULL ? 9 : 6;
        request.amount = base_units(amount, request.decimals);
        ck_assert_str_eq(solana_pay_url(fixture.arena, &request), with_blanks(vectors_text(vector, "url")));
        compared++;
    }
    ck_assert_int_ge(compared, 4);
}
END_TEST

START_TEST(test_amounts) {
    static const struct {
        int64_t amount;
        int decimals;
        const char *text;
    } rows[] = {
        {0, 9, "0"},          {1, 9, "0.000000001"},  {123456789, 9, "0.123456789"},
        {1000000000, 9, "1"}, {10000000000, 9, "10"}, {1050000000, 9, "1.05"},
        {20000000, 6, "20"},  {19990000, 6, "19.99"}, {100, 6, "0.0001"},
        {7, 0, "7"},          {70, 0, "70"},          {INT64_MAX, 6, "9223372036854.775807"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct solana_payment_request request = {.recipient = RECIPIENT,
                                                       .amount = rows[i].amount,
                                                       .decimals = rows[i].decimals};
        ck_assert_str_eq(solana_pay_url(fixture.arena, &request),
                         arena_format(fixture.arena, "solana:" RECIPIENT "?amount=%s", rows[i].text));
    }
}
END_TEST

START_TEST(test_text_is_encoded) {
    const struct solana_payment_request request = {.recipient = RECIPIENT,
                                                   .amount = 1,
                                                   .decimals = 0,
                                                   .label = "Gem & co?",
                                                   .message = "\xe9\x92\xbb 100%+#"};
    ck_assert_str_eq(solana_pay_url(fixture.arena, &request),
                     "solana:" RECIPIENT "?amount=1&label=Gem%20%26%20co%3F&message=%E9%92%BB%20100%25%2B%23");
}
END_TEST

struct picture {
    int size;
    bool dark[MODULES_MAXIMUM][MODULES_MAXIMUM];
};

static void draw_run(struct picture *picture, const char *command) {
    int x;
    int y;
    int width;
    int back;
    ck_assert_int_eq(sscanf(command, "M%d %dh%dv1h-%dz", &x, &y, &width, &back), 4);
    ck_assert_int_eq(width, back);
    ck_assert(x >= QUIET_ZONE && y >= QUIET_ZONE && width > 0 && x + width <= picture->size - QUIET_ZONE);
    ck_assert_int_lt(y, picture->size - QUIET_ZONE);
    for (int i = 0; i < width; i++)
        picture->dark[y][x + i] = true;
}

static struct picture *drawn(const char *svg) {
    struct picture *picture = arena_alloc(fixture.arena, sizeof *picture);
    const char *box = strstr(svg, "viewBox=\"0 0 ");
    ck_assert_ptr_nonnull(box);
    picture->size = (int)strtol(box + 13, NULL, 10);
    ck_assert_int_le(picture->size, MODULES_MAXIMUM);
    const char *path = strstr(svg, "<path fill=\"#000\" d=\"");
    ck_assert_ptr_nonnull(path);
    for (const char *at = strchr(path, 'M'); at != NULL; at = strchr(at + 1, 'M'))
        draw_run(picture, at);
    return picture;
}

/* A square of 7 with a ring left free around its core of 3 (ISO/IEC 18004 section 6.3.3). */
static void check_finder(const struct picture *picture, int left, int top) {
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            bool edge = x == 0 || x == 6 || y == 0 || y == 6;
            bool core = x >= 2 && x <= 4 && y >= 2 && y <= 4;
            ck_assert_int_eq(picture->dark[top + y][left + x], edge || core);
        }
}

/* Bits 14 and 13 of the format information, masked with 10: level M is 00 (section 7.9.1). */
static void check_level(const struct picture *picture) {
    const bool *row = picture->dark[QUIET_ZONE + 8];
    ck_assert(row[QUIET_ZONE]);
    ck_assert(!row[QUIET_ZONE + 1]);
}

START_TEST(test_qr) {
    const struct solana_payment_request request = {.recipient = RECIPIENT,
                                                   .amount = 1000000,
                                                   .decimals = 6,
                                                   .label = "Gem",
                                                   .memo = "deposit"};
    const char *svg;
    ck_assert_int_eq(qr_svg(fixture.arena, solana_pay_url(fixture.arena, &request), &svg), STATUS_OK);
    ck_assert_ptr_nonnull(strstr(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" "));
    ck_assert_ptr_nonnull(strstr(svg, " role=\"img\" "));
    ck_assert_ptr_nonnull(strstr(svg, "<title>"));
    ck_assert_ptr_null(strstr(svg, "style"));
    const struct picture *picture = drawn(svg);
    int modules = picture->size - 2 * QUIET_ZONE;
    ck_assert_int_eq((modules - 17) % 4, 0);
    check_finder(picture, QUIET_ZONE, QUIET_ZONE);
    check_finder(picture, QUIET_ZONE + modules - 7, QUIET_ZONE);
    check_finder(picture, QUIET_ZONE, QUIET_ZONE + modules - 7);
    check_level(picture);
    for (int i = 8; i < modules - 8; i++) {
        ck_assert_int_eq(picture->dark[QUIET_ZONE + 6][QUIET_ZONE + i], i % 2 == 0);
        ck_assert_int_eq(picture->dark[QUIET_ZONE + i][QUIET_ZONE + 6], i % 2 == 0);
    }
}
END_TEST

START_TEST(test_qr_sizes) {
    char text[2333] = {0};
    const char *svg = "untouched";
    ck_assert_int_eq(qr_svg(fixture.arena, "", &svg), STATUS_INVALID_INPUT);
    memset(text, 'q', 2332);
    ck_assert_int_eq(qr_svg(fixture.arena, text, &svg), STATUS_TOO_LARGE);
    ck_assert_str_eq(svg, "untouched");
    text[2331] = '\0';
    ck_assert_int_eq(qr_svg(fixture.arena, text, &svg), STATUS_OK);
    ck_assert_int_eq(drawn(svg)->size, MODULES_MAXIMUM);
    ck_assert_ptr_nonnull(strstr(svg, "</svg>"));
    ck_assert_int_eq(qr_svg(fixture.arena, "q", &svg), STATUS_OK);
    ck_assert_int_eq(drawn(svg)->size, 21 + 2 * QUIET_ZONE);
}
END_TEST

Suite *solana_pay_suite(void) {
    Suite *suite = suite_create("solana pay");
    TCase *tcase = fixture_case(suite, "solana pay");
    tcase_add_test(tcase, test_urls);
    tcase_add_test(tcase, test_amounts);
    tcase_add_test(tcase, test_text_is_encoded);
    tcase_add_test(tcase, test_qr);
    tcase_add_test(tcase, test_qr_sizes);
    return suite;
}
