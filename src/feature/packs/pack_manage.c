#include "packs/pack_manage.h"

#include "arena.h"
#include "buyback/buyback.h"
#include "catalog/rarity.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "fairness/version_hash.h"
#include "id.h"
#include "money.h"
#include "packs/pack_version.h"
#include "packs/packs.h"
#include "text.h"

#include <string.h>

/* Hundredths of a percent. */
enum { WHOLE = 10000 };

const char *const managed_statuses[] = {"DRAFT", "ACTIVE", "PAUSED", "ENDED", NULL};

static const struct field form_option_fields[] = {
    {"value", FIELD_TEXT, offsetof(struct form_option, value)},
    {"label", FIELD_TEXT, offsetof(struct form_option, label)},
    {"figure", FIELD_TEXT, offsetof(struct form_option, figure), FIELD_NULLABLE,
     .description = "Of a pool: what its gems are worth on average, USD"},
    {"count", FIELD_INTEGER, offsetof(struct form_option, count), FIELD_NULLABLE,
     .description = "Of a pool: how many gems wait in it"},
};
const struct shape form_option_shape = SHAPE("FormOption", struct form_option, form_option_fields);

#define PACK_FIELDS                                                                                                    \
    {"id", FIELD_ID, offsetof(struct managed_pack, id)},                                                               \
        {"series_id", FIELD_ID, offsetof(struct managed_pack, series_id)},                                             \
        {"series", FIELD_TEXT, offsetof(struct managed_pack, series)},                                                 \
        {"name", FIELD_TEXT, offsetof(struct managed_pack, name)},                                                     \
        {"description", FIELD_TEXT, offsetof(struct managed_pack, description)},                                       \
        {"price_usd", FIELD_MONEY, offsetof(struct managed_pack, price_usd)},                                          \
        {"xp_reward", FIELD_INTEGER, offsetof(struct managed_pack, xp_reward)},                                        \
        {"max_supply", FIELD_INTEGER, offsetof(struct managed_pack, max_supply)},                                      \
        {"remaining", FIELD_INTEGER, offsetof(struct managed_pack, remaining)},                                        \
        {"status", FIELD_CHOICE, offsetof(struct managed_pack, status), .choices = managed_statuses},                  \
        {"image_gradient", FIELD_TEXT, offsetof(struct managed_pack, image_gradient)},                                 \
        {"cover_image_url", FIELD_TEXT, offsetof(struct managed_pack, cover_image_url), FIELD_NULLABLE},               \
        {"odds_version", FIELD_INTEGER, offsetof(struct managed_pack, odds_version), FIELD_NULLABLE,                   \
         .description = "Of its current odds; null: it has none yet"},                                                 \
        {"version_hash", FIELD_HEX, offsetof(struct managed_pack, version_hash), FIELD_NULLABLE, .maximum = 64},       \
        {"created_at", FIELD_TIME, offsetof(struct managed_pack, created_at)}, {                                       \
        "version", FIELD_INTEGER, offsetof(struct managed_pack, version)                                               \
    }

#define VALUE_FIELD                                                                                                    \
    {                                                                                                                  \
        "expected_value_usd", FIELD_MONEY, offsetof(struct managed_pack, expected_value_usd), FIELD_NULLABLE,          \
            .description = "From the current odds and what is left in the pools"                                       \
    }

static const struct field managed_pack_fields[] = {PACK_FIELDS};
const struct shape managed_pack_shape = SHAPE("AdminPackRecord", struct managed_pack, managed_pack_fields);

static const struct field managed_pack_row_fields[] = {PACK_FIELDS, VALUE_FIELD};
const struct shape managed_pack_row_shape = SHAPE("AdminPackRow", struct managed_pack, managed_pack_row_fields);

static const struct field managed_row_fields[] = {
    {"pool_id", FIELD_ID, offsetof(struct managed_row, pool_id)},
    {"collection", FIELD_TEXT, offsetof(struct managed_row, collection)},
    {"rarity", FIELD_CHOICE, offsetof(struct managed_row, rarity), .choices = rarities},
    {"drop_rate", FIELD_DECIMAL, offsetof(struct managed_row, drop_rate), .maximum = 2, .description = "Percent"},
    {"fmv_min_usd", FIELD_MONEY, offsetof(struct managed_row, fmv_min_usd), .description = "As published"},
    {"fmv_max_usd", FIELD_MONEY, offsetof(struct managed_row, fmv_max_usd), .description = "As published"},
    {"available", FIELD_INTEGER, offsetof(struct managed_row, available), .description = "Gems left in the pool"},
    {"average_fmv_usd", FIELD_MONEY, offsetof(struct managed_row, average_fmv_usd), .description = "Of those left"},
};
static const struct shape managed_row_shape = SHAPE("AdminOddsRow", struct managed_row, managed_row_fields);

