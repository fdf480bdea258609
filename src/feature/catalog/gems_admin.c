#include "catalog/gems_admin.h"

#include "arena.h"
#include "catalog/gems.h"
#include "catalog/nft_import.h"
#include "catalog/rarity.h"
#include "chart.h"
#include "clock.h"
#include "console/console_format.h"
#include "console/console_write.h"
#include "list_query.h"
#include "money.h"

enum { SEARCH_MAXIMUM = 100, REASON_MAXIMUM = 200, DATE_LENGTH = 10 };

struct gems_query {
    struct list_query page;
    struct gem_search search;
};

static const struct field gems_query_fields[] = {
    LIST_QUERY_FIELDS(struct gems_query),
    {"q", FIELD_TEXT, offsetof(struct gems_query, search.q), 0, 1, SEARCH_MAXIMUM,
     .description = "Part of a name or certificate number, words that describe it, or an id"},
    {"rarity", FIELD_CHOICE, offsetof(struct gems_query, search.rarity), .choices = rarities},
    {"collection", FIELD_TEXT, offsetof(struct gems_query, search.collection), 0, 1, 64, .description = "Its name"},
    {"state", FIELD_CHOICE, offsetof(struct gems_query, search.state), .choices = gem_states},
    {"sort", FIELD_CHOICE, offsetof(struct gems_query, search.sort), .choices = gem_sorts,
     .description = "Newest first when not given"},
};
const struct shape gems_query_shape = SHAPE("GemsQuery", struct gems_query, gems_query_fields);

#define STONE(member) offsetof(struct gem_change, stone.member)

static const struct field gem_change_fields[] = {
    {"name", FIELD_TEXT, STONE(name), FIELD_REQUIRED, 1, 120},
    {"laboratory", FIELD_TEXT, STONE(laboratory), FIELD_REQUIRED, 1, 32},
    {"species", FIELD_CHOICE, STONE(species), FIELD_REQUIRED, .choices = gem_species},
    {"shape", FIELD_TEXT, STONE(shape), FIELD_REQUIRED, 1, 32},
    {"carat", FIELD_DECIMAL, STONE(carat), FIELD_REQUIRED, .maximum = 2},
    {"cut", FIELD_TEXT, STONE(cut), FIELD_NULLABLE, 1, 32},
    {"color", FIELD_TEXT, STONE(color), FIELD_NULLABLE, 1, 32},
    {"clarity", FIELD_TEXT, STONE(clarity), FIELD_NULLABLE, 1, 16},
    {"length_mm", FIELD_DECIMAL, STONE(length_mm), FIELD_NULLABLE, .maximum = 2},
    {"width_mm", FIELD_DECIMAL, STONE(width_mm), FIELD_NULLABLE, .maximum = 2},
    {"depth_mm", FIELD_DECIMAL, STONE(depth_mm), FIELD_NULLABLE, .maximum = 2},
    {"depth_percent", FIELD_DECIMAL, STONE(depth_percent), FIELD_NULLABLE, .maximum = 1},
    {"table_percent", FIELD_DECIMAL, STONE(table_percent), FIELD_NULLABLE, .maximum = 1},
    {"image_url", FIELD_TEXT, STONE(image_url), FIELD_NULLABLE, 1, 500,
     .description = "Without one the picture is drawn from the attributes"},
    {"fmv_usd", FIELD_MONEY, STONE(fmv_usd), FIELD_NULLABLE, 1, MONEY_MAXIMUM,
     .description = "Fair market value; another one is added to the history"},
    {"fmv_source", FIELD_TEXT, STONE(fmv_source), FIELD_NULLABLE, 1, 120, .description = "Who says so"},
    {"confirm_change", FIELD_TEXT, offsetof(struct gem_change, confirm_change), FIELD_NULLABLE, 1, 16,
     .description = "When the value moves by more than 20 %: by how many percent, such as +35.00"},
};
const struct shape gem_change_shape = SHAPE("GemChange", struct gem_change, gem_change_fields);

struct shelf_input {
    bool on_shelf;
    const char *reason;
};

static const struct field shelf_input_fields[] = {
    {"on_shelf", FIELD_BOOLEAN, offsetof(struct shelf_input, on_shelf),
     .description = "Off the shelf it is not drawn; who owns it keeps it"},
    {"reason", FIELD_TEXT, offsetof(struct shelf_input, reason), FIELD_REQUIRED, 3, REASON_MAXIMUM,
     .description = "For the audit log"},
};
const struct shape shelf_input_shape = SHAPE("ShelfInput", struct shelf_input, shelf_input_fields);

