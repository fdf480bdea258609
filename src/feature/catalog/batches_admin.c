#include "catalog/batches_admin.h"

#include "arena.h"
#include "catalog/batches.h"
#include "catalog/nft_import.h"
#include "clock.h"
#include "console/console_write.h"
#include "list_query.h"

enum status batches_handle_import_now(struct request *request, struct response *response) {
    struct import_result result;
    const struct nft_batch *batch = request->body;
    enum status status = nft_import_batch(request->context, batch, &result);
    if (status != STATUS_OK)
        return status;
    console_audit(request, &(struct console_act){batch->dry_run ? "gem.check_batch" : "gem.import", "catalogue", "gems",
                                                 &import_result_shape, NULL, &result});
    return response_answer(request, response, &result);
}

enum status batches_handle_list(struct request *request, struct response *response) {
    const struct plain_list_query *query = request->query;
    struct page page;
    enum status status = batches_list(request->context, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

static enum status answer_batch(struct request *request, struct response *response, const char *action, const char *id,
                                const struct gem_batch *before) {
    struct gem_batch after;
    enum status status = batches_read(request->context, id, &after);
    if (status != STATUS_OK)
        return status;
    response->location = arena_format(request->context->arena, "/admin/nfts/batches/%s", id);
    console_audit(request, &(struct console_act){action, "gem_batch", id, &gem_batch_shape, before, &after});
    return response_answer(request, response, &after);
}

enum status batches_handle_upload(struct request *request, struct response *response) {
    const char *id;
    enum status status = batches_store(request->context, request->admin.admin_id, &request->upload, &id);
    return status == STATUS_OK ? answer_batch(request, response, "gem_batch.upload", id, NULL) : status;
}

enum status batches_handle_show(struct request *request, struct response *response) {
    struct gem_batch_detail batch;
    enum status status = batches_show(request->context, request_path_value(request, "id"), &batch);
    return status == STATUS_OK ? response_answer(request, response, &batch) : status;
}

enum status batches_handle_import(struct request *request, struct response *response) {
    struct context *context = request->context;
    const char *id = request_path_value(request, "id");
    struct gem_batch *before = arena_alloc(context->arena, sizeof *before);
    enum status status = batches_import(context, id, before);
    return status == STATUS_OK ? answer_batch(request, response, "gem_batch.import", id, before) : status;
}
