#include "packs/pack_version.h"

#include "arena.h"
#include "catalog/rarity.h"
#include "db.h"
#include "fairness/version_hash.h"
#include "id.h"
#include "text.h"

#include <stdlib.h>

enum { FULL_RATE = 10000 };

static const struct field drop_row_fields[] = {
    {"collection", FIELD_TEXT, offsetof(struct drop_row, collection), FIELD_REQUIRED, 1, 64},
    {"rarity", FIELD_CHOICE, offsetof(struct drop_row, rarity), FIELD_REQUIRED, .choices = rarities},
    {"drop_rate", FIELD_DECIMAL, offsetof(struct drop_row, drop_rate), FIELD_REQUIRED, .maximum = 2},
};
const struct shape drop_row_shape = SHAPE("DropRow", struct drop_row, drop_row_fields);

static const struct field pool_rate_fields[] = {
    {"pool_id", FIELD_ID, offsetof(struct pool_rate, pool_id), FIELD_REQUIRED},
    {"drop_rate", FIELD_DECIMAL, offsetof(struct pool_rate, drop_rate), FIELD_REQUIRED, .maximum = 2,
     .description = "Percent; all together exactly 100.00"},
};
const struct shape pool_rate_shape = SHAPE("PoolRate", struct pool_rate, pool_rate_fields);

/* A row with its pool and the range of FMV found there. */
struct pool_value {
    int64_t row; /* from 1 */
    const char *pool_id;
    const char *collection_id;
    const char *rarity;
    const char *fmv_min;
    const char *fmv_max;
};

static const struct field pool_value_fields[] = {
    {"row", FIELD_INTEGER, offsetof(struct pool_value, row)},
    {"pool_id", FIELD_ID, offsetof(struct pool_value, pool_id)},
    {"collection_id", FIELD_ID, offsetof(struct pool_value, collection_id)},
    {"rarity", FIELD_TEXT, offsetof(struct pool_value, rarity)},
    {"fmv_min", FIELD_DECIMAL, offsetof(struct pool_value, fmv_min), .maximum = 6},
    {"fmv_max", FIELD_DECIMAL, offsetof(struct pool_value, fmv_max), .maximum = 6},
};
static const struct shape pool_value_shape = SHAPE("PoolValue", struct pool_value, pool_value_fields);

static enum status check_rates(struct context *context, const char *const *texts, size_t count, const char *path,
                               int64_t *ret_rates) {
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        ret_rates[i] = version_hash_parse_rate(texts[i]);
        if (ret_rates[i] <= 0 || ret_rates[i] > FULL_RATE)
            return context_field_error(context, arena_format(context->arena, "%s[%zu].drop_rate", path, i),
                                       "out_of_range", "must be from 0.01 to 100.00");
        sum += ret_rates[i];
    }
    if (sum != FULL_RATE)
        return context_refuse(context, STATUS_DROP_RATES_NOT_100,
                              "The drop rates of %s add up to %lld.%02lld, not 100.00.", path, (long long)sum / 100,
                              (long long)sum % 100);
    return STATUS_OK;
}

/* Every row must name a pool that has stones, and no pool twice. */
static enum status read_pools(struct context *context, const struct list *rows, const char *path,
                              struct list *ret_pools) {
    const struct drop_row *drop_rows = rows->items;
    const char *collections[ODDS_ROWS_MAXIMUM];
    const char *row_rarities[ODDS_ROWS_MAXIMUM];
    struct db_rows *found;
    for (size_t i = 0; i < rows->count; i++) {
        collections[i] = drop_rows[i].collection;
        row_rarities[i] = drop_rows[i].rarity;
    }
    enum status status = db_query(context, SQL_PACKS_POOL_VALUES,
                                  DB(db_array(context->arena, collections, rows->count),
                                     db_array(context->arena, row_rarities, rows->count)),
                                  &found);
    if (status != STATUS_OK)
        return status;
    *ret_pools = db_read_list(context, found, &pool_value_shape);
    const struct pool_value *pools = ret_pools->items;
    for (size_t i = 0, next = 0; i < rows->count; i++) {
        if (next < ret_pools->count && pools[next].row == (int64_t)i + 1)
            next++;
        else
            status = context_field_error(context, arena_format(context->arena, "%s[%zu]", path, i), "empty_pool",
                                         "names %s %s, where no stone is left", collections[i], row_rarities[i]);
    }
    return status;
}

enum status pack_version_read_rates(struct context *context, const struct list *rows, const char *path,
                                    int64_t *ret_rates) {
    const struct pool_rate *lines = rows->items;
    const char *texts[ODDS_ROWS_MAXIMUM];
    enum status status = STATUS_OK;
    for (size_t i = 0; i < rows->count; i++) {
        texts[i] = lines[i].drop_rate;
        for (size_t before = 0; before < i; before++)
            if (text_equal(lines[before].pool_id, lines[i].pool_id))
                status = context_field_error(context, arena_format(context->arena, "%s[%zu].pool_id", path, i),
                                             "duplicate", "stands in row %zu already", before + 1);
    }
    return status == STATUS_OK ? check_rates(context, texts, rows->count, path, ret_rates) : status;
}

