#include "catalog/nft_import.h"

#include "arena.h"
#include "catalog/pool_order.h"
#include "catalog/rarity.h"
#include "clock.h"
#include "db.h"
#include "id.h"
#include "json_read.h"
#include "json_write.h"
#include "money.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { IMPORT_JSON_MAXIMUM = 1024 * 1024 * 1024 };

const char *const gem_species[] = {"diamond", "ruby", "sapphire", "emerald", NULL};

/* What a batch says of a stone. */
#define STONE_FIELDS                                                                                                   \
    {"certificate_number", FIELD_TEXT, offsetof(struct stone, certificate_number), FIELD_REQUIRED, 3, 64},             \
        {"laboratory", FIELD_TEXT, offsetof(struct stone, laboratory), FIELD_REQUIRED, 1, 32},                         \
        {"name", FIELD_TEXT, offsetof(struct stone, name), FIELD_REQUIRED, 1, 120},                                    \
        {"species", FIELD_CHOICE, offsetof(struct stone, species), FIELD_REQUIRED, .choices = gem_species},            \
        {"shape", FIELD_TEXT, offsetof(struct stone, shape), FIELD_REQUIRED, 1, 32},                                   \
        {"carat", FIELD_DECIMAL, offsetof(struct stone, carat), FIELD_REQUIRED, .maximum = 2},                         \
        {"cut", FIELD_TEXT, offsetof(struct stone, cut), FIELD_NULLABLE, 1, 32},                                       \
        {"color", FIELD_TEXT, offsetof(struct stone, color), FIELD_NULLABLE, 1, 32},                                   \
        {"clarity", FIELD_TEXT, offsetof(struct stone, clarity), FIELD_NULLABLE, 1, 16},                               \
        {"length_mm", FIELD_DECIMAL, offsetof(struct stone, length_mm), FIELD_NULLABLE, .maximum = 2},                 \
        {"width_mm", FIELD_DECIMAL, offsetof(struct stone, width_mm), FIELD_NULLABLE, .maximum = 2},                   \
        {"depth_mm", FIELD_DECIMAL, offsetof(struct stone, depth_mm), FIELD_NULLABLE, .maximum = 2},                   \
        {"depth_percent", FIELD_DECIMAL, offsetof(struct stone, depth_percent), FIELD_NULLABLE, .maximum = 1},         \
        {"table_percent", FIELD_DECIMAL, offsetof(struct stone, table_percent), FIELD_NULLABLE, .maximum = 1},         \
        {"fmv_usd", FIELD_MONEY, offsetof(struct stone, fmv_usd), FIELD_REQUIRED, 1, MONEY_MAXIMUM},                   \
        {"fmv_source", FIELD_TEXT, offsetof(struct stone, fmv_source), FIELD_REQUIRED, 1, 120},                        \
        {"fmv_observed_at", FIELD_TIME, offsetof(struct stone, fmv_observed_at), FIELD_NULLABLE}, {                    \
        "image_url", FIELD_TEXT, offsetof(struct stone, image_url), FIELD_NULLABLE, 1, 500                             \
    }

static const struct field stone_fields[] = {
    STONE_FIELDS,
    {"collection", FIELD_TEXT, offsetof(struct stone, collection), FIELD_REQUIRED, 1, 64},
    {"rarity", FIELD_CHOICE, offsetof(struct stone, rarity), FIELD_REQUIRED, .choices = rarities},
};
const struct shape stone_shape = SHAPE("Stone", struct stone, stone_fields);

/* What the database is told of it. */
static const struct field placed_stone_fields[] = {
    STONE_FIELDS,
    {"id", FIELD_ID, offsetof(struct stone, id)},
    {"pool_id", FIELD_ID, offsetof(struct stone, pool_id)},
    {"pool_position", FIELD_INTEGER, offsetof(struct stone, pool_position)},
};
static const struct shape placed_stone_shape = SHAPE("PlacedStone", struct stone, placed_stone_fields);

static const struct field batch_fields[] = {
    {"nfts", FIELD_LIST, offsetof(struct nft_batch, nfts), FIELD_REQUIRED, 1, IMPORT_STONES_MAXIMUM,
     .shape = &stone_shape},
    {"dry_run", FIELD_BOOLEAN, offsetof(struct nft_batch, dry_run), .description = "Only look through it"},
};
const struct shape nft_batch_shape = SHAPE("NftBatch", struct nft_batch, batch_fields);

static const struct field import_result_fields[] = {
    {"dry_run", FIELD_BOOLEAN, offsetof(struct import_result, dry_run), .description = "Nothing was imported"},
    {"stones", FIELD_INTEGER, offsetof(struct import_result, stones)},
    {"pools", FIELD_INTEGER, offsetof(struct import_result, pools), .description = "That they join"},
    {"total_fmv_usd", FIELD_MONEY, offsetof(struct import_result, total_fmv_usd)},
};
const struct shape import_result_shape = SHAPE("ImportResult", struct import_result, import_result_fields);

