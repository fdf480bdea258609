#include "packs/series_admin.h"

#include "arena.h"
#include "cache.h"
#include "console/console_write.h"
#include "db.h"
#include "id.h"
#include "response.h"

enum { NAME_MAXIMUM = 80, TEXT_MAXIMUM = 1000 };

struct managed_series {
    const char *id;
    const char *name;
    const char *description;
    int64_t packs;
    int64_t created_at;
    int64_t version;
};

static const struct field managed_series_fields[] = {
    {"id", FIELD_ID, offsetof(struct managed_series, id)},
    {"name", FIELD_TEXT, offsetof(struct managed_series, name)},
    {"description", FIELD_TEXT, offsetof(struct managed_series, description)},
    {"packs", FIELD_INTEGER, offsetof(struct managed_series, packs), .description = "Drafts too"},
    {"created_at", FIELD_TIME, offsetof(struct managed_series, created_at)},
    {"version", FIELD_INTEGER, offsetof(struct managed_series, version)},
};
const struct shape managed_series_shape = SHAPE("AdminSeries", struct managed_series, managed_series_fields);

struct series_wish {
    const char *name;
    const char *description;
};

static const struct field series_wish_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct series_wish, name), FIELD_REQUIRED, 1, NAME_MAXIMUM},
    {"description", FIELD_TEXT, offsetof(struct series_wish, description), FIELD_NULLABLE, 0, TEXT_MAXIMUM},
};
const struct shape series_wish_shape = SHAPE("SeriesWish", struct series_wish, series_wish_fields);

static const char *description_of(const struct series_wish *wish) {
    return wish->description == NULL ? "" : wish->description;
}

static void forget_cached(struct context *context, void *argument) {
    static const char *const keys[] = {"gem:/api/pack-series", "gem:/api/packs"};
    (void)argument;
    cache_remove(context->cache, keys, sizeof keys / sizeof *keys);
}

static enum status read_series(struct context *context, const char *id, struct managed_series *ret_series) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PACKS_SHOW_SERIES, DB(id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such series.");
    if (status == STATUS_OK)
        db_read(rows, 0, &managed_series_shape, ret_series);
    return status;
}

enum status series_handle_list(struct request *request, struct response *response) {
    struct context *context = request->context;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PACKS_MANAGE_SERIES, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    struct page page = {.items = db_read_list(context, rows, &managed_series_shape)};
    return response_page(request, response, &page);
}

enum status series_handle_show(struct request *request, struct response *response) {
    struct managed_series series;
    enum status status = read_series(request->context, request_path_value(request, "id"), &series);
    return status == STATUS_OK ? response_answer(request, response, &series) : status;
}

static enum status answer_series(struct request *request, struct response *response, const char *action, const char *id,
                                 const struct managed_series *before) {
    struct managed_series after;
    enum status status = read_series(request->context, id, &after);
    if (status != STATUS_OK)
        return status;
    db_after_commit(request->context, forget_cached, NULL);
    console_audit(request, &(struct console_act){action, "series", id, &managed_series_shape, before, &after});
    return response_answer(request, response, &after);
}

enum status series_handle_add(struct request *request, struct response *response) {
    const struct series_wish *wish = request->body;
    const char *id = id_new(request->context->arena);
    db_queue(request->context, SQL_PACKS_ADD_SERIES, DB(id, wish->name, description_of(wish)), NULL);
    return answer_series(request, response, "series.add", id, NULL);
}

enum status series_handle_update(struct request *request, struct response *response) {
    struct context *context = request->context;
    const struct series_wish *wish = request->body;
    const char *id = request_path_value(request, "id");
    struct managed_series *before = arena_alloc(context->arena, sizeof *before);
    db_queue(context, SQL_PACKS_LOCK_SERIES, DB(id), NULL);
    enum status status = read_series(context, id, before);
    if (status == STATUS_OK)
        status = console_compare_version(request, &managed_series_shape, before);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_PACKS_UPDATE_SERIES, DB(id, wish->name, description_of(wish)), NULL);
    return answer_series(request, response, "series.change", id, before);
}
