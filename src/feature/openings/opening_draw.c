#include "openings/opening_draw.h"

#include "arena.h"
#include "db.h"
#include "digest.h"
#include "fairness/seeds.h"
#include "id.h"
#include "ledger/ledger.h"
#include "metrics.h"
#include "money.h"
#include "text.h"

#include <stdlib.h>

/* A row of the odds, with the pool behind it. */
struct odds_pool {
    int64_t row;
    int64_t weight;
    const char *pool_id;
    const char *collection_id;
    const char *rarity;
    int64_t rarity_rank; /* 1 is the most common */
    int64_t pool_size;
    bool available; /* something was left when the rows were read; others may be quicker */
};

static const struct field odds_pool_fields[] = {
    {"row", FIELD_INTEGER, offsetof(struct odds_pool, row)},
    {"weight", FIELD_INTEGER, offsetof(struct odds_pool, weight)},
    {"pool_id", FIELD_ID, offsetof(struct odds_pool, pool_id)},
    {"collection_id", FIELD_ID, offsetof(struct odds_pool, collection_id)},
    {"rarity", FIELD_TEXT, offsetof(struct odds_pool, rarity)},
    {"rarity_rank", FIELD_INTEGER, offsetof(struct odds_pool, rarity_rank)},
    {"pool_size", FIELD_INTEGER, offsetof(struct odds_pool, pool_size)},
    {"available", FIELD_BOOLEAN, offsetof(struct odds_pool, available)},
};
static const struct shape odds_pool_shape = SHAPE("OddsPool", struct odds_pool, odds_pool_fields);

static const struct field paid_opening_fields[] = {
    {"id", FIELD_ID, offsetof(struct paid_opening, id)},
    {"user_id", FIELD_ID, offsetof(struct paid_opening, user_id)},
    {"pack_id", FIELD_ID, offsetof(struct paid_opening, pack_id)},
    {"version_id", FIELD_ID, offsetof(struct paid_opening, version_id)},
    {"quantity", FIELD_INTEGER, offsetof(struct paid_opening, quantity)},
    {"unit_price", FIELD_MONEY, offsetof(struct paid_opening, unit_price)},
    {"xp_reward", FIELD_INTEGER, offsetof(struct paid_opening, xp_reward)},
    {"nonce", FIELD_INTEGER, offsetof(struct paid_opening, nonce)},
    {"client_seed", FIELD_TEXT, offsetof(struct paid_opening, client_seed)},
    {"server_seed", FIELD_HEX, offsetof(struct paid_opening, server_seed)},
};
const struct shape paid_opening_shape = SHAPE("PaidOpening", struct paid_opening, paid_opening_fields);

struct unit {
    struct draw_result result;
    size_t handed; /* index of the row tried last */
    struct db_rows *rows;
};

struct drawing {
    struct context *context;
    const struct paid_opening *opening;
    struct draw_seed seed;
    struct odds_pool *pools;
    size_t pool_count;
    struct unit units[OPENING_QUANTITY_MAXIMUM];
    int64_t refunded;
};

/* E7: after the drawn row come those of lower rarity, the highest first, its own collection before others, then in
 * published order. Says whether `candidate` comes before `best`. */
static bool comes_first(const struct odds_pool *drawn, const struct odds_pool *candidate,
                        const struct odds_pool *best) {
    if (candidate->rarity_rank != best->rarity_rank)
        return candidate->rarity_rank > best->rarity_rank;
    bool candidate_own = text_equal(candidate->collection_id, drawn->collection_id);
    bool best_own = text_equal(best->collection_id, drawn->collection_id);
    return candidate_own && !best_own;
}

/* The row to hand a gem from: the drawn one while something is left, else the next lower. False when nothing is left at
 * all. */
static bool choose_row(const struct drawing *drawing, size_t drawn_index, size_t *ret_index) {
    const struct odds_pool *drawn = &drawing->pools[drawn_index];
    bool found = drawn->available;
    *ret_index = drawn_index;
    for (size_t i = 0; i < drawing->pool_count && !drawn->available; i++) {
        const struct odds_pool *candidate = &drawing->pools[i];
        bool lower = candidate->available && candidate->rarity_rank < drawn->rarity_rank;
        if (lower && (!found || comes_first(drawn, candidate, &drawing->pools[*ret_index]))) {
            *ret_index = i;
            found = true;
        }
    }
    return found;
}

static void draw_units(struct drawing *drawing) {
    uint64_t weights[DRAW_ROWS_MAXIMUM];
    for (size_t i = 0; i < drawing->pool_count; i++)
        weights[i] = (uint64_t)drawing->pools[i].weight;
    for (int64_t unit = 0; unit < drawing->opening->quantity; unit++)
        drawing->units[unit].result = draw_row(&drawing->seed, unit, weights, drawing->pool_count);
}

static void queue_refund_note(struct drawing *drawing, int64_t index) {
    struct arena *arena = drawing->context->arena;
    const struct unit *unit = &drawing->units[index];
    db_queue(drawing->context, SQL_OPENINGS_NOTE_REFUNDED_UNIT,
             DB(drawing->opening->id, text_from_integer(arena, index), text_from_integer(arena, unit->result.attempt),
                text_from_integer(arena, drawing->pools[unit->result.row].row)),
             NULL);
    drawing->refunded++;
}