/* How large a decimal may be: what the columns hold. A shape does not bound decimals. */
static const struct bound {
    const char *name;
    size_t offset;
    size_t digits; /* before the point */
    bool positive;
} bounds[] = {
    {"carat", offsetof(struct stone, carat), 4, true},
    {"length_mm", offsetof(struct stone, length_mm), 4, true},
    {"width_mm", offsetof(struct stone, width_mm), 4, true},
    {"depth_mm", offsetof(struct stone, depth_mm), 4, true},
    {"depth_percent", offsetof(struct stone, depth_percent), 3, false},
    {"table_percent", offsetof(struct stone, table_percent), 3, false},
};

static enum status check_bound(struct context *context, const struct bound *bound, const struct stone *stone,
                               const char *prefix) {
    const char *text = *(const char *const *)((const char *)stone + bound->offset);
    if (text == NULL)
        return STATUS_OK;
    const char *path = arena_format(context->arena, "%s%s", prefix, bound->name);
    const char *significant = text + strspn(text, "0");
    if (strcspn(significant, ".") > bound->digits)
        return context_field_error(context, path, "out_of_range", "must have at most %zu digits before the point",
                                   bound->digits);
    if (bound->positive && text[strspn(text, "0.")] == '\0')
        return context_field_error(context, path, "out_of_range", "must be above zero");
    return STATUS_OK;
}

enum status nft_import_check_bounds(struct context *context, const struct stone *stone, const char *prefix) {
    enum status status = STATUS_OK;
    for (size_t bound = 0; bound < sizeof bounds / sizeof *bounds; bound++)
        if (check_bound(context, &bounds[bound], stone, prefix) != STATUS_OK)
            status = STATUS_INVALID_INPUT;
    return status;
}

static enum status check_all_bounds(struct context *context, const struct list *stones) {
    enum status status = STATUS_OK;
    const struct stone *stone = stones->items;
    for (size_t i = 0; i < stones->count; i++)
        if (nft_import_check_bounds(context, &stone[i], arena_format(context->arena, "nfts[%zu].", i)) != STATUS_OK)
            status = STATUS_INVALID_INPUT;
    return status;
}

struct import {
    struct stone *stones;
    struct stone **sorted; /* by certificate number */
    size_t count;
    bool alone; /* not in a batch: its faults are named without a place */
    struct import_result *ret_result;
};

static int compare_certificates(const void *left, const void *right) {
    const struct stone *const *first = left;
    const struct stone *const *second = right;
    int order = strcmp((*first)->certificate_number, (*second)->certificate_number);
    return order != 0 ? order : (*first > *second) - (*first < *second);
}

static enum status refuse_certificate(struct context *context, const struct import *import, const struct stone *stone,
                                      const char *why) {
    const char *place =
        import->alone ? "" : arena_format(context->arena, "nfts[%zu].", (size_t)(stone - import->stones));
    return context_field_error(context, arena_format(context->arena, "%scertificate_number", place), "duplicate",
                               "%s %s", stone->certificate_number, why);
}

static void sort_stones(struct context *context, struct import *import) {
    import->sorted = arena_array(context->arena, import->count, sizeof *import->sorted);
    for (size_t i = 0; i < import->count; i++)
        import->sorted[i] = &import->stones[i];
    qsort(import->sorted, import->count, sizeof *import->sorted, compare_certificates);
}

static enum status refuse_repeated(struct context *context, const struct import *import) {
    enum status status = STATUS_OK;
    struct stone **sorted = import->sorted;
    for (size_t i = 1; i < import->count; i++)
        if (text_equal(sorted[i - 1]->certificate_number, sorted[i]->certificate_number))
            status = refuse_certificate(context, import, sorted[i], "stands twice in this batch");
    return status;
}

static int compare_with_number(const void *number, const void *element) {
    const struct stone *const *stone = element;
    return strcmp(number, (*stone)->certificate_number);
}

/* After refuse_repeated(): each number stands in the batch once. */
static enum status refuse_known(struct context *context, const struct import *import) {
    const char **numbers = arena_array(context->arena, import->count, sizeof *numbers);
    struct db_rows *rows;
    for (size_t i = 0; i < import->count; i++)
        numbers[i] = import->stones[i].certificate_number;
    const char *array = db_array(context->arena, numbers, import->count);
    enum status status = db_query(context, SQL_CATALOG_KNOWN_CERTIFICATES, DB(array), &rows);
    for (size_t row = 0; status == STATUS_OK && row < db_count(rows); row++) {
        struct stone **known =
            bsearch(db_text(rows, row, 0), import->sorted, import->count, sizeof *import->sorted, compare_with_number);
        if (known != NULL)
            (void)refuse_certificate(context, import, *known, "is in the catalogue already");
    }
    return status == STATUS_OK && context->field_error_count > 0 ? STATUS_INVALID_INPUT : status;
}

