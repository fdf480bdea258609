#include "vault/vault_api.h"

#include "list_query.h"
#include "vault/vault.h"

struct vault_query {
    struct list_query page;
    struct vault_filter filter;
};

static const struct field vault_query_fields[] = {
    LIST_QUERY_FIELDS(struct vault_query),
    {"status", FIELD_CHOICE, offsetof(struct vault_query, filter.status), .choices = vault_statuses},
    {"sort", FIELD_CHOICE, offsetof(struct vault_query, filter.sort), .choices = vault_sorts},
};
const struct shape vault_query_shape = SHAPE("VaultQuery", struct vault_query, vault_query_fields);

enum status vault_handle_list(struct request *request, struct response *response) {
    const struct vault_query *query = request->query;
    struct page page;
    enum status status = vault_list(request->context, request->session.user_id, &query->filter, query->page.cursor,
                                    list_limit(&query->page), &page);
    return status == STATUS_OK ? response_page(request, response, &page) : status;
}

enum status vault_handle_show(struct request *request, struct response *response) {
    struct vault_detail detail;
    enum status status =
        vault_show(request->context, request->session.user_id, request_path_value(request, "id"), &detail);
    return status == STATUS_OK ? response_answer(request, response, &detail) : status;
}
