#include "price.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "http_client.h"
#include "json_read.h"
#include "text.h"

#include <string.h>

enum {
    ANSWER_MILLISECONDS = 5000,
    ANSWER_MAXIMUM = 64 * 1024,
    DIGITS_MAXIMUM = 64,
    EXPONENT_MAXIMUM = 30,
    MICROS_DECIMALS = 6,
    FEEDS_MAXIMUM = 16,
    ASSETS = 2,
};

#define USD_MICROS_MAXIMUM INT64_C(1000000000000000)
#define SECONDS_MAXIMUM INT64_C(253402300799) /* the end of the year 9999 */
#define DIGITS "0123456789"

/* --- numbers, without floating point */

/* `count` digits times 10^shift, rounded down. False unless it is a price. */
static bool scale_digits(const char *digits, size_t count, int64_t shift, int64_t *ret_micros) {
    int64_t micros = 0;
    int64_t places = (int64_t)count + shift;
    for (int64_t i = 0; i < places; i++) {
        micros = micros * 10 + (i < (int64_t)count ? digits[i] - '0' : 0);
        if (micros > USD_MICROS_MAXIMUM)
            return false;
    }
    *ret_micros = micros;
    return micros > 0;
}

/* What follows the digits of a JSON number (RFC 8259 section 6): nothing, or an exponent of a sensible size. */
static bool parse_exponent(const char *text, int64_t *ret_exponent) {
    *ret_exponent = 0;
    if (*text == '\0')
        return true;
    if (*text != 'e' && *text != 'E')
        return false;
    return text_parse_integer(text + (text[1] == '+' ? 2 : 1), ret_exponent) && *ret_exponent >= -EXPONENT_MAXIMUM &&
           *ret_exponent <= EXPONENT_MAXIMUM;
}

/* A JSON number as it was written, in dollars. False unless it is a price. */
static bool parse_dollars(const char *number, int64_t *ret_micros) {
    char digits[DIGITS_MAXIMUM];
    size_t whole = strspn(number, DIGITS);
    const char *fraction = number + whole + (number[whole] == '.');
    size_t decimals = fraction == number + whole ? 0 : strspn(fraction, DIGITS);
    int64_t exponent;
    if (whole + decimals > DIGITS_MAXIMUM || !parse_exponent(fraction + decimals, &exponent))
        return false;
    memcpy(digits, number, whole);
    memcpy(digits + whole, fraction, decimals);
    return scale_digits(digits, whole + decimals, exponent - (int64_t)decimals + MICROS_DECIMALS, ret_micros);
}

/* --- CoinGecko */

struct coin {
    const char *usd; /* a number, as it was written */
    int64_t last_updated_at;
};
static const struct field coin_fields[] = {
    {"usd", FIELD_JSON, offsetof(struct coin, usd)},
    {"last_updated_at", FIELD_INTEGER, offsetof(struct coin, last_updated_at), FIELD_NULLABLE, 1, SECONDS_MAXIMUM},
};
static const struct shape coin_shape = SHAPE("CoinGeckoCoin", struct coin, coin_fields);

struct coins {
    struct coin solana;
    struct coin zetachain;
};
static const struct field coins_fields[] = {
    {"solana", FIELD_OBJECT, offsetof(struct coins, solana), FIELD_NULLABLE, .shape = &coin_shape},
    {"zetachain", FIELD_OBJECT, offsetof(struct coins, zetachain), FIELD_NULLABLE, .shape = &coin_shape},
};
static const struct shape coins_shape = SHAPE("CoinGeckoPrices", struct coins, coins_fields);

static bool take_coin(const struct coin *coin, const char *asset, struct price *ret_price) {
    int64_t micros;
    if (coin->usd == NULL || coin->last_updated_at == FIELD_INTEGER_NONE || !parse_dollars(coin->usd, &micros))
        return false;
    *ret_price = (struct price){asset, micros, coin->last_updated_at * CLOCK_SECOND};
    return true;
}