/* As read_pools(), by id. */
static enum status find_pools(struct context *context, const struct list *rows, const char *path,
                              struct list *ret_pools) {
    const struct pool_rate *lines = rows->items;
    const char *ids[ODDS_ROWS_MAXIMUM];
    struct db_rows *found;
    for (size_t i = 0; i < rows->count; i++)
        ids[i] = lines[i].pool_id;
    enum status status =
        db_query(context, SQL_PACKS_POOLS_BY_ID, DB(db_array(context->arena, ids, rows->count)), &found);
    if (status != STATUS_OK)
        return status;
    *ret_pools = db_read_list(context, found, &pool_value_shape);
    const struct pool_value *pools = ret_pools->items;
    for (size_t i = 0, next = 0; i < rows->count; i++) {
        if (next < ret_pools->count && pools[next].row == (int64_t)i + 1)
            next++;
        else
            status = context_field_error(context, arena_format(context->arena, "%s[%zu].pool_id", path, i),
                                         "empty_pool", "names a pool in which no stone is left");
    }
    return status;
}

static const char *rate_array(struct arena *arena, const int64_t *rates, size_t count) {
    const char *texts[ODDS_ROWS_MAXIMUM];
    for (size_t i = 0; i < count; i++)
        texts[i] = text_from_integer(arena, rates[i]);
    return db_array(arena, texts, count);
}

static const char *hash_of(struct arena *arena, const struct pool_value *pools, const int64_t *rates, size_t count) {
    struct hashed_row hashed[ODDS_ROWS_MAXIMUM];
    for (size_t i = 0; i < count; i++)
        hashed[i] = (struct hashed_row){pools[i].collection_id,
                                        arena_format(arena, "%lld.%02lld", (long long)rates[i] / 100,
                                                     (long long)rates[i] % 100),
                                        pools[i].fmv_max, pools[i].fmv_min, pools[i].rarity};
    return version_hash_make(arena, hashed, count);
}

static void queue_version(struct context *context, const char *pack_id, const struct list *pools,
                          const int64_t *rates) {
    struct arena *arena = context->arena;
    const struct pool_value *values = pools->items;
    const char *pool_ids[ODDS_ROWS_MAXIMUM];
    const char *least[ODDS_ROWS_MAXIMUM];
    const char *greatest[ODDS_ROWS_MAXIMUM];
    const char *id = id_new(arena);
    for (size_t i = 0; i < pools->count; i++) {
        pool_ids[i] = values[i].pool_id;
        least[i] = values[i].fmv_min;
        greatest[i] = values[i].fmv_max;
    }
    db_queue(context, SQL_PACKS_CREATE_VERSION, DB(id, pack_id, hash_of(arena, values, rates, pools->count)), NULL);
    db_queue(context, SQL_PACKS_CREATE_VERSION_ROWS,
             DB(id, db_array(arena, pool_ids, pools->count), rate_array(arena, rates, pools->count),
                db_array(arena, least, pools->count), db_array(arena, greatest, pools->count)),
             NULL);
    db_queue(context, SQL_PACKS_PUBLISH_VERSION, DB(pack_id, id), NULL);
}

enum status pack_version_publish(struct context *context, const char *pack_id, const struct list *rows,
                                 const char *path) {
    const struct drop_row *drop_rows = rows->items;
    const char *texts[ODDS_ROWS_MAXIMUM];
    int64_t rates[ODDS_ROWS_MAXIMUM];
    struct list pools;
    if (rows->count > ODDS_ROWS_MAXIMUM)
        abort();
    for (size_t i = 0; i < rows->count; i++)
        texts[i] = drop_rows[i].drop_rate;
    enum status status = check_rates(context, texts, rows->count, path, rates);
    if (status == STATUS_OK)
        status = read_pools(context, rows, path, &pools);
    if (status != STATUS_OK)
        return status;
    queue_version(context, pack_id, &pools, rates);
    return db_flush(context);
}

enum status pack_version_publish_pools(struct context *context, const char *pack_id, const struct list *rows,
                                       const char *path, const char *current_hash) {
    int64_t rates[ODDS_ROWS_MAXIMUM];
    struct list pools;
    if (rows->count > ODDS_ROWS_MAXIMUM)
        abort();
    enum status status = pack_version_read_rates(context, rows, path, rates);
    if (status == STATUS_OK)
        status = find_pools(context, rows, path, &pools);
    if (status != STATUS_OK)
        return status;
    if (text_equal(hash_of(context->arena, pools.items, rates, pools.count), current_hash))
        return context_refuse(context, STATUS_CONFLICT, "These are the pack's odds already.");
    queue_version(context, pack_id, &pools, rates);
    return db_flush(context);
}
