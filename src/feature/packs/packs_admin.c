#include "packs/packs_admin.h"

#include "arena.h"
#include "chart.h"
#include "console/console_format.h"
#include "console/console_write.h"
#include "list_query.h"
#include "money.h"
#include "packs/odds_bar.h"
#include "packs/pack_manage.h"
#include "packs/pack_simulation.h"
#include "packs/pack_version.h"

enum { SEARCH_MAXIMUM = 100, NAME_MAXIMUM = 80, TEXT_MAXIMUM = 1000, XP_MAXIMUM = 1000000, SUPPLY_MAXIMUM = 10000000 };

#define PRICE_MINIMUM 10000
#define PRICE_MAXIMUM INT64_C(1000000000000)

struct managed_query {
    struct list_query page;
    struct pack_search search;
};

static const struct field managed_query_fields[] = {
    LIST_QUERY_FIELDS(struct managed_query),
    {"q", FIELD_TEXT, offsetof(struct managed_query, search.q), 0, 1, SEARCH_MAXIMUM, .description = "Part of a name"},
    {"status", FIELD_CHOICE, offsetof(struct managed_query, search.status), .choices = managed_statuses},
    {"series_id", FIELD_ID, offsetof(struct managed_query, search.series_id)},
};
const struct shape managed_query_shape = SHAPE("ManagedPackQuery", struct managed_query, managed_query_fields);

/* What stands on the page where a pack is made. */
struct new_pack_page {
    const char *image_gradient;
    struct list series;
};

static const struct field new_pack_page_fields[] = {
    {"image_gradient", FIELD_TEXT, offsetof(struct new_pack_page, image_gradient), .description = "A proposal"},
    {"series_id_options", FIELD_LIST, offsetof(struct new_pack_page, series), .shape = &form_option_shape},
};
const struct shape new_pack_page_shape = SHAPE("NewPackPage", struct new_pack_page, new_pack_page_fields);

#define WISH(member) offsetof(struct pack_wish, member)
#define WISH_FIELDS                                                                                                    \
    {"series_id", FIELD_ID, WISH(series_id), FIELD_REQUIRED},                                                          \
        {"name", FIELD_TEXT, WISH(name), FIELD_REQUIRED, 1, NAME_MAXIMUM},                                             \
        {"description", FIELD_TEXT, WISH(description), FIELD_NULLABLE, 0, TEXT_MAXIMUM},                               \
        {"price_usd", FIELD_MONEY, WISH(price_usd), FIELD_REQUIRED, PRICE_MINIMUM, PRICE_MAXIMUM},                     \
        {"xp_reward", FIELD_INTEGER, WISH(xp_reward), FIELD_REQUIRED, 0, XP_MAXIMUM}, {                                \
        "image_gradient", FIELD_TEXT, WISH(image_gradient), FIELD_REQUIRED, 15, 15,                                    \
            .characters = "#,0123456789abcdefABCDEF", .description = "Two colours: #rrggbb,#rrggbb"                    \
    }

static const struct field new_pack_fields[] = {
    WISH_FIELDS,
    {"max_supply", FIELD_INTEGER, WISH(max_supply), FIELD_REQUIRED, 1, SUPPLY_MAXIMUM,
     .description = "How many are sold; it only grows later"},
};
const struct shape new_pack_shape = SHAPE("NewPack", struct pack_wish, new_pack_fields);

static const struct field pack_change_fields[] = {
    WISH_FIELDS,
    {"cover_image_url", FIELD_TEXT, WISH(cover_image_url), FIELD_NULLABLE, 1, 500},
    {"status", FIELD_CHOICE, WISH(status), FIELD_REQUIRED, .choices = managed_statuses},
    {"add_supply", FIELD_INTEGER, WISH(add_supply), FIELD_NULLABLE, 0, SUPPLY_MAXIMUM,
     .description = "How many more are sold"},
};
const struct shape pack_change_shape = SHAPE("PackChange", struct pack_wish, pack_change_fields);

struct odds_input {
    struct list rows;
};

static const struct field odds_input_fields[] = {
    {"rows", FIELD_LIST, offsetof(struct odds_input, rows), FIELD_REQUIRED, 1, ODDS_ROWS_MAXIMUM,
     .shape = &pool_rate_shape, .description = "In the order people will see"},
};
const struct shape odds_input_shape = SHAPE("OddsInput", struct odds_input, odds_input_fields);

static const struct field simulation_input_fields[] = {
    {"rows", FIELD_LIST, offsetof(struct simulation_wish, rows), FIELD_NULLABLE, 0, ODDS_ROWS_MAXIMUM,
     .shape = &pool_rate_shape, .description = "Without any, the current odds"},
    {"draws", FIELD_INTEGER, offsetof(struct simulation_wish, draws), FIELD_NULLABLE, 1, SIMULATED_DRAWS_MAXIMUM,
     .description = "100000 when not given"},
    {"seed", FIELD_TEXT, offsetof(struct simulation_wish, seed), FIELD_NULLABLE, 1, SIMULATION_SEED_MAXIMUM,
     .description = "The same seed gives the same draws; a random one when not given"},
};
const struct shape simulation_input_shape = SHAPE("SimulationInput", struct simulation_wish, simulation_input_fields);

