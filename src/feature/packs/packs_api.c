#include "packs/packs_api.h"

#include "list_query.h"
#include "packs/packs.h"

struct pack_query {
    struct list_query page;
    struct pack_filter filter;
};

static const struct field pack_query_fields[] = {
    LIST_QUERY_FIELDS(struct pack_query),
    {"series_id", FIELD_ID, offsetof(struct pack_query, filter.series_id)},
    {"status", FIELD_CHOICE, offsetof(struct pack_query, filter.status), .choices = pack_statuses},
    {"sort", FIELD_CHOICE, offsetof(struct pack_query, filter.sort), .choices = pack_sorts},
};
const struct shape pack_query_shape = SHAPE("PackQuery", struct pack_query, pack_query_fields);

enum status packs_handle_list_series(struct request *request, struct response *response) {
    struct page page;
    enum status status = packs_list_series(request->context, &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status packs_handle_list(struct request *request, struct response *response) {
    const struct pack_query *query = request->query;
    struct page page;
    enum status status =
        packs_list(request->context, &query->filter, query->page.cursor, list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status packs_handle_show(struct request *request, struct response *response) {
    struct pack pack;
    enum status status = packs_show(request->context, request_path_value(request, "id"), &pack);
    return status == STATUS_OK ? response_answer(request, response, &pack) : status;
}

enum status packs_handle_odds(struct request *request, struct response *response) {
    struct odds odds;
    enum status status = packs_show_odds(request->context, request_path_value(request, "id"), &odds);
    return status == STATUS_OK ? response_answer(request, response, &odds) : status;
}