static size_t take_coins(const void *answer, struct price *ret_prices) {
    const struct coins *coins = answer;
    size_t count = take_coin(&coins->solana, "SOL", ret_prices);
    return count + take_coin(&coins->zetachain, "ZETA", ret_prices + count);
}

/* --- Pyth */

#define SOL_FEED "ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d"
#define ZETA_FEED "b70656181007f487e392bf0d92e55358e9f0da5da6531c7c4ce7828aa11277fe"

/* `price` and `conf` are integers, both to be multiplied by 10^expo. */
struct quote {
    const char *price;
    const char *conf;
    int64_t expo;
    int64_t publish_time;
};
static const struct field quote_fields[] = {
    {"price", FIELD_TEXT, offsetof(struct quote, price), FIELD_REQUIRED, 1, 20},
    {"conf", FIELD_TEXT, offsetof(struct quote, conf), FIELD_REQUIRED, 1, 20},
    {"expo", FIELD_INTEGER, offsetof(struct quote, expo), FIELD_REQUIRED, -EXPONENT_MAXIMUM, EXPONENT_MAXIMUM},
    {"publish_time", FIELD_INTEGER, offsetof(struct quote, publish_time), FIELD_REQUIRED, 1, SECONDS_MAXIMUM},
};
static const struct shape quote_shape = SHAPE("PythQuote", struct quote, quote_fields);

struct feed {
    const char *id;
    struct quote price;
};
static const struct field feed_fields[] = {
    {"id", FIELD_TEXT, offsetof(struct feed, id), FIELD_REQUIRED},
    {"price", FIELD_OBJECT, offsetof(struct feed, price), FIELD_REQUIRED, .shape = &quote_shape},
};
static const struct shape feed_shape = SHAPE("PythFeed", struct feed, feed_fields);

struct feeds {
    struct list parsed;
};
static const struct field feeds_fields[] = {
    {"parsed", FIELD_LIST, offsetof(struct feeds, parsed), FIELD_REQUIRED, 0, FEEDS_MAXIMUM, .shape = &feed_shape},
};
static const struct shape feeds_shape = SHAPE("PythPrices", struct feeds, feeds_fields);

static bool take_feed(const struct feed *feed, const char *asset, struct price *ret_price) {
    const struct quote *quote = &feed->price;
    int64_t price;
    int64_t confidence;
    int64_t micros;
    if (!text_parse_integer(quote->price, &price) || !text_parse_integer(quote->conf, &confidence) || price <= 0 ||
        confidence < 0 || confidence > price / 100)
        return false;
    if (!scale_digits(quote->price, strlen(quote->price), quote->expo + MICROS_DECIMALS, &micros))
        return false;
    *ret_price = (struct price){asset, micros, quote->publish_time * CLOCK_SECOND};
    return true;
}

static const struct feed *find_feed(const struct feeds *feeds, const char *id) {
    const struct feed *feed = feeds->parsed.items;
    for (size_t i = 0; i < feeds->parsed.count; i++)
        if (text_equal(feed[i].id, id))
            return &feed[i];
    return NULL;
}

static size_t take_feeds(const void *answer, struct price *ret_prices) {
    static const char *const wanted[ASSETS][2] = {{SOL_FEED, "SOL"}, {ZETA_FEED, "ZETA"}};
    size_t count = 0;
    for (size_t i = 0; i < ASSETS; i++) {
        const struct feed *feed = find_feed(answer, wanted[i][0]);
        count += feed != NULL && take_feed(feed, wanted[i][1], ret_prices + count);
    }
    return count;
}

/* --- sources */

struct price_service {
    const char *scheme;
    const char *name;
    const char *path;
    const char *key_header; /* NULL: wants no key */
    const struct shape *shape;
    size_t (*take)(const void *answer, struct price *ret_prices); /* ret_prices has room for ASSETS; how many it was */
};

