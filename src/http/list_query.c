#include "list_query.h"

static const struct field plain_list_query_fields[] = {LIST_QUERY_FIELDS(struct plain_list_query)};
const struct shape plain_list_query_shape = SHAPE("ListQuery", struct plain_list_query, plain_list_query_fields);

int64_t list_limit(const struct list_query *query) {
    return query->limit == FIELD_INTEGER_NONE ? LIST_LIMIT_DEFAULT : query->limit;
}
