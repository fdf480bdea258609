#include "packs/pack_simulation.h"

#include "arena.h"
#include "buyback/buyback.h"
#include "catalog/rarity.h"
#include "db.h"
#include "digest.h"
#include "fairness/draw.h"
#include "fairness/version_hash.h"
#include "money.h"
#include "packs/pack_manage.h"
#include "packs/pack_version.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Of each pool the first so many gems are looked at: their order is random. */
enum { SAMPLE_MAXIMUM = 5000, RANDOM_SEED_BYTES = 8, WHOLE = 10000, DIGITS_MAXIMUM = 24 };

static const struct field simulated_row_fields[] = {
    {"index", FIELD_INTEGER, offsetof(struct simulated_row, index)},
    {"pool_id", FIELD_ID, offsetof(struct simulated_row, pool_id)},
    {"collection", FIELD_TEXT, offsetof(struct simulated_row, collection)},
    {"rarity", FIELD_CHOICE, offsetof(struct simulated_row, rarity), .choices = rarities},
    {"drop_rate", FIELD_DECIMAL, offsetof(struct simulated_row, drop_rate), .maximum = 2, .description = "Percent"},
    {"available", FIELD_INTEGER, offsetof(struct simulated_row, available), .description = "Gems left in the pool"},
    {"average_fmv_usd", FIELD_MONEY, offsetof(struct simulated_row, average_fmv_usd)},
    {"expected", FIELD_INTEGER, offsetof(struct simulated_row, expected), .description = "Draws by the odds"},
    {"drawn", FIELD_INTEGER, offsetof(struct simulated_row, drawn)},
    {"share", FIELD_DECIMAL, offsetof(struct simulated_row, share), .maximum = 2, .description = "Percent"},
};
static const struct shape simulated_row_shape = SHAPE("SimulatedRow", struct simulated_row, simulated_row_fields);

#define MONEY_FIELD(name)                                                                                              \
    { #name, FIELD_MONEY, offsetof(struct simulation, name) }

static const struct field simulation_fields[] = {
    {"pack_id", FIELD_ID, offsetof(struct simulation, pack_id)},
    {"pack_name", FIELD_TEXT, offsetof(struct simulation, pack_name)},
    {"pack_version", FIELD_INTEGER, offsetof(struct simulation, pack_version)},
    {"seed", FIELD_TEXT, offsetof(struct simulation, seed), .description = "Gives the same draws again"},
    {"draws", FIELD_INTEGER, offsetof(struct simulation, draws)},
    MONEY_FIELD(price_usd),
    MONEY_FIELD(expected_value_usd),
    MONEY_FIELD(average_value_usd),
    {"instant_return", FIELD_DECIMAL, offsetof(struct simulation, instant_return), .maximum = 2,
     .description = "Percent of the price that an instant sale gives back on average"},
    {"above_price", FIELD_DECIMAL, offsetof(struct simulation, above_price), .maximum = 2,
     .description = "Percent of the draws that are worth more than the price"},
    {"above_instantly", FIELD_DECIMAL, offsetof(struct simulation, above_instantly), .maximum = 2,
     .description = "Percent of the draws whose instant sale gives more than the price"},
    MONEY_FIELD(percentile_5_usd),
    MONEY_FIELD(percentile_25_usd),
    MONEY_FIELD(median_usd),
    MONEY_FIELD(percentile_75_usd),
    MONEY_FIELD(percentile_95_usd),
    MONEY_FIELD(percentile_99_usd),
    MONEY_FIELD(highest_usd),
    {"rows", FIELD_LIST, offsetof(struct simulation, rows), .shape = &simulated_row_shape},
};
const struct shape simulation_shape = SHAPE("PackSimulation", struct simulation, simulation_fields);

/* What the gems of a row's pool are worth. */
struct sample {
    int64_t *values;
    size_t count;
};

static const char *percent(struct arena *arena, int64_t part, int64_t whole) {
    int64_t share = whole == 0 ? 0 : part * WHOLE / whole;
    return arena_format(arena, "%lld.%02lld", (long long)share / 100, (long long)share % 100);
}

/* "1000000,2500000": whole numbers of micros. */
static enum status read_sample(struct arena *arena, const char *text, struct sample *ret_sample) {
    int64_t *values = arena_array(arena, SAMPLE_MAXIMUM, sizeof *values);
    size_t count = 0;
    while (text != NULL && *text != '\0' && count < SAMPLE_MAXIMUM) {
        char digits[DIGITS_MAXIMUM] = "";
        size_t length = strcspn(text, ",");
        if (length >= sizeof digits)
            return STATUS_OVERFLOW;
        memcpy(digits, text, length);
        if (!text_parse_integer(digits, &values[count++]))
            return STATUS_OVERFLOW;
        text += length;
        text += *text == ',';
    }
    *ret_sample = (struct sample){values, count};
    return STATUS_OK;
}

static enum status average_of(const struct sample *sample, int64_t *ret_average) {
    int64_t sum = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sample->count; i++)
        status = money_add(sum, sample->values[i], &sum);
    if (status == STATUS_OK)
        *ret_average = sample->count == 0 ? 0 : sum / (int64_t)sample->count;
    return status;
}

