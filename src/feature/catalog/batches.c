#include "catalog/batches.h"

#include "arena.h"
#include "catalog/nft_import.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "id.h"
#include "json_write.h"
#include "money.h"
#include "queue.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { FAULTS_JSON_MAXIMUM = 1024 * 1024, MILLISECOND = 1000 };

static const char *const batch_statuses[] = {"READY", "FAULTY", "IMPORTING", "IMPORTED", "REFUSED", "EXPIRED", NULL};

#define BATCH_FIELDS                                                                                                   \
    {"id", FIELD_ID, offsetof(struct gem_batch, id)},                                                                  \
        {"file_name", FIELD_TEXT, offsetof(struct gem_batch, file_name)},                                              \
        {"admin", FIELD_TEXT, offsetof(struct gem_batch, admin), .description = "Who uploaded it"},                    \
        {"status", FIELD_CHOICE, offsetof(struct gem_batch, status), .choices = batch_statuses},                       \
        {"problem", FIELD_TEXT, offsetof(struct gem_batch, problem), FIELD_NULLABLE},                                  \
        {"stones", FIELD_INTEGER, offsetof(struct gem_batch, stones)},                                                 \
        {"pools", FIELD_INTEGER, offsetof(struct gem_batch, pools), .description = "That they join"},                  \
        {"total_fmv_usd", FIELD_MONEY, offsetof(struct gem_batch, total_fmv_usd)},                                     \
        {"faults", FIELD_INTEGER, offsetof(struct gem_batch, faults)},                                                 \
        {"created_at", FIELD_TIME, offsetof(struct gem_batch, created_at)},                                            \
        {"imported_at", FIELD_TIME, offsetof(struct gem_batch, imported_at), FIELD_NULLABLE},                          \
        {"milliseconds", FIELD_INTEGER, offsetof(struct gem_batch, milliseconds), FIELD_NULLABLE,                      \
         .description = "That the import took"},                                                                       \
    {                                                                                                                  \
        "version", FIELD_INTEGER, offsetof(struct gem_batch, version)                                                  \
    }

static const struct field gem_batch_fields[] = {BATCH_FIELDS};
const struct shape gem_batch_shape = SHAPE("GemBatch", struct gem_batch, gem_batch_fields);

static const struct field fault_fields[] = {
    {"row", FIELD_INTEGER, offsetof(struct gem_batch_fault, row), FIELD_NULLABLE, .description = "From 1"},
    {"field", FIELD_TEXT, offsetof(struct gem_batch_fault, field)},
    {"problem", FIELD_TEXT, offsetof(struct gem_batch_fault, problem)},
};
static const struct shape fault_shape = SHAPE("GemBatchFault", struct gem_batch_fault, fault_fields);

/* As the database is told of it. */
static const struct field placed_fault_fields[] = {
    {"place", FIELD_INTEGER, offsetof(struct gem_batch_fault, place)},
    {"row", FIELD_INTEGER, offsetof(struct gem_batch_fault, row)},
    {"field", FIELD_TEXT, offsetof(struct gem_batch_fault, field)},
    {"problem", FIELD_TEXT, offsetof(struct gem_batch_fault, problem)},
};
static const struct shape placed_fault_shape = SHAPE("PlacedFault", struct gem_batch_fault, placed_fault_fields);

static const struct field gem_batch_detail_fields[] = {
    BATCH_FIELDS,
    {"first_faults", FIELD_LIST, offsetof(struct gem_batch_detail, first_faults), .shape = &fault_shape},
};
const struct shape gem_batch_detail_shape = SHAPE("GemBatchDetail", struct gem_batch_detail, gem_batch_detail_fields);

enum status batches_list(struct context *context, const char *cursor, int64_t limit, struct page *ret_page) {
    static const char list_name[] = "gems/batches";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, SQL_GEMS_LIST_BATCHES,
                      DB(place[0], place[1], text_from_integer(context->arena, limit + 1)), &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &gem_batch_shape)};
    const struct gem_batch *batches = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(context->arena, batches[limit - 1].created_at),
                          batches[limit - 1].id);
    return STATUS_OK;
}

static enum status read_batch(struct context *context, const struct db_rows *rows, const struct shape *shape,
                              void *ret_batch) {
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such batch.");
    db_read(rows, 0, shape, ret_batch);
    return STATUS_OK;
}

enum status batches_read(struct context *context, const char *id, struct gem_batch *ret_batch) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_GEMS_SHOW_BATCH, DB(id), &rows);
    return status == STATUS_OK ? read_batch(context, rows, &gem_batch_shape, ret_batch) : status;
}

enum status batches_show(struct context *context, const char *id, struct gem_batch_detail *ret_batch) {
    struct db_rows *rows;
    struct db_rows *faults;
    db_queue(context, SQL_GEMS_SHOW_BATCH, DB(id), &rows);
    db_queue(context, SQL_GEMS_BATCH_FAULTS, DB(id), &faults);
    enum status status = db_flush(context);
    if (status == STATUS_OK)
        status = read_batch(context, rows, &gem_batch_detail_shape, ret_batch);
    if (status == STATUS_OK)
        ret_batch->first_faults = db_read_list(context, faults, &fault_shape);
    return status;
}

