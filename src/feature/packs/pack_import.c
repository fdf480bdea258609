#include "packs/pack_import.h"

#include "arena.h"
#include "db.h"
#include "id.h"
#include "json_read.h"
#include "money.h"
#include "packs/pack_version.h"
#include "text.h"

struct pack_input {
    const char *name;
    const char *description;
    int64_t price_usd;
    int64_t max_supply;
    int64_t xp_reward;
    const char *image_gradient;
    const char *status;
    struct list odds;
};

struct series_input {
    const char *name;
    const char *description;
    struct list packs;
};

struct pack_file {
    struct list series;
};

static const char *const first_statuses[] = {"DRAFT", "ACTIVE", NULL};

static const struct field pack_input_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct pack_input, name), FIELD_REQUIRED, 1, 80},
    {"description", FIELD_TEXT, offsetof(struct pack_input, description), FIELD_REQUIRED, 0, 1000},
    {"price_usd", FIELD_MONEY, offsetof(struct pack_input, price_usd), FIELD_REQUIRED, 10000, INT64_C(1000000000000)},
    {"max_supply", FIELD_INTEGER, offsetof(struct pack_input, max_supply), FIELD_REQUIRED, 1, 10000000},
    {"xp_reward", FIELD_INTEGER, offsetof(struct pack_input, xp_reward), FIELD_REQUIRED, 0, 1000000},
    {"image_gradient", FIELD_TEXT, offsetof(struct pack_input, image_gradient), FIELD_REQUIRED, 15, 15,
     .characters = "#,0123456789abcdefABCDEF"},
    {"status", FIELD_CHOICE, offsetof(struct pack_input, status), FIELD_REQUIRED, .choices = first_statuses},
    {"odds", FIELD_LIST, offsetof(struct pack_input, odds), FIELD_REQUIRED, 1, ODDS_ROWS_MAXIMUM,
     .shape = &drop_row_shape},
};
static const struct shape pack_input_shape = SHAPE("PackInput", struct pack_input, pack_input_fields);

static const struct field series_input_fields[] = {
    {"name", FIELD_TEXT, offsetof(struct series_input, name), FIELD_REQUIRED, 1, 80},
    {"description", FIELD_TEXT, offsetof(struct series_input, description), FIELD_REQUIRED, 0, 1000},
    {"packs", FIELD_LIST, offsetof(struct series_input, packs), FIELD_REQUIRED, 1, 1000, .shape = &pack_input_shape},
};
static const struct shape series_input_shape = SHAPE("SeriesInput", struct series_input, series_input_fields);

static const struct field pack_file_fields[] = {
    {"series", FIELD_LIST, offsetof(struct pack_file, series), FIELD_REQUIRED, 1, 100, .shape = &series_input_shape},
};
static const struct shape pack_file_shape = SHAPE("PackFile", struct pack_file, pack_file_fields);

struct import {
    const struct pack_file *file;
    struct pack_import_result *ret_result;
};

static enum status create_pack(struct context *context, const char *series_id, const struct pack_input *pack,
                               const char *path) {
    struct arena *arena = context->arena;
    const char *id = id_new(arena);
    db_queue(context, SQL_PACKS_CREATE,
             DB(id, series_id, pack->name, pack->description, money_text(arena, pack->price_usd),
                text_from_integer(arena, pack->xp_reward), text_from_integer(arena, pack->max_supply),
                pack->image_gradient),
             NULL);
    enum status status = pack_version_publish(context, id, &pack->odds, arena_format(arena, "%s.odds", path));
    if (status == STATUS_OK)
        db_queue(context, SQL_PACKS_SET_STATUS, DB(id, pack->status), NULL);
    return status;
}

static enum status create_series(struct context *context, const struct series_input *series, const char *path,
                                 struct pack_import_result *result) {
    const struct pack_input *packs = series->packs.items;
    struct db_rows *rows;
    enum status status = db_query(context, SQL_PACKS_CREATE_SERIES,
                                  DB(id_new(context->arena), series->name, series->description), &rows);
    for (size_t i = 0; status == STATUS_OK && i < series->packs.count; i++)
        status = create_pack(context, db_text(rows, 0, 0), &packs[i],
                             arena_format(context->arena, "%s.packs[%zu]", path, i));
    result->series++;
    result->packs += (int64_t)series->packs.count;
    return status;
}

static enum status import_file(struct context *context, void *argument) {
    const struct import *import = argument;
    const struct series_input *series = import->file->series.items;
    enum status status = STATUS_OK;
    *import->ret_result = (struct pack_import_result){0};
    for (size_t i = 0; status == STATUS_OK && i < import->file->series.count; i++)
        status = create_series(context, &series[i], arena_format(context->arena, "series[%zu]", i), import->ret_result);
    return status;
}

enum status pack_import(struct context *context, const char *bytes, size_t length,
                        struct pack_import_result *ret_result) {
    struct pack_file file;
    enum status status = json_read(context, bytes, length, &pack_file_shape, &file);
    struct import import = {&file, ret_result};
    return status == STATUS_OK ? db_transaction(context, import_file, &import) : status;
}
