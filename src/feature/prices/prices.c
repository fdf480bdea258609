#include "prices/prices.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "db.h"
#include "money.h"
#include "price.h"

enum status prices_current(struct context *context, const char *asset, int64_t *ret_micros) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PRICES_CURRENT, DB(asset), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0) {
        context->retry_after = 15;
        return context_refuse(
            context, STATUS_PRICE_UNAVAILABLE,
            "The sources of the %s price are out of date or disagree. Pay with credit or USDC, or try "
            "again soon.",
            asset);
    }
    return money_parse(db_text(rows, 0, 0), ret_micros) ? STATUS_OK : STATUS_INTERNAL;
}

static void queue_problem(struct context *context, const struct price_source *source) {
    static const char *const assets[] = {"SOL", "ZETA"};
    const char *why = context->detail == NULL ? "no usable answer" : context->detail;
    db_queue(context, SQL_PRICES_STORE_PROBLEM,
             DB(source->name, why, db_array(context->arena, assets, sizeof assets / sizeof *assets)), NULL);
}

static enum status fetch(struct context *context, const struct price_source *source) {
    struct arena *arena = context->arena;
    struct list prices;
    enum status result = price_read(context, source, &prices);
    if (result != STATUS_OK)
        queue_problem(context, source);
    const struct price *price = prices.items;
    for (size_t i = 0; result == STATUS_OK && i < prices.count; i++)
        db_queue(context, SQL_PRICES_STORE,
                 DB(price[i].asset, source->name, money_text(arena, price[i].usd_micros),
                    clock_text(arena, price[i].published_at)),
                 NULL);
    enum status status = db_settle(context);
    return status == STATUS_OK ? result : status;
}

static enum status forget_others(struct context *context, const struct price_source *sources, size_t count) {
    const char **names = arena_array(context->arena, count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = sources[i].name;
    return db_query(context, SQL_PRICES_FORGET, DB(db_array(context->arena, names, count)), NULL);
}

enum status prices_schedule_fetch(struct context *context) {
    struct list list;
    enum status worst = STATUS_OK;
    enum status status = price_sources(context, config_text(context->config, SETTING_PRICE_URLS), &list);
    const struct price_source *sources = list.items;
    if (status == STATUS_OK)
        status = forget_others(context, sources, list.count);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < list.count; i++) {
        status = fetch(context, &sources[i]);
        if (status != STATUS_OK)
            worst = status;
    }
    return worst;
}