/* "nfts[3].carat" is field carat of row 4; anything else is of the whole file. */
static struct gem_batch_fault read_fault(struct arena *arena, const struct field_error *error, size_t place) {
    static const char list[] = "nfts[";
    struct gem_batch_fault fault = {(int64_t)place, FIELD_INTEGER_NONE, error->field, error->detail};
    char *end;
    if (strncmp(error->field, list, sizeof list - 1) != 0)
        return fault;
    fault.row = strtoll(error->field + sizeof list - 1, &end, 10) + 1;
    fault.field = strncmp(end, "].", 2) == 0 ? arena_string(arena, end + 2) : "the row";
    return fault;
}

static void queue_faults(struct context *context, const char *id) {
    struct gem_batch_fault faults[BATCH_FAULTS_SHOWN];
    struct text json = text_new(context->arena, FAULTS_JSON_MAXIMUM);
    size_t count = context->field_error_count < BATCH_FAULTS_SHOWN ? context->field_error_count : BATCH_FAULTS_SHOWN;
    for (size_t i = 0; i < count; i++)
        faults[i] = read_fault(context->arena, &context->field_errors[i], i);
    json_write_list(&json, &placed_fault_shape, &(struct list){faults, count});
    if (count > 0)
        db_queue(context, SQL_GEMS_STORE_FAULTS, DB(id, json.data), NULL);
}

/* Faults are what the batch is stored with, not a refusal of this request. */
static enum status look_through(struct context *context, const struct upload *upload,
                                struct import_result *ret_result) {
    struct nft_batch batch;
    *ret_result = (struct import_result){0};
    enum status status = nft_import_read(context, upload->bytes, upload->length, &batch);
    if (status == STATUS_MALFORMED)
        return status;
    ret_result->stones = (int64_t)batch.nfts.count;
    batch.dry_run = true;
    /* What could not be read whole has faults enough already. */
    if (status == STATUS_OK)
        status = nft_import_batch(context, &batch, ret_result);
    return status == STATUS_INVALID_INPUT ? STATUS_OK : status;
}

enum status batches_store(struct context *context, const char *admin_id, const struct upload *upload,
                          const char **ret_id) {
    struct arena *arena = context->arena;
    struct import_result result;
    const char *id = id_new(arena);
    /* Who may not do this is told before a fault in the file can come first. */
    enum status status = db_settle(context);
    if (status == STATUS_OK)
        status = look_through(context, upload, &result);
    if (status != STATUS_OK)
        return status;
    const char *content = context->field_error_count == 0 ? arena_copy(arena, upload->bytes, upload->length) : NULL;
    db_queue(context, SQL_GEMS_FORGET_BATCHES, DB_NONE, NULL);
    db_queue(context, SQL_GEMS_STORE_BATCH,
             DB(id, admin_id, upload->file_name, content, text_from_integer(arena, result.stones),
                text_from_integer(arena, result.pools), money_text(arena, result.total_fmv_usd),
                text_from_integer(arena, (int64_t)context->field_error_count)),
             NULL);
    queue_faults(context, id);
    context->field_error_count = 0;
    status = db_flush(context);
    if (status == STATUS_OK)
        *ret_id = id;
    return status;
}

/* Within a transaction, with the batch locked. */
static enum status import_content(struct context *context, const char *id, const char *content) {
    int64_t start = clock_monotonic();
    struct import_result result;
    struct nft_batch batch;
    enum status status = nft_import_read(context, content, strlen(content), &batch);
    batch.dry_run = false;
    if (status == STATUS_OK)
        status = nft_import_batch(context, &batch, &result);
    if (status == STATUS_OK)
        status = db_settle(context);
    if (status == STATUS_INVALID_INPUT)
        return context_refuse(context, status,
                              "The catalogue has changed: %zu rows do not fit any more. Upload it again.",
                              context->field_error_count);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_GEMS_CLOSE_BATCH,
             DB(id, text_from_integer(context->arena, (clock_monotonic() - start) / MILLISECOND)), NULL);
    return STATUS_OK;
}

enum status batches_import(struct context *context, const char *id, struct gem_batch *ret_before) {
    struct db_rows *contents;
    db_queue(context, SQL_GEMS_BATCH_CONTENT, DB(id), &contents);
    enum status status = batches_read(context, id, ret_before);
    if (status != STATUS_OK)
        return status;
    if (!text_equal(ret_before->status, "READY"))
        return context_refuse(context, STATUS_CONFLICT, "The batch is %s.",
                              text_equal(ret_before->status, "IMPORTED") ? "imported already" : "not one to import");
    if (ret_before->stones <= BATCH_AT_ONCE)
        return import_content(context, id, db_text(contents, 0, 0));
    db_queue(context, SQL_GEMS_QUEUE_BATCH, DB(id), NULL);
    job_add(context, "import_gems", id);
    return db_flush(context);
}

static enum status import_queued(struct context *context, void *argument) {
    const char *id = argument;
    struct db_rows *contents;
    struct gem_batch batch;
    db_queue(context, SQL_GEMS_BATCH_CONTENT, DB(id), &contents);
    enum status status = batches_read(context, id, &batch);
    if (status != STATUS_OK || !text_equal(batch.status, "IMPORTING"))
        return status;
    return import_content(context, id, db_text(contents, 0, 0));
}

enum status batches_job_import(struct context *context, const char *batch_id) {
    struct db_rows *rows;
    enum status status = db_transaction(context, import_queued, (void *)batch_id);
    if (status != STATUS_INVALID_INPUT && status != STATUS_ALREADY_EXISTS)
        return status;
    return db_query(context, SQL_GEMS_REFUSE_BATCH,
                    DB(batch_id, context->detail == NULL ? status_title(status) : context->detail), &rows);
}
