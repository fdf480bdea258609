#include "list_query.h"

#include "arena.h"
#include "clock.h"

static const struct field plain_list_query_fields[] = {LIST_QUERY_FIELDS(struct plain_list_query)};
const struct shape plain_list_query_shape = SHAPE("ListQuery", struct plain_list_query, plain_list_query_fields);

int64_t list_limit(const struct list_query *query) {
    return query->limit == FIELD_INTEGER_NONE ? LIST_LIMIT_DEFAULT : query->limit;
}

enum status list_take_day(struct context *context, const char *name, const char *day, const char **ret_moment) {
    int64_t time;
    *ret_moment = day == NULL ? NULL : arena_format(context->arena, "%sT00:00:00Z", day);
    if (day == NULL || clock_parse(*ret_moment, &time))
        return STATUS_OK;
    return context_field_error(context, name, "invalid", "must be a day, as 2026-11-25");
}
