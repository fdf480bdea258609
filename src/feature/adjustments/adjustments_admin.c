#include "adjustments/adjustments_admin.h"

#include "adjustments/adjustments.h"
#include "arena.h"
#include "console/console_list.h"
#include "console/console_write.h"
#include "text.h"

static const struct field adjustments_query_fields[] = {
    LIST_QUERY_FIELDS(struct console_query),
    {"status", FIELD_CHOICE, offsetof(struct console_query, status), .choices = adjustment_statuses},
    CONSOLE_USER_FIELD,
    CONSOLE_PERIOD_FIELDS,
};
const struct shape adjustments_query_shape = SHAPE("AdjustmentsQuery", struct console_query, adjustments_query_fields);

struct adjustment_input {
    int64_t adjustment_usd;
    const char *justification;
};

static const struct field adjustment_input_fields[] = {
    {"adjustment_usd", FIELD_MONEY, offsetof(struct adjustment_input, adjustment_usd), FIELD_REQUIRED,
     -ADJUSTMENT_MAXIMUM, ADJUSTMENT_MAXIMUM,
     .description = "What is granted; negative: taken. Large sums wait for a second person"},
    {"justification", FIELD_TEXT, offsetof(struct adjustment_input, justification), FIELD_REQUIRED,
     ADJUSTMENT_REASON_MINIMUM, ADJUSTMENT_REASON_MAXIMUM, .description = "The user reads it in their statement"},
};
const struct shape adjustment_input_shape = SHAPE("AdjustmentInput", struct adjustment_input, adjustment_input_fields);

struct adjustment_refusal {
    const char *decision;
};

static const struct field adjustment_refusal_fields[] = {
    {"decision", FIELD_TEXT, offsetof(struct adjustment_refusal, decision), FIELD_REQUIRED, ADJUSTMENT_REASON_MINIMUM,
     ADJUSTMENT_REASON_MAXIMUM, .description = "Why it is refused"},
};
const struct shape adjustment_refusal_shape =
    SHAPE("AdjustmentRefusal", struct adjustment_refusal, adjustment_refusal_fields);

enum status adjustments_handle_ask(struct request *request, struct response *response) {
    const struct adjustment_input *input = request->body;
    const struct adjustment_order order = {request_path_value(request, "id"), input->adjustment_usd,
                                           input->justification, request->admin.admin_id};
    struct adjustment adjustment;
    enum status status = adjustments_ask(request->context, &order, &adjustment);
    if (status != STATUS_OK)
        return status;
    console_audit(request, &(struct console_act){adjustment.alone ? "adjustment.apply" : "adjustment.ask", "adjustment",
                                                 adjustment.id, &adjustment_shape, NULL, &adjustment});
    if (!adjustment.alone)
        response->location = arena_format(request->context->arena, "/admin/adjustments/%s", adjustment.id);
    return response_answer(request, response, &adjustment);
}

enum status adjustments_handle_list(struct request *request, struct response *response) {
    return console_answer_list(request, response, SQL_ADJUSTMENTS_CONSOLE_LIST);
}

enum status adjustments_handle_show(struct request *request, struct response *response) {
    struct adjustment adjustment;
    enum status status = adjustments_show(request->context, request_path_value(request, "id"), &adjustment);
    return status == STATUS_OK ? response_answer(request, response, &adjustment) : status;
}

static enum status lock_as_seen(struct request *request, struct adjustment *ret_adjustment) {
    enum status status = adjustments_lock(request->context, request_path_value(request, "id"), ret_adjustment);
    return status == STATUS_OK ? console_compare_version(request, &adjustment_shape, ret_adjustment) : status;
}

static enum status answer_decided(struct request *request, struct response *response, const char *action,
                                  const struct adjustment *before) {
    struct adjustment after;
    enum status status = adjustments_show(request->context, before->id, &after);
    if (status != STATUS_OK)
        return status;
    console_audit(request, &(struct console_act){action, "adjustment", before->id, &adjustment_shape, before, &after});
    return response_answer(request, response, &after);
}

enum status adjustments_handle_approve(struct request *request, struct response *response) {
    struct adjustment *before = arena_alloc(request->context->arena, sizeof *before);
    enum status status = lock_as_seen(request, before);
    if (status == STATUS_OK)
        status = adjustments_approve(request->context, before, request->admin.admin_id);
    return status == STATUS_OK ? answer_decided(request, response, "adjustment.approve", before) : status;
}

enum status adjustments_handle_refuse(struct request *request, struct response *response) {
    const struct adjustment_refusal *input = request->body;
    struct adjustment *before = arena_alloc(request->context->arena, sizeof *before);
    enum status status = lock_as_seen(request, before);
    if (status == STATUS_OK)
        status = adjustments_refuse(request->context, before, request->admin.admin_id, input->decision);
    return status == STATUS_OK ? answer_decided(request, response, "adjustment.refuse", before) : status;
}