static const struct field managed_version_fields[] = {
    {"version", FIELD_INTEGER, offsetof(struct managed_version, version)},
    {"version_hash", FIELD_HEX, offsetof(struct managed_version, version_hash), .maximum = 64},
    {"created_at", FIELD_TIME, offsetof(struct managed_version, created_at)},
    {"current", FIELD_BOOLEAN, offsetof(struct managed_version, current)},
    {"odds", FIELD_TEXT, offsetof(struct managed_version, odds), .description = "In words"},
};
static const struct shape managed_version_shape =
    SHAPE("AdminOddsVersion", struct managed_version, managed_version_fields);

static const struct field managed_detail_fields[] = {
    PACK_FIELDS,
    VALUE_FIELD,
    {"instant_sale", FIELD_INTEGER, offsetof(struct managed_detail, instant_sale),
     .description = "What one gives of a gem's value, in basis points"},
    {"instant_return", FIELD_DECIMAL, offsetof(struct managed_detail, instant_return), FIELD_NULLABLE, .maximum = 2,
     .description = "Percent of the price that an instant sale gives back on average"},
    {"rows", FIELD_LIST, offsetof(struct managed_detail, rows), .shape = &managed_row_shape},
    {"versions", FIELD_LIST, offsetof(struct managed_detail, versions), .shape = &managed_version_shape},
    {"series_id_options", FIELD_LIST, offsetof(struct managed_detail, series), .shape = &form_option_shape},
    {"pool_id_options", FIELD_LIST, offsetof(struct managed_detail, pools), .shape = &form_option_shape},
};
const struct shape managed_detail_shape = SHAPE("AdminPack", struct managed_detail, managed_detail_fields);

enum status packs_manage_list(struct context *context, const struct pack_search *search, const char *cursor,
                              int64_t limit, struct page *ret_page) {
    static const char list_name[] = "packs/manage";
    struct arena *arena = context->arena;
    const char *place[CURSOR_PARTS];
    const char *pattern = search->q == NULL ? NULL : text_like_pattern(arena, search->q);
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, SQL_PACKS_MANAGE_LIST,
                      DB(search->series_id, search->status, pattern, place[0], place[1],
                         text_from_integer(arena, limit + 1)),
                      &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &managed_pack_row_shape)};
    const struct managed_pack *packs = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(arena, packs[limit - 1].created_at), packs[limit - 1].id);
    return STATUS_OK;
}

enum status packs_expected_value(const struct managed_row *rows, size_t count, int64_t *ret_micros) {
    int64_t sum = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        int64_t share;
        status = money_share(rows[i].average_fmv_usd, version_hash_parse_rate(rows[i].drop_rate), &share);
        if (status == STATUS_OK)
            status = money_add(sum, share, &sum);
    }
    if (status == STATUS_OK)
        *ret_micros = sum;
    return status;
}

enum status packs_instant_return(struct context *context, int64_t value, int64_t price, const char **ret_percent) {
    int64_t back;
    int64_t percent;
    enum status status = money_share(value, BUYBACK_BASIS_POINTS, &back);
    if (status == STATUS_OK)
        status = money_ratio(back, WHOLE, price, &percent);
    if (status == STATUS_OK)
        *ret_percent = arena_format(context->arena, "%lld.%02lld", (long long)percent / 100, (long long)percent % 100);
    return status;
}

static enum status read_pack(struct context *context, const struct db_rows *rows, const struct shape *shape,
                             void *ret_pack) {
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such pack.");
    db_read(rows, 0, shape, ret_pack);
    return STATUS_OK;
}

enum status packs_manage_show(struct context *context, const char *id, struct managed_detail *ret_pack) {
    struct db_rows *pack_rows;
    struct db_rows *rows;
    struct db_rows *versions;
    struct db_rows *series;
    struct db_rows *pools;
    db_queue(context, SQL_PACKS_MANAGE_SHOW, DB(id), &pack_rows);
    db_queue(context, SQL_PACKS_MANAGE_ROWS, DB(id), &rows);
    db_queue(context, SQL_PACKS_MANAGE_VERSIONS, DB(id), &versions);
    db_queue(context, SQL_PACKS_SERIES_OPTIONS, DB_NONE, &series);
    db_queue(context, SQL_PACKS_MANAGE_POOLS, DB(id), &pools);
    enum status status = db_flush(context);
    if (status == STATUS_OK)
        status = read_pack(context, pack_rows, &managed_detail_shape, ret_pack);
    if (status != STATUS_OK)
        return status;
    ret_pack->instant_sale = BUYBACK_BASIS_POINTS;
    ret_pack->rows = db_read_list(context, rows, &managed_row_shape);
    ret_pack->versions = db_read_list(context, versions, &managed_version_shape);
    ret_pack->series = db_read_list(context, series, &form_option_shape);
    ret_pack->pools = db_read_list(context, pools, &form_option_shape);
    if (ret_pack->rows.count == 0)
        return STATUS_OK;
    status = packs_expected_value(ret_pack->rows.items, ret_pack->rows.count, &ret_pack->pack.expected_value_usd);
    if (status != STATUS_OK)
        return status;
    return packs_instant_return(context, ret_pack->pack.expected_value_usd, ret_pack->pack.price_usd,
                                &ret_pack->instant_return);
}

