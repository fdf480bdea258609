/* Prices: the forms of GEM_PRICE_URLS, numbers without floating point, and what becomes of each answer. The sources are
 * a child that plays answers back. */
#include "price.h"

#include "arena.h"
#include "clock.h"
#include "fixture.h"
#include "stand_in.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

Suite *price_suite(void);

#define SOL_FEED "ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d"
#define ZETA_FEED "b70656181007f487e392bf0d92e55358e9f0da5da6531c7c4ce7828aa11277fe"
#define FOUND(body) STAND_IN_JSON("200 OK", "", body)
#define FEED(id, price, conf, expo)                                                                                    \
    "{\"id\":\"" id "\",\"price\":{\"price\":\"" price "\",\"conf\":\"" conf "\",\"expo\":" expo                       \
    ",\"publish_time\":1768471200},\"ema_price\":{\"price\":\"1\",\"conf\":\"1\",\"expo\":0,\"publish_time\":1}}"
#define PYTH(feeds) "{\"binary\":{\"encoding\":\"hex\",\"data\":[\"504e\"]},\"parsed\":[" feeds "]}"

static void configure(const char *key) {
    setenv("GEM_DATABASE_URL", "postgresql://x", 1);
    setenv("GEM_PRICE_API_KEY", key, 1);
    fixture_configure(PROGRAM_WORKER);
}

/* Has the source of that scheme give one answer; ret_requests: the file with what it was asked. */
static enum status read_from(const char *scheme, const char *answer, struct list *ret_prices,
                             const char **ret_requests) {
    struct list sources;
    const char *path = fixture_file();
    const char *url = stand_in_play((const char *const[]){answer, NULL}, path);
    ck_assert_int_eq(price_sources(&fixture, arena_format(fixture.arena, "%s+%s/base", scheme, url), &sources),
                     STATUS_OK);
    *ret_requests = path;
    return price_read(&fixture, sources.items, ret_prices);
}

/* --- sources */