enum status packs_handle_manage_list(struct request *request, struct response *response) {
    const struct managed_query *query = request->query;
    struct page page;
    enum status status =
        packs_manage_list(request->context, &query->search, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status packs_handle_new(struct request *request, struct response *response) {
    struct new_pack_page page = {.image_gradient = "#7b61ff,#1fb6ff"};
    enum status status = packs_series_options(request->context, &page.series);
    return status == STATUS_OK ? response_answer(request, response, &page) : status;
}

static enum status answer_pack(struct request *request, struct response *response, const char *action, const char *id,
                               const struct managed_pack *before) {
    struct managed_pack after;
    enum status status = packs_manage_lock(request->context, id, &after);
    if (status != STATUS_OK)
        return status;
    console_audit(request, &(struct console_act){action, "pack", id, &managed_pack_shape, before, &after});
    return response_answer(request, response, &after);
}

enum status packs_handle_create(struct request *request, struct response *response) {
    const char *id;
    enum status status = packs_manage_create(request->context, request->body, &id);
    if (status != STATUS_OK)
        return status;
    response->location = arena_format(request->context->arena, "/admin/packs/%s", id);
    return answer_pack(request, response, "pack.create", id, NULL);
}

/* "Diamonds · Rare — 1,204 left, $340.00 on average": for those who see no more of a pool than its name in a list. */
static void describe_pools(struct arena *arena, const struct list *pools) {
    struct form_option *options = pools->items;
    for (size_t i = 0; i < pools->count; i++) {
        int64_t average;
        if (money_parse(options[i].figure, &average))
            options[i].label =
                arena_format(arena, "%s — %s left, %s on average", options[i].label,
                             console_number(arena, options[i].count), console_money_rounded(arena, average));
    }
}

enum status packs_handle_manage_show(struct request *request, struct response *response) {
    struct managed_detail pack;
    enum status status = packs_manage_show(request->context, request_path_value(request, "id"), &pack);
    if (status != STATUS_OK)
        return status;
    describe_pools(request->context->arena, &pack.pools);
    response_drawing(request, response, "odds_bar", odds_bar_draw(request->context->arena, &pack.rows));
    return response_answer(request, response, &pack);
}

enum status packs_handle_change(struct request *request, struct response *response) {
    struct context *context = request->context;
    struct managed_pack *before = arena_alloc(context->arena, sizeof *before);
    const char *id = request_path_value(request, "id");
    enum status status = packs_manage_lock(context, id, before);
    if (status == STATUS_OK)
        status = console_compare_version(request, &managed_pack_shape, before);
    if (status == STATUS_OK)
        status = packs_manage_change(context, before, request->body);
    return status == STATUS_OK ? answer_pack(request, response, "pack.change", id, before) : status;
}

/* Whoever says which version they saw is held to it; a script may leave it out, because odds are never overwritten. */
static enum status compare_if_named(struct request *request, const struct managed_pack *pack) {
    bool named = request->is_page || request->if_match != NULL;
    return named ? console_compare_version(request, &managed_pack_shape, pack) : STATUS_OK;
}

enum status packs_handle_publish(struct request *request, struct response *response) {
    struct context *context = request->context;
    const struct odds_input *input = request->body;
    struct managed_pack *before = arena_alloc(context->arena, sizeof *before);
    const char *id = request_path_value(request, "id");
    enum status status = packs_manage_lock(context, id, before);
    if (status == STATUS_OK)
        status = compare_if_named(request, before);
    if (status == STATUS_OK)
        status = packs_manage_publish(context, before, &input->rows);
    return status == STATUS_OK ? answer_pack(request, response, "pack.publish_odds", id, before) : status;
}

static const char *draw_chart(struct arena *arena, const struct simulation *simulation) {
    static const char *const labels[] = {"5 %", "25 %", "Median", "75 %", "95 %", "99 %"};
    const int64_t values[] = {simulation->percentile_5_usd,  simulation->percentile_25_usd,
                              simulation->median_usd,        simulation->percentile_75_usd,
                              simulation->percentile_95_usd, simulation->percentile_99_usd};
    struct chart_bar bars[sizeof values / sizeof *values];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        bars[i] = (struct chart_bar){values[i], labels[i], console_money(arena, values[i])};
    return chart_bars(arena, "Value drawn, by percentile", bars, sizeof values / sizeof *values);
}

enum status packs_handle_simulate(struct request *request, struct response *response) {
    struct context *context = request->context;
    const struct simulation_wish *input = request->body;
    struct simulation_wish wish = *input;
    struct managed_detail pack;
    struct simulation simulation;
    if (wish.draws == FIELD_INTEGER_NONE)
        wish.draws = SIMULATED_DRAWS_MAXIMUM;
    enum status status = packs_manage_show(context, request_path_value(request, "id"), &pack);
    if (status == STATUS_OK)
        status = pack_simulate(context, &pack.pack, &wish, &simulation);
    if (status != STATUS_OK)
        return status;
    console_audit(request, &(struct console_act){"pack.simulate", "pack", simulation.pack_id, &simulation_input_shape,
                                                 NULL, &wish});
    response_drawing(request, response, "value_chart", draw_chart(context->arena, &simulation));
    return response_answer(request, response, &simulation);
}