#define SIMPLE_PRICE "/simple/price?ids=solana,zetachain&vs_currencies=usd&include_last_updated_at=true&precision=full"
#define LATEST_PRICE "/v2/updates/price/latest?ids[]=" SOL_FEED "&ids[]=" ZETA_FEED "&parsed=true"

static const struct price_service services[] = {
    {"coingecko+", "coingecko", SIMPLE_PRICE, "x-cg-demo-api-key", &coins_shape, take_coins},
    {"coingecko-pro+", "coingecko", SIMPLE_PRICE, "x-cg-pro-api-key", &coins_shape, take_coins},
    {"pyth+", "pyth", LATEST_PRICE, NULL, &feeds_shape, take_feeds},
};

static bool starts_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

static bool parse_source(const char *entry, struct price_source *ret_source) {
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        const char *base = entry + strlen(services[i].scheme);
        if (!starts_with(entry, services[i].scheme) || !(starts_with(base, "https://") || starts_with(base, "http://")))
            continue;
        *ret_source = (struct price_source){services[i].name, &services[i], base};
        return true;
    }
    return false;
}

static bool has_name(const struct price_source *sources, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(sources[i].name, name))
            return true;
    return false;
}

/* An address may carry a key, so a refusal counts entries instead of repeating them. */
enum status price_sources(struct context *context, const char *urls, struct list *ret_sources) {
    struct price_source *sources = arena_array(context->arena, sizeof services / sizeof *services, sizeof *sources);
    size_t count = 0;
    for (const char *at = urls; *at != '\0'; count++) {
        struct price_source source;
        size_t length = strcspn(at, ",");
        if (!parse_source(arena_copy(context->arena, at, length), &source))
            return context_refuse(context, STATUS_INVALID_INPUT,
                                  "Entry %zu of GEM_PRICE_URLS is none of coingecko+URL, coingecko-pro+URL, pyth+URL.",
                                  count + 1);
        if (has_name(sources, count, source.name))
            return context_refuse(context, STATUS_INVALID_INPUT, "GEM_PRICE_URLS names %s twice.", source.name);
        sources[count] = source;
        at += length + (at[length] == ',');
    }
    *ret_sources = (struct list){sources, count};
    return STATUS_OK;
}

static enum status ask(struct context *context, const struct price_source *source, struct http_answer *ret_answer) {
    const struct price_service *service = source->service;
    const char *key = config_text(context->config, SETTING_PRICE_API_KEY);
    bool keyed = service->key_header != NULL && *key != '\0';
    const struct http_header headers[] = {{"Accept", "application/json"}, {service->key_header, key}};
    const struct http_call call = {
        .method = "GET",
        .url = arena_format(context->arena, "%s%s", source->base, service->path),
        .headers = headers,
        .header_count = keyed ? 2 : 1,
        .timeout = ANSWER_MILLISECONDS,
        .answer_maximum = ANSWER_MAXIMUM,
    };
    return http_client_send(context, &call, ret_answer);
}

enum status price_read(struct context *context, const struct price_source *source, struct list *ret_prices) {
    struct price *prices = arena_array(context->arena, ASSETS, sizeof *prices);
    struct http_answer answer;
    union {
        struct coins coins;
        struct feeds feeds;
    } content;
    enum status status = ask(context, source, &answer);
    if (status != STATUS_OK)
        return status;
    if (answer.status != 200)
        return context_refuse(context, STATUS_UNAVAILABLE, "%s answered %d.", source->name, answer.status);
    if (json_read_answer(context, answer.body, answer.body_length, source->service->shape, &content) != STATUS_OK)
        return context_refuse(context, STATUS_UNAVAILABLE, "%s gave an answer that is not understood: %s", source->name,
                              context->detail);
    size_t count = source->service->take(&content, prices);
    if (count == 0)
        return context_refuse(context, STATUS_UNAVAILABLE, "%s gave no price that can be relied on.", source->name);
    *ret_prices = (struct list){prices, count};
    return STATUS_OK;
}
