/* The small rules of the console: networks, what people read, charts. */
#include "address_list.h"
#include "chart.h"
#include "clock.h"
#include "console/console_door.h"
#include "console/console_format.h"
#include "console/console_roles.h"
#include "fixture.h"
#include "money.h"
#include "request.h"
#include "response.h"

#include <stdlib.h>
#include <string.h>

Suite *console_suite(void);

START_TEST(test_networks_contain_their_addresses) {
    static const char list[] = "10.0.0.0/8, 192.168.1.7 ,2001:db8::/33,172.16.0.0/12";
    static const char *const inside[] = {"10.0.0.0",   "10.255.255.255",  "192.168.1.7",    "2001:db8::1",
                                         "172.31.0.9", "::ffff:10.1.2.3", "2001:db8:7fff::"};
    static const char *const outside[] = {"11.0.0.0",   "9.255.255.255",   "192.168.1.8", "2001:db8:8000::",
                                          "172.32.0.0", "::ffff:11.0.0.1", "::1",         "",
                                          "10.0.0.1 ",  "10.0.0",          "localhost"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        ck_assert_msg(address_list_contains(list, inside[i]), "%s", inside[i]);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        ck_assert_msg(!address_list_contains(list, outside[i]), "%s", outside[i]);
    ck_assert(address_list_contains("0.0.0.0/0", "8.8.8.8"));
    ck_assert(!address_list_contains("0.0.0.0/0", "2001:db8::1"));
    ck_assert(address_list_contains("::/0", "8.8.8.8"));
}
END_TEST

START_TEST(test_what_is_no_network_contains_nothing) {
    static const char *const lists[] =
        {"10.0.0.0/33",
         "10.0.0.0/-1",
         "10.0.0.0/",
         "10.0.0.0/8x",
         "x",
         "/8",
         "2001:db8::/129",
         "10.0.0.0/8/8",
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        ck_assert_msg(!address_list_is_valid(lists[i]), "%s", lists[i]);
        ck_assert_msg(!address_list_contains(lists[i], "10.0.0.1"), "%s", lists[i]);
    }
    ck_assert(address_list_is_valid(""));
    ck_assert(address_list_is_valid("10.0.0.0/8,::1"));
    ck_assert(!address_list_contains("", "10.0.0.1"));
}
END_TEST

START_TEST(test_amounts_have_two_to_six_decimals) {
    ck_assert_str_eq(console_money(fixture.arena, 0), "$0.00");
    ck_assert_str_eq(console_money(fixture.arena, 12500000), "$12.50");
    ck_assert_str_eq(console_money(fixture.arena, 1234567890000), "$1,234,567.89");
    ck_assert_str_eq(console_money(fixture.arena, -125), "-$0.000125");
    ck_assert_str_eq(console_money(fixture.arena, 1000100), "$1.0001");
    ck_assert_ptr_null(console_money(fixture.arena, MONEY_NONE));
    ck_assert_str_eq(console_money_rounded(fixture.arena, 12345000), "$12.35");
    ck_assert_str_eq(console_money_rounded(fixture.arena, 12344999), "$12.34");
    ck_assert_str_eq(console_money_rounded(fixture.arena, -12345000), "-$12.35");
    ck_assert_ptr_null(console_money_rounded(fixture.arena, MONEY_NONE));
    ck_assert_str_eq(console_number(fixture.arena, -1234567), "-1,234,567");
    ck_assert_str_eq(console_number(fixture.arena, 999), "999");
}
END_TEST

START_TEST(test_times_are_told_from_now) {
    static const struct {
        int64_t seconds;
        const char *words;
    } rows[] = {{0, "just now"},      {59, "59 s ago"},          {60, "1 min ago"},    {3599, "59 min ago"},
                {3600, "1 h ago"},    {-7200, "in 2 h"},         {86400, "1 day ago"}, {172800, "2 days ago"},
                {-86400, "in 1 day"}, {30 * 86400, "2026-10-26"}};
    int64_t now;
    ck_assert(clock_parse("2026-11-25T12:00:00Z", &now));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(console_ago(fixture.arena, now - rows[i].seconds * CLOCK_SECOND, now), rows[i].words);
    ck_assert_str_eq(console_moment(fixture.arena, now), "2026-11-25 12:00:00");
}
END_TEST

START_TEST(test_names_read_like_words) {
    ck_assert_str_eq(console_label(fixture.arena, "asking_price_usd"), "Asking price (USD)");
    ck_assert_str_eq(console_label(fixture.arena, "PENDING_PAYMENT"), "Pending payment");
    ck_assert_str_eq(console_label(fixture.arena, "q"), "Search");
    ck_assert_str_eq(console_label(fixture.arena, "series_id"), "Series");
    ck_assert_str_eq(console_label(fixture.arena, "id"), "ID");
    ck_assert_str_eq(console_label(fixture.arena, "xp_reward"), "XP reward");
    ck_assert_str_eq(console_label(fixture.arena, "cover_image_url"), "Cover image URL");
    ck_assert_str_eq(console_label(fixture.arena, "length_mm"), "Length (mm)");
    ck_assert_str_eq(console_label(fixture.arena, "-fmv"), "FMV, descending");
    ck_assert_str_eq(console_label(fixture.arena, ""), "");
    ck_assert_str_eq(console_short_id(fixture.arena, "019234ab-0000-7000-8000-00009c4f21ab"), "…9c4f21ab");
    ck_assert_str_eq(console_short_id(fixture.arena, "short"), "short");
    ck_assert_ptr_null(console_short_id(fixture.arena, NULL));
}
END_TEST

START_TEST(test_charts_escape_and_stay_inside) {
    const struct chart_bar bars[] = {{0, "a", "0"}, {-5, "<b>", "\"5\""}, {INT64_MAX, "c", "much"}, {1, "d", "1"}};
    const char *svg = chart_bars(fixture.arena, "<title> & more", bars, 4);
    ck_assert_ptr_nonnull(strstr(svg, "aria-label=\"&lt;title&gt; &amp; more\""));
    ck_assert_ptr_null(strstr(svg, "<b>"));
    ck_assert_ptr_null(strstr(svg, "=\"-"));
    ck_assert_ptr_nonnull(strstr(svg, "y=\"18.1\" width=\"67.5\" height=\"109.9\""));
    ck_assert_ptr_nonnull(strstr(chart_bars(fixture.arena, "none", bars, 0), "</svg>"));
    const char *line = chart_line(fixture.arena, "<title>", bars, 4);
    ck_assert_ptr_nonnull(strstr(line, "<title>&lt;b&gt;: &quot;5&quot;</title>"));
    ck_assert_ptr_null(strstr(line, "<b>"));
    ck_assert_ptr_nonnull(strstr(line, "points=\"4.0,128.0 "));
    ck_assert_ptr_nonnull(strstr(chart_line(fixture.arena, "one", bars, 1), "points=\"180.0,128.0 180.0,128.0\""));
    ck_assert_ptr_nonnull(strstr(chart_line(fixture.arena, "none", bars, 0), "</svg>"));
    ck_assert_ptr_nonnull(strstr(chart_bars(fixture.arena, "zeros", bars, 2), "</svg>"));
}
END_TEST

START_TEST(test_every_role_sees_and_only_the_owner_owns) {
    for (int i = 0; console_roles[i] != NULL; i++) {
        ck_assert_uint_ne(console_role_rights(console_roles[i]) & RIGHT_VIEW, 0);
        ck_assert_int_eq((console_role_rights(console_roles[i]) & RIGHT_OWN) != 0,
                         strcmp(console_roles[i], "owner") == 0);
    }
    ck_assert_uint_eq(console_role_rights("king"), 0);
    ck_assert_uint_eq(console_role_rights(NULL), 0);
}
END_TEST

/* A handler that forgot what every write must do is taken back, whatever it says. */
START_TEST(test_writes_that_forget_the_audit_log_or_the_version_are_taken_back) {
    static const struct {
        enum permission permission;
        enum http_method method;
        bool audited;
        bool compared;
        enum status wanted;
    } rows[] = {
        {PERMISSION_ADMIN, HTTP_PUT, true, true, STATUS_OK},
        {PERMISSION_ADMIN, HTTP_PUT, false, true, STATUS_INTERNAL},
        {PERMISSION_ADMIN, HTTP_PUT, true, false, STATUS_INTERNAL},
        {PERMISSION_ADMIN, HTTP_DELETE, true, false, STATUS_INTERNAL},
        {PERMISSION_ADMIN, HTTP_POST, true, false, STATUS_OK},
        {PERMISSION_ADMIN, HTTP_POST, false, false, STATUS_INTERNAL},
        {PERMISSION_ADMIN, HTTP_GET, false, false, STATUS_OK},
        {PERMISSION_PUBLIC, HTTP_POST, false, false, STATUS_OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct route route = {.operation = "test", .permission = rows[i].permission, .method = rows[i].method};
        struct request request = {.context = &fixture,
                                  .route = &route,
                                  .audited = rows[i].audited,
                                  .version_compared = rows[i].compared};
        struct response response = {0};
        ck_assert_msg(console_policy.finish(&request, &response) == rows[i].wanted, "row %zu", i);
    }
}
END_TEST

static const char *cookie_at(const char *public_url, const char *token) {
    struct request request = {.context = &fixture};
    struct response response = {0};
    setenv("GEM_DATABASE_URL", "unused", 1);
    setenv("GEM_ADMIN_JWT_KEY", "unused", 1);
    setenv("GEM_CURSOR_KEY", "unused", 1);
    setenv("GEM_PUBLIC_URL", public_url, 1);
    fixture_configure(PROGRAM_ADMIN);
    console_set_cookie(&request, &response, token);
    ck_assert_int_eq(response.header_count, 1);
    ck_assert_str_eq(response.headers[0].name, "Set-Cookie");
    return response.headers[0].value;
}

/* Browsers hold a __Host- cookie to Secure, Path=/ and no Domain, and refuse it without TLS. */
START_TEST(test_the_cookie_is_bound_to_the_host_where_there_is_tls) {
    ck_assert_str_eq(cookie_at("https://gem.example", "a.b.c"),
                     "__Host-gem-admin=a.b.c; Path=/; HttpOnly; SameSite=Strict; Secure");
    ck_assert_str_eq(cookie_at("https://gem.example", NULL),
                     "__Host-gem-admin=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
    ck_assert_str_eq(cookie_at("http://localhost:8080", "a.b.c"), "gem-admin=a.b.c; Path=/; HttpOnly; SameSite=Strict");
}
END_TEST

Suite *console_suite(void) {
    Suite *suite = suite_create("console");
    TCase *cases = fixture_case(suite, "console");
    tcase_add_test(cases, test_networks_contain_their_addresses);
    tcase_add_test(cases, test_what_is_no_network_contains_nothing);
    tcase_add_test(cases, test_amounts_have_two_to_six_decimals);
    tcase_add_test(cases, test_times_are_told_from_now);
    tcase_add_test(cases, test_names_read_like_words);
    tcase_add_test(cases, test_charts_escape_and_stay_inside);
    tcase_add_test(cases, test_every_role_sees_and_only_the_owner_owns);
    tcase_add_test(cases, test_writes_that_forget_the_audit_log_or_the_version_are_taken_back);
    tcase_add_test(cases, test_the_cookie_is_bound_to_the_host_where_there_is_tls);
    return suite;
}