static void queue_hand_out(struct drawing *drawing, int64_t index) {
    struct arena *arena = drawing->context->arena;
    struct unit *unit = &drawing->units[index];
    unit->rows = NULL;
    if (!choose_row(drawing, unit->result.row, &unit->handed)) {
        queue_refund_note(drawing, index);
        return;
    }
    const struct odds_pool *pool = &drawing->pools[unit->handed];
    uint64_t start = draw_start_position(&drawing->seed, index, (uint64_t)pool->pool_size);
    db_queue(drawing->context, SQL_OPENINGS_HAND_OUT,
             DB(drawing->opening->id, text_from_integer(arena, index), text_from_integer(arena, unit->result.attempt),
                text_from_integer(arena, drawing->pools[unit->result.row].row), text_from_integer(arena, pool->row),
                pool->pool_id, text_from_integer(arena, pool->pool_size), text_from_integer(arena, (int64_t)start),
                id_new(arena), drawing->opening->user_id),
             &unit->rows);
}

/* A pool that gave nothing is empty for this opening: its units are tried again in the next lower one. True when any
 * was. */
static bool queue_again(struct drawing *drawing) {
    bool again = false;
    for (int64_t i = 0; i < drawing->opening->quantity; i++) {
        struct unit *unit = &drawing->units[i];
        if (unit->rows == NULL || db_count(unit->rows) > 0)
            continue;
        drawing->pools[unit->handed].available = false;
        queue_hand_out(drawing, i);
        again = true;
    }
    return again;
}

static enum status hand_out(struct drawing *drawing) {
    enum status status;
    do
        status = db_settle(drawing->context);
    while (status == STATUS_OK && queue_again(drawing));
    return status;
}

static struct list collect_items(const struct drawing *drawing) {
    struct list list = {arena_array(drawing->context->arena, OPENING_QUANTITY_MAXIMUM, sizeof(struct opening_item)), 0};
    struct opening_item *items = list.items;
    for (int64_t i = 0; i < drawing->opening->quantity; i++) {
        const struct unit *unit = &drawing->units[i];
        if (unit->rows == NULL)
            continue;
        struct opening_item *item = &items[list.count++];
        db_read(unit->rows, 0, &opening_item_shape, item);
        item->drawn_rarity = drawing->pools[unit->result.row].rarity;
    }
    return list;
}

/* What could not be handed out goes back: its price to the buyer, its supply to the pack. */
static enum status queue_refund(struct drawing *drawing) {
    const struct paid_opening *opening = drawing->opening;
    struct context *context = drawing->context;
    unsigned char stripe;
    int64_t amount;
    if (drawing->refunded == 0)
        return STATUS_OK;
    enum status status = money_multiply(opening->unit_price, drawing->refunded, &amount);
    if (status != STATUS_OK)
        return status;
    digest_random(&stripe, 1);
    db_queue(context, SQL_PACKS_RETURN_SUPPLY,
             DB(opening->pack_id, text_from_integer(context->arena, drawing->refunded),
                text_from_integer(context->arena, stripe)),
             NULL);
    ledger_queue_entry(context, &(struct ledger_entry){
                                    .cause_type = "opening_refund",
                                    .cause_id = opening->id,
                                    .description = "Refund: nothing was left to draw",
                                    .lines = {{"user_credit", opening->user_id, amount}, {"pack_sales", NULL, -amount}},
                                    .line_count = 2,
                                });
    return STATUS_OK;
}

struct drawing *opening_draw_begin(struct context *context, const struct paid_opening *opening,
                                   const struct db_rows *row_results) {
    struct list pools = db_read_list(context, row_results, &odds_pool_shape);
    struct drawing *drawing = arena_alloc(context->arena, sizeof *drawing);
    *drawing = (struct drawing){
        .context = context,
        .opening = opening,
        .seed = {.client_seed = opening->client_seed, .nonce = opening->nonce},
        .pools = pools.items,
        .pool_count = pools.count,
    };
    /* The database bounds all three. */
    if (pools.count > DRAW_ROWS_MAXIMUM || opening->quantity > OPENING_QUANTITY_MAXIMUM ||
        !text_parse_hex(opening->server_seed, drawing->seed.server_seed, SERVER_SEED_SIZE))
        abort();
    draw_units(drawing);
    for (int64_t i = 0; i < opening->quantity; i++)
        queue_hand_out(drawing, i);
    return drawing;
}

enum status opening_draw_end(struct drawing *drawing, struct draw_outcome *ret_outcome) {
    struct context *context = drawing->context;
    const struct paid_opening *opening = drawing->opening;
    enum status status = hand_out(drawing);
    if (status == STATUS_OK)
        status = queue_refund(drawing);
    if (status != STATUS_OK)
        return status;
    const char *outcome = drawing->refunded == opening->quantity ? "REFUNDED" : "OPENED";
    *ret_outcome = (struct draw_outcome){outcome, collect_items(drawing)};
    int64_t experience = opening->xp_reward * (opening->quantity - drawing->refunded);
    db_queue(context, SQL_OPENINGS_FINISH, DB(opening->id, outcome), NULL);
    db_queue(context, SQL_OPENINGS_RECORD_PURCHASE, DB(opening->user_id, text_from_integer(context->arena, experience)),
             NULL);
    seeds_queue_reveal(context, opening->id);
    metrics_add(METRIC_DRAWS, "outcome=\"handed_out\"", (int64_t)ret_outcome->items.count);
    metrics_add(METRIC_DRAWS, "outcome=\"refunded\"", drawing->refunded);
    return STATUS_OK;
}