START_TEST(test_sources) {
    struct list list;
    ck_assert_int_eq(price_sources(&fixture, "coingecko+https://a/api/v3,pyth+http://127.0.0.1:7/pyth", &list),
                     STATUS_OK);
    const struct price_source *sources = list.items;
    ck_assert_uint_eq(list.count, 2);
    ck_assert_str_eq(sources[0].name, "coingecko");
    ck_assert_str_eq(sources[0].base, "https://a/api/v3");
    ck_assert_str_eq(sources[1].name, "pyth");
    ck_assert_str_eq(sources[1].base, "http://127.0.0.1:7/pyth");
    ck_assert_int_eq(price_sources(&fixture, "coingecko-pro+https://b", &list), STATUS_OK);
    ck_assert_str_eq(((struct price_source *)list.items)->name, "coingecko");
    ck_assert_int_eq(price_sources(&fixture, "", &list), STATUS_OK);
    ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(test_the_default_is_good) {
    struct list list;
    configure("");
    ck_assert_int_eq(price_sources(&fixture, config_text(fixture.config, SETTING_PRICE_URLS), &list), STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
}
END_TEST

START_TEST(test_bad_sources) {
    static const char *const rows[][2] = {
        {"https://a", "Entry 1 "},
        {"pyth+https://a, coingecko+https://b", "Entry 2 "},
        {"pyth+https://a,,coingecko+https://b", "Entry 2 "},
        {"pyth+ftp://key@a", "Entry 1 "},
        {"pyth+", "Entry 1 "},
        {"Pyth+https://a", "Entry 1 "},
        {"coingecko-proper+https://a", "Entry 1 "},
        {"pyth+https://a,coingecko+https://b,pyth+https://c", "names pyth twice"},
        {"coingecko+https://a,coingecko-pro+https://b", "names coingecko twice"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct list list = {NULL, 17};
        ck_assert_msg(price_sources(&fixture, rows[i][0], &list) == STATUS_INVALID_INPUT, "%s", rows[i][0]);
        ck_assert_msg(strstr(fixture.detail, rows[i][1]) != NULL, "%s", fixture.detail);
        ck_assert_ptr_null(strstr(fixture.detail, "://"));
        ck_assert_uint_eq(list.count, 17);
    }
}
END_TEST

/* --- requests */

static const struct {
    const char *scheme;
    const char *key;
    const char *header; /* NULL: none may carry it */
} keys[] = {
    {"coingecko", "CG-1", "\r\nx-cg-demo-api-key: CG-1\r\n"},
    {"coingecko-pro", "CG-1", "\r\nx-cg-pro-api-key: CG-1\r\n"},
    {"coingecko", "", NULL},
    {"pyth", "CG-1", NULL},
};

START_TEST(test_requests) {
    struct list prices;
    const char *requests;
    configure(keys[_i].key);
    ck_assert_int_eq(read_from(keys[_i].scheme, FOUND("{}"), &prices, &requests), STATUS_UNAVAILABLE);
    const char *asked = fixture_read(requests);
    const char *target =
        text_equal(keys[_i].scheme, "pyth")
            ? "GET /base/v2/updates/price/latest?ids[]=" SOL_FEED "&ids[]=" ZETA_FEED "&parsed=true HTTP/1.1\r\n"
            : "GET /base/simple/price?ids=solana,zetachain&vs_currencies=usd&include_last_updated_at=true"
              "&precision=full HTTP/1.1\r\n";
    ck_assert_msg(strncmp(asked, target, strlen(target)) == 0, "%s", asked);
    ck_assert_ptr_nonnull(
        strstr(asked, keys[_i].header == NULL ? "\r\nAccept: application/json\r\n" : keys[_i].header));
    if (keys[_i].header == NULL)
        ck_assert(strstr(asked, "api-key") == NULL && strstr(asked, "CG-1") == NULL);
}
END_TEST

/* --- answers: the prices as "SOL 142135000, ZETA 820000", or what the refusal says */

static const struct {
    const char *scheme;
    const char *answer;
    const char *prices; /* NULL: refused */
    const char *detail;
} answers[] = {
    {"coingecko",
     FOUND("{\"solana\":{\"usd\":142.135,\"last_updated_at\":1768471200},\"zetachain\":{\"usd\":0.82,"
           "\"last_updated_at\":1768471200},\"bitcoin\":{}}"),
     "SOL 142135000, ZETA 820000", NULL},
    {"coingecko-pro", FOUND("{\"zetachain\":{\"usd\":1,\"last_updated_at\":1768471200},\"solana\":{}}"), "ZETA 1000000",
     NULL},
    {"coingecko", FOUND("{\"zetachain\":{\"usd\":null,\"last_updated_at\":null},\"solana\":null}"), NULL,
     "coingecko gave no price"},
    {"coingecko", FOUND("{\"solana\":{\"usd\":142.1}}"), NULL, "coingecko gave no price"},
    {"coingecko", FOUND("{\"solana\":{\"usd\":142.1,\"last_updated_at\":0}}"), NULL, "solana.last_updated_at"},
    {"coingecko", FOUND("{\"solana\":{\"usd\":142.1,\"last_updated_at\":1768471200.5}}"), NULL, "not be a fraction"},
    {"coingecko", FOUND("{\"solana\":7}"), NULL, "solana"},
    {"coingecko", FOUND("{\"solana\":"), NULL, "coingecko gave an answer that is not understood"},
    {"coingecko", STAND_IN_JSON("429 Too Many Requests", "", "{\"status\":{\"error_code\":429}}"), NULL,
     "coingecko answered 429."},
    {"pyth",
     FOUND(PYTH(FEED(ZETA_FEED, "82000000", "820000", "-8") "," FEED(SOL_FEED, "14213500000", "7105000", "-8"))),
     "SOL 142135000, ZETA 820000", NULL},
    /* Confidence: 1 % and just beyond. */
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "14213500000", "142135000", "-8"))), "SOL 142135000", NULL},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "14213500000", "142135001", "-8") "," FEED(ZETA_FEED, "82", "0", "-2"))),
     "ZETA 820000", NULL},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "14213500000", "-1", "-8"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "-14213500000", "0", "-8"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "0", "0", "-8"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "1", "0", "-7"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "19", "0", "-7"))), "SOL 1", NULL},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "1", "0", "9"))), "SOL 1000000000000000", NULL},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "1", "0", "10"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "1", "0", "30"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "1", "0", "31"))), NULL, "price.expo"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "142.1", "0", "0"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "1e2", "0", "0"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "9223372036854775807", "0", "-16"))), "SOL 922337203", NULL},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "9223372036854775808", "0", "-16"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED("00", "142", "0", "0"))), NULL, "pyth gave no price"},
    {"pyth", FOUND(PYTH(FEED(SOL_FEED, "142", "0", "0") "," FEED(SOL_FEED, "1", "0", "0"))), "SOL 142000000", NULL},
    {"pyth", FOUND(PYTH("")), NULL, "pyth gave no price"},
    {"pyth", FOUND("{}"), NULL, "parsed is required"},
    {"pyth", STAND_IN_JSON("404 Not Found", "", "Price ids not found"), NULL, "pyth answered 404."},
    {"pyth", "", NULL, "gave no answer"},
};