enum status gems_handle_list(struct request *request, struct response *response) {
    const struct gems_query *query = request->query;
    struct page page;
    enum status status =
        gems_list(request->context, &query->search, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

static const char *draw_values(struct arena *arena, const struct list *list) {
    const struct gem_value *values = list->items;
    struct chart_bar *bars = arena_array(arena, list->count + 1, sizeof *bars);
    for (size_t i = 0; i < list->count; i++)
        bars[i] = (struct chart_bar){values[i].fmv_usd,
                                     arena_copy(arena, clock_text(arena, values[i].observed_at), DATE_LENGTH),
                                     console_money(arena, values[i].fmv_usd)};
    return chart_line(arena, "Fair market value", bars, list->count);
}

enum status gems_handle_show(struct request *request, struct response *response) {
    struct gem_detail gem;
    enum status status = gems_show(request->context, request_path_value(request, "id"), &gem);
    if (status != STATUS_OK)
        return status;
    response_drawing(request, response, "value_chart", draw_values(request->context->arena, &gem.values));
    return response_answer(request, response, &gem);
}

enum status gems_handle_add(struct request *request, struct response *response) {
    struct context *context = request->context;
    struct stone stone = *(const struct stone *)request->body;
    struct gem_record after;
    enum status status = nft_import_one(context, &stone);
    if (status == STATUS_OK)
        status = gems_lock(context, stone.id, &after);
    if (status != STATUS_OK)
        return status;
    response->location = arena_format(context->arena, "/admin/nfts/%s", stone.id);
    console_audit(request, &(struct console_act){"gem.add", "gem", stone.id, &gem_record_shape, NULL, &after});
    return response_answer(request, response, &after);
}

enum status gems_handle_update(struct request *request, struct response *response) {
    struct context *context = request->context;
    const char *id = request_path_value(request, "id");
    struct gem_record *before = arena_alloc(context->arena, sizeof *before);
    struct gem_record after;
    enum status status = gems_lock(context, id, before);
    if (status == STATUS_OK)
        status = console_compare_version(request, &gem_record_shape, before);
    if (status == STATUS_OK)
        status = gems_change(context, before, request->body);
    if (status == STATUS_OK)
        status = gems_lock(context, id, &after);
    if (status != STATUS_OK)
        return status;
    console_audit(request, &(struct console_act){"gem.change", "gem", id, &gem_record_shape, before, &after});
    return response_answer(request, response, &after);
}

/* The gem as the audit log keeps it, with why. */
struct shelf_act {
    struct gem_record gem;
    const char *reason;
};

static const struct field shelf_act_fields[] = {
    {"certificate", FIELD_TEXT, offsetof(struct shelf_act, gem.certificate)},
    {"on_shelf", FIELD_BOOLEAN, offsetof(struct shelf_act, gem.on_shelf)},
    {"state", FIELD_TEXT, offsetof(struct shelf_act, gem.state)},
    {"reason", FIELD_TEXT, offsetof(struct shelf_act, reason), FIELD_NULLABLE},
};
static const struct shape shelf_act_shape = SHAPE("ShelfAct", struct shelf_act, shelf_act_fields);

enum status gems_handle_set_shelf(struct request *request, struct response *response) {
    struct context *context = request->context;
    const struct shelf_input *input = request->body;
    const char *id = request_path_value(request, "id");
    struct shelf_act *before = arena_alloc(context->arena, sizeof *before);
    struct shelf_act after = {.reason = input->reason};
    enum status status = gems_lock(context, id, &before->gem);
    if (status == STATUS_OK)
        status = console_compare_version(request, &gem_record_shape, &before->gem);
    if (status == STATUS_OK)
        status = gems_set_shelf(context, &before->gem, input->on_shelf);
    if (status == STATUS_OK)
        status = gems_lock(context, id, &after.gem);
    if (status != STATUS_OK)
        return status;
    const char *action = input->on_shelf ? "gem.put_on_shelf" : "gem.take_off_shelf";
    console_audit(request, &(struct console_act){action, "gem", id, &shelf_act_shape, before, &after});
    return response_answer(request, response, &after.gem);
}