static const char *stone_ids(struct arena *arena, const struct import *import) {
    const char **ids = arena_array(arena, import->count, sizeof *ids);
    for (size_t i = 0; i < import->count; i++)
        ids[i] = import->stones[i].id;
    return db_array(arena, ids, import->count);
}

static enum status insert_stones(struct context *context, const struct import *import) {
    struct text json = text_new(context->arena, IMPORT_JSON_MAXIMUM);
    for (size_t i = 0; i < import->count; i++)
        import->stones[i].id = id_new(context->arena);
    json_write_list(&json, &placed_stone_shape, &(struct list){import->stones, import->count});
    db_queue(context, SQL_CATALOG_INSERT_NFTS, DB(json.data), NULL);
    db_queue(context, SQL_CATALOG_FILL_POOLS, DB(stone_ids(context->arena, import)), NULL);
    return db_flush(context);
}

static int compare_pools(const void *left, const void *right) {
    const struct stone *const *first = left;
    const struct stone *const *second = right;
    int order = strcmp((*first)->collection, (*second)->collection);
    return order != 0 ? order : strcmp((*first)->rarity, (*second)->rarity);
}

/* What would be imported: how many pools it touches, and what it is worth. */
static enum status sum_up(struct context *context, const struct import *import) {
    struct stone **stones = arena_array(context->arena, import->count, sizeof *stones);
    struct import_result *result = import->ret_result;
    enum status status = STATUS_OK;
    memcpy(stones, import->sorted, import->count * sizeof(struct stone *));
    qsort(stones, import->count, sizeof *stones, compare_pools);
    result->stones = (int64_t)import->count;
    result->total_fmv_usd = 0;
    result->pools = 0;
    for (size_t i = 0; status == STATUS_OK && i < import->count; i++) {
        result->pools += i == 0 || compare_pools(&stones[i - 1], &stones[i]) != 0;
        status = money_add(result->total_fmv_usd, stones[i]->fmv_usd, &result->total_fmv_usd);
    }
    return status;
}

/* Only what the batch itself and the certificates in the catalogue say; changes nothing. */
static enum status check_batch(struct context *context, struct import *import) {
    sort_stones(context, import);
    enum status status = refuse_repeated(context, import);
    enum status known = status == STATUS_OK ? refuse_known(context, import) : STATUS_OK;
    if (status == STATUS_OK)
        status = known;
    return status == STATUS_OK ? sum_up(context, import) : status;
}

static enum status import_batch(struct context *context, void *argument) {
    struct import *import = argument;
    int64_t pools;
    enum status status = check_batch(context, import);
    if (status == STATUS_OK)
        status = pool_order_place(context, import->stones, import->count, &pools);
    if (status == STATUS_OK)
        status = insert_stones(context, import);
    if (status == STATUS_OK)
        db_queue(context, SQL_CATALOG_REFRESH_POOL_STATISTICS, DB_NONE, NULL);
    return status;
}

static enum status import_bounded(struct context *context, const struct nft_batch *batch,
                                  struct import_result *ret_result) {
    struct import import = {.stones = batch->nfts.items, .count = batch->nfts.count, .ret_result = ret_result};
    ret_result->dry_run = batch->dry_run;
    return batch->dry_run ? check_batch(context, &import) : db_transaction(context, import_batch, &import);
}

enum status nft_import_batch(struct context *context, const struct nft_batch *batch, struct import_result *ret_result) {
    enum status status = check_all_bounds(context, &batch->nfts);
    return status == STATUS_OK ? import_bounded(context, batch, ret_result) : status;
}

enum status nft_import_one(struct context *context, struct stone *stone) {
    struct import_result result;
    struct import import = {.stones = stone, .count = 1, .alone = true, .ret_result = &result};
    enum status status = nft_import_check_bounds(context, stone, "");
    return status == STATUS_OK ? db_transaction(context, import_batch, &import) : status;
}

enum status nft_import_read(struct context *context, const char *bytes, size_t length, struct nft_batch *ret_batch) {
    *ret_batch = (struct nft_batch){0};
    return json_read(context, bytes, length, &nft_batch_shape, ret_batch);
}

enum status nft_import(struct context *context, const char *bytes, size_t length, struct import_result *ret_result) {
    struct nft_batch batch;
    enum status status = nft_import_read(context, bytes, length, &batch);
    /* What could be read is checked further, so that all faults are named at once. */
    enum status bounded = check_all_bounds(context, &batch.nfts);
    if (status == STATUS_OK)
        status = bounded;
    return status == STATUS_OK ? import_bounded(context, &batch, ret_result) : status;
}