static enum status read_row(struct context *context, const struct db_rows *rows, size_t index,
                            const struct pool_rate *line, struct simulated_row *row, struct sample *sample) {
    *row = (struct simulated_row){.index = (int64_t)index, .pool_id = line->pool_id, .drop_rate = line->drop_rate};
    row->collection = db_text(rows, index, 1);
    row->rarity = db_text(rows, index, 2);
    if (!text_parse_integer(db_text(rows, index, 3), &row->available))
        return STATUS_INTERNAL;
    if (row->available == 0)
        return context_field_error(context, arena_format(context->arena, "rows[%zu].pool_id", index), "empty_pool",
                                   "names a pool in which no stone is left");
    enum status status = read_sample(context->arena, db_text(rows, index, 4), sample);
    return status == STATUS_OK ? average_of(sample, &row->average_fmv_usd) : status;
}

static enum status read_rows(struct context *context, const struct list *lines, struct simulated_row *rows,
                             struct sample *samples) {
    const struct pool_rate *rates = lines->items;
    const char *ids[ODDS_ROWS_MAXIMUM];
    struct db_rows *found;
    for (size_t i = 0; i < lines->count; i++)
        ids[i] = rates[i].pool_id;
    enum status status =
        db_query(context, SQL_PACKS_POOL_SAMPLES,
                 DB(db_array(context->arena, ids, lines->count), text_from_integer(context->arena, SAMPLE_MAXIMUM)),
                 &found);
    if (status == STATUS_OK && db_count(found) != lines->count)
        return context_field_error(context, "rows", "unknown_pool", "names a pool that does not exist");
    for (size_t i = 0; status == STATUS_OK && i < lines->count; i++)
        status = read_row(context, found, i, &rates[i], &rows[i], &samples[i]);
    return status;
}

static int compare_values(const void *left, const void *right) {
    const int64_t *first = left;
    const int64_t *second = right;
    return (*first > *second) - (*first < *second);
}

/* Every draw is an opening of one unit under a nonce of its own. The values drawn, in order of size, in the arena. */
static int64_t *draw_all(struct arena *arena, const struct simulation *simulation, struct simulated_row *rows,
                         const struct sample *samples, const uint64_t *weights, size_t count) {
    int64_t *values = arena_array(arena, (size_t)simulation->draws, sizeof *values);
    struct draw_seed seed = {.client_seed = "simulation"};
    digest_sha256(simulation->seed, strlen(simulation->seed), seed.server_seed);
    for (int64_t i = 0; i < simulation->draws; i++) {
        seed.nonce = i;
        struct draw_result result = draw_row(&seed, 0, weights, count);
        const struct sample *sample = &samples[result.row];
        values[i] = sample->values[draw_start_position(&seed, 0, sample->count)];
        rows[result.row].drawn++;
    }
    qsort(values, (size_t)simulation->draws, sizeof *values, compare_values);
    return values;
}

static int64_t count_above(const int64_t *values, int64_t count, int64_t limit) {
    int64_t first = 0;
    while (first < count && values[first] <= limit)
        first++;
    return count - first;
}