enum status packs_manage_lock(struct context *context, const char *id, struct managed_pack *ret_pack) {
    struct db_rows *locked;
    struct db_rows *rows;
    /* Looked at by a statement of its own, which sees what was committed while the first one waited. */
    db_queue(context, SQL_PACKS_MANAGE_LOCK, DB(id), &locked);
    db_queue(context, SQL_PACKS_MANAGE_SHOW, DB(id), &rows);
    enum status status = db_flush(context);
    return status == STATUS_OK ? read_pack(context, rows, &managed_pack_shape, ret_pack) : status;
}

static enum status check_gradient(struct context *context, const char *gradient) {
    static const char digits[] = "0123456789abcdefABCDEF";
    bool fits = gradient[0] == '#' && strspn(gradient + 1, digits) == 6 && gradient[7] == ',' && gradient[8] == '#' &&
                strspn(gradient + 9, digits) == 6;
    if (fits)
        return STATUS_OK;
    return context_field_error(context, "image_gradient", "invalid", "must be two colours: #rrggbb,#rrggbb");
}

enum status packs_manage_create(struct context *context, const struct pack_wish *wish, const char **ret_id) {
    struct arena *arena = context->arena;
    const char *id = id_new(arena);
    enum status status = check_gradient(context, wish->image_gradient);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_PACKS_CREATE,
             DB(id, wish->series_id, wish->name, wish->description == NULL ? "" : wish->description,
                money_text(arena, wish->price_usd), text_from_integer(arena, wish->xp_reward),
                text_from_integer(arena, wish->max_supply), wish->image_gradient),
             NULL);
    status = db_flush(context);
    if (status == STATUS_OK)
        *ret_id = id;
    return status;
}

struct forgotten {
    const char *pack_id;
};

static void forget_cached(struct context *context, void *argument) {
    const struct forgotten *forgotten = argument;
    packs_forget_cached(context, forgotten->pack_id);
}

static void forget_when_committed(struct context *context, const char *pack_id) {
    struct forgotten *forgotten = arena_alloc(context->arena, sizeof *forgotten);
    forgotten->pack_id = pack_id;
    db_after_commit(context, forget_cached, forgotten);
}

enum status packs_manage_change(struct context *context, const struct managed_pack *pack,
                                const struct pack_wish *wish) {
    struct arena *arena = context->arena;
    bool starts = !text_equal(pack->status, wish->status) && text_equal(wish->status, "ACTIVE");
    enum status status = check_gradient(context, wish->image_gradient);
    if (status != STATUS_OK)
        return status;
    if (starts && pack->odds_version == FIELD_INTEGER_NONE)
        return context_refuse(context, STATUS_RULE_REFUSED, "A pack is sold with odds; publish them first.");
    db_queue(context, SQL_PACKS_MANAGE_UPDATE,
             DB(pack->id, wish->series_id, wish->name, wish->description == NULL ? "" : wish->description,
                money_text(arena, wish->price_usd), text_from_integer(arena, wish->xp_reward), wish->image_gradient,
                wish->cover_image_url, wish->status),
             NULL);
    if (wish->add_supply != FIELD_INTEGER_NONE && wish->add_supply > 0)
        db_queue(context, SQL_PACKS_GROW_SUPPLY, DB(pack->id, text_from_integer(arena, wish->add_supply)), NULL);
    forget_when_committed(context, pack->id);
    return db_flush(context);
}

enum status packs_manage_publish(struct context *context, const struct managed_pack *pack, const struct list *rows) {
    if (text_equal(pack->status, "ENDED"))
        return context_refuse(context, STATUS_RULE_REFUSED, "The pack has ended.");
    forget_when_committed(context, pack->id);
    return pack_version_publish_pools(context, pack->id, rows, "rows", pack->version_hash);
}

enum status packs_series_options(struct context *context, struct list *ret_options) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PACKS_SERIES_OPTIONS, DB_NONE, &rows);
    if (status == STATUS_OK)
        *ret_options = db_read_list(context, rows, &form_option_shape);
    return status;
}
