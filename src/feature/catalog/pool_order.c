#include "catalog/pool_order.h"

#include "arena.h"
#include "db.h"
#include "digest.h"
#include "id.h"
#include "shape.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

struct pool {
    const char *id;
    const char *collection;
    const char *rarity;
    int64_t size;
    const char *order_hash; /* of the commitment before; "" for a new pool */
};

static const struct field pool_fields[] = {
    {"id", FIELD_ID, offsetof(struct pool, id)},
    {"collection", FIELD_TEXT, offsetof(struct pool, collection)},
    {"rarity", FIELD_TEXT, offsetof(struct pool, rarity)},
    {"size", FIELD_INTEGER, offsetof(struct pool, size)},
    {"order_hash", FIELD_TEXT, offsetof(struct pool, order_hash)},
};
static const struct shape pool_shape = SHAPE("Pool", struct pool, pool_fields);

/* A number below `bound`, every one as likely: the uneven rest at the top is drawn again. */
static uint64_t random_below(uint64_t bound) {
    uint64_t number;
    uint64_t rest = (0 - bound) % bound;
    do
        digest_random(&number, sizeof number);
    while (rest != 0 && number >= 0 - rest);
    return number % bound;
}

/* Fisher and Yates. */
static void shuffle(struct stone **stones, size_t count) {
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)random_below(i);
        struct stone *held = stones[i - 1];
        stones[i - 1] = stones[other];
        stones[other] = held;
    }
}

static int compare_pools(const void *left, const void *right) {
    const struct stone *const *first = left;
    const struct stone *const *second = right;
    int order = strcmp((*first)->collection, (*second)->collection);
    return order != 0 ? order : strcmp((*first)->rarity, (*second)->rarity);
}

static bool same_pool(const struct stone *left, const struct stone *right) {
    return text_equal(left->collection, right->collection) && text_equal(left->rarity, right->rarity);
}

/* The pools this batch needs, one line for each change of pool in the sorted stones. */
static enum status ensure_pools(struct context *context, struct stone **sorted, size_t count) {
    struct arena *arena = context->arena;
    const char **collection_ids = arena_array(arena, count, sizeof *collection_ids);
    const char **pool_ids = arena_array(arena, count, sizeof *pool_ids);
    const char **collections = arena_array(arena, count, sizeof *collections);
    const char **pool_rarities = arena_array(arena, count, sizeof *pool_rarities);
    size_t pools = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && same_pool(sorted[i - 1], sorted[i]))
            continue;
        collection_ids[pools] = id_new(arena);
        pool_ids[pools] = id_new(arena);
        collections[pools] = sorted[i]->collection;
        pool_rarities[pools++] = sorted[i]->rarity;
    }
    const char *names = db_array(arena, collections, pools);
    db_queue(context, SQL_CATALOG_ENSURE_COLLECTIONS, DB(db_array(arena, collection_ids, pools), names), NULL);
    db_queue(context, SQL_CATALOG_ENSURE_POOLS,
             DB(db_array(arena, pool_ids, pools), names, db_array(arena, pool_rarities, pools)), NULL);
    return db_flush(context);
}

static const struct pool *find_pool(const struct list *pools, const struct stone *stone) {
    const struct pool *pool = pools->items;
    while (!text_equal(pool->collection, stone->collection) || !text_equal(pool->rarity, stone->rarity))
        pool++;
    return pool;
}

/* order_hash = SHA-256 of the hash before and the certificate numbers in order, a newline after each. */
static void queue_commitment(struct context *context, const struct pool *pool, struct stone *const *stones,
                             size_t count) {
    unsigned char digest[SHA256_SIZE];
    struct text order = text_new(context->arena, SIZE_MAX / 4);
    text_append(&order, pool->order_hash);
    for (size_t i = 0; i < count; i++) {
        text_append(&order, stones[i]->certificate_number);
        text_append_character(&order, '\n');
    }
    digest_sha256(order.data, order.length, digest);
    db_queue(context, SQL_CATALOG_COMMIT_POOL,
             DB(pool->id, text_from_integer(context->arena, pool->size + (int64_t)count),
                text_hex(context->arena, digest, sizeof digest)),
             NULL);
}

static void place_in_pool(struct context *context, const struct pool *pool, struct stone **stones, size_t count) {
    shuffle(stones, count);
    for (size_t i = 0; i < count; i++) {
        stones[i]->pool_id = pool->id;
        stones[i]->pool_position = pool->size + (int64_t)i;
    }
    queue_commitment(context, pool, stones, count);
}

enum status pool_order_place(struct context *context, struct stone *stones, size_t count, int64_t *ret_pools) {
    struct stone **sorted = arena_array(context->arena, count, sizeof *sorted);
    struct db_rows *rows;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &stones[i];
    qsort(sorted, count, sizeof *sorted, compare_pools);
    enum status status = ensure_pools(context, sorted, count);
    if (status == STATUS_OK) {
        db_queue(context, SQL_CATALOG_LOCK_POOLS, DB_NONE, NULL);
        status = db_query(context, SQL_CATALOG_POOL_ENDS, DB_NONE, &rows);
    }
    if (status != STATUS_OK)
        return status;
    struct list pools = db_read_list(context, rows, &pool_shape);
    int64_t grown = 0;
    for (size_t from = 0, to; from < count; from = to, grown++) {
        for (to = from + 1; to < count && same_pool(sorted[from], sorted[to]); to++)
            continue;
        place_in_pool(context, find_pool(&pools, sorted[from]), sorted + from, to - from);
        status = db_flush(context);
        if (status != STATUS_OK)
            return status;
    }
    *ret_pools = grown;
    return STATUS_OK;
}