static enum status sum_up(struct context *context, struct simulation *simulation, const int64_t *values) {
    int64_t last = simulation->draws - 1;
    int64_t instant_limit;
    struct sample all = {(int64_t *)values, (size_t)simulation->draws};
    /* What an instant sale gives just the price for. */
    enum status status = money_ratio(simulation->price_usd, WHOLE, BUYBACK_BASIS_POINTS, &instant_limit);
    if (status == STATUS_OK)
        status = average_of(&all, &simulation->average_value_usd);
    if (status != STATUS_OK)
        return status;
    simulation->above_price =
        percent(context->arena, count_above(values, simulation->draws, simulation->price_usd), simulation->draws);
    simulation->above_instantly =
        percent(context->arena, count_above(values, simulation->draws, instant_limit), simulation->draws);
    simulation->percentile_5_usd = values[last * 5 / 100];
    simulation->percentile_25_usd = values[last * 25 / 100];
    simulation->median_usd = values[last / 2];
    simulation->percentile_75_usd = values[last * 75 / 100];
    simulation->percentile_95_usd = values[last * 95 / 100];
    simulation->percentile_99_usd = values[last * 99 / 100];
    simulation->highest_usd = values[last];
    return packs_instant_return(context, simulation->average_value_usd, simulation->price_usd,
                                &simulation->instant_return);
}

static enum status current_rows(struct context *context, const char *pack_id, struct list *ret_rows) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PACKS_MANAGE_ROWS, DB(pack_id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_RULE_REFUSED, "The pack has no odds yet; send some.");
    if (status == STATUS_OK)
        *ret_rows = db_read_list(context, rows, &pool_rate_shape);
    return status;
}

static const char *random_seed(struct arena *arena) {
    unsigned char bytes[RANDOM_SEED_BYTES];
    digest_random(bytes, sizeof bytes);
    return text_hex(arena, bytes, sizeof bytes);
}

static void set_shares(struct arena *arena, struct simulation *simulation, const int64_t *rates) {
    struct simulated_row *rows = simulation->rows.items;
    for (size_t i = 0; i < simulation->rows.count; i++) {
        rows[i].expected = simulation->draws * rates[i] / WHOLE;
        rows[i].share = percent(arena, rows[i].drawn, simulation->draws);
    }
}

static enum status expect(struct simulation *simulation, const int64_t *rates) {
    const struct simulated_row *rows = simulation->rows.items;
    enum status status = STATUS_OK;
    simulation->expected_value_usd = 0;
    for (size_t i = 0; status == STATUS_OK && i < simulation->rows.count; i++) {
        int64_t share;
        status = money_share(rows[i].average_fmv_usd, rates[i], &share);
        if (status == STATUS_OK)
            status = money_add(simulation->expected_value_usd, share, &simulation->expected_value_usd);
    }
    return status;
}

enum status pack_simulate(struct context *context, const struct managed_pack *pack, const struct simulation_wish *wish,
                          struct simulation *ret_simulation) {
    struct arena *arena = context->arena;
    struct list lines = wish->rows;
    int64_t rates[ODDS_ROWS_MAXIMUM];
    uint64_t weights[ODDS_ROWS_MAXIMUM];
    struct sample samples[ODDS_ROWS_MAXIMUM];
    enum status status = lines.count == 0 ? current_rows(context, pack->id, &lines) : STATUS_OK;
    if (status == STATUS_OK)
        status = pack_version_read_rates(context, &lines, "rows", rates);
    if (status != STATUS_OK)
        return status;
    struct simulated_row *rows = arena_array(arena, lines.count, sizeof *rows);
    status = read_rows(context, &lines, rows, samples);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < lines.count; i++)
        weights[i] = (uint64_t)rates[i];
    *ret_simulation = (struct simulation){.pack_id = pack->id,
                                          .pack_name = pack->name,
                                          .pack_version = pack->version,
                                          .seed = wish->seed == NULL ? random_seed(arena) : wish->seed,
                                          .draws = wish->draws,
                                          .price_usd = pack->price_usd,
                                          .rows = {rows, lines.count}};
    const int64_t *values = draw_all(arena, ret_simulation, rows, samples, weights, lines.count);
    set_shares(arena, ret_simulation, rates);
    status = expect(ret_simulation, rates);
    return status == STATUS_OK ? sum_up(context, ret_simulation, values) : status;
}