static const char *describe(const struct list *list) {
    struct text text = text_new(fixture.arena, 1000);
    const struct price *prices = list->items;
    for (size_t i = 0; i < list->count; i++) {
        ck_assert_int_eq(prices[i].published_at, 1768471200 * CLOCK_SECOND);
        text_append_format(&text, "%s%s %lld", i == 0 ? "" : ", ", prices[i].asset, (long long)prices[i].usd_micros);
    }
    return text.data;
}

START_TEST(test_answers) {
    struct list prices = {NULL, 17};
    const char *requests;
    configure("");
    enum status status = read_from(answers[_i].scheme, answers[_i].answer, &prices, &requests);
    if (answers[_i].prices != NULL) {
        ck_assert_msg(status == STATUS_OK, "%s", fixture.detail);
        ck_assert_str_eq(describe(&prices), answers[_i].prices);
        return;
    }
    ck_assert_int_eq(status, STATUS_UNAVAILABLE);
    ck_assert_msg(strstr(fixture.detail, answers[_i].detail) != NULL, "%s", fixture.detail);
    ck_assert_uint_eq(prices.count, 17);
}
END_TEST

/* A number of CoinGecko's, to the micro. */
static const struct {
    const char *number;
    int64_t micros; /* 0: refused */
} numbers[] = {
    {"142.135", 142135000},
    {"142", 142000000},
    {"142.0", 142000000},
    {"142.13500099999999999999999999", 142135000},
    {"142.9999999", 142999999},
    {"1.42e2", 142000000},
    {"1.42E+2", 142000000},
    {"14213.5e-2", 142135000},
    {"8.2e-7", 0},
    {"0.000001", 1},
    {"0.0000019", 1},
    {"0.0000009", 0},
    {"0", 0},
    {"0.0", 0},
    {"-0.0", 0},
    {"-142.135", 0},
    {"0e99", 0},
    {"1e9", 1000000000000000},
    {"1000000000", 1000000000000000},
    {"1000000000.000001", 0},
    {"1e10", 0},
    {"1e30", 0},
    {"1e31", 0},
    {"1e-31", 0},
    {"1e308", 0},
    {"99999999999999999999", 0},
    {"142.1350000000000000000000000000000000000000000000000000000000000000000000000000", 0}, /* 79 digits */
    {"\"142.135\"", 0},
    {"true", 0},
    {"[142.135]", 0},
};

START_TEST(test_numbers) {
    struct list prices;
    const char *requests;
    configure("");
    const char *answer = arena_format(fixture.arena, FOUND("{\"solana\":{\"usd\":%s,\"last_updated_at\":1768471200}}"),
                                      numbers[_i].number);
    enum status status = read_from("coingecko", answer, &prices, &requests);
    ck_assert_msg(status == (numbers[_i].micros == 0 ? STATUS_UNAVAILABLE : STATUS_OK), "%s", numbers[_i].number);
    if (status == STATUS_OK)
        ck_assert_int_eq(((struct price *)prices.items)->usd_micros, numbers[_i].micros);
    else
        ck_assert_ptr_nonnull(strstr(fixture.detail, "gave no price"));
}
END_TEST

Suite *price_suite(void) {
    Suite *suite = suite_create("price");
    TCase *tcase = fixture_case(suite, "price");
    tcase_add_test(tcase, test_sources);
    tcase_add_test(tcase, test_the_default_is_good);
    tcase_add_test(tcase, test_bad_sources);
    tcase_add_loop_test(tcase, test_requests, 0, sizeof keys / sizeof *keys);
    tcase_add_loop_test(tcase, test_answers, 0, sizeof answers / sizeof *answers);
    tcase_add_loop_test(tcase, test_numbers, 0, sizeof numbers / sizeof *numbers);
    return suite;
}
