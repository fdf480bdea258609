#include "solana_history.h"

#include "arena.h"
#include "clock.h"
#include "solana_address.h"
#include "text.h"

enum { OPTIONS_MAXIMUM = 1024 };

enum status solana_find_transaction(struct context *context, const char *signature, enum solana_commitment commitment,
                                    struct solana_transaction *ret_transaction) {
    const char *params = node_params(context->arena, signature, commitment, SOLANA_TRANSACTION_FORM);
    struct node_round round = node_round_new(context, "getTransaction", params);
    struct node_answer answer;
    while (node_round_next(&round, &answer)) {
        struct context scratch = {.arena = context->arena};
        if (answer.error_code != 0)
            return node_round_refuse(&round, &answer);
        enum status status = solana_transaction_read(&scratch, answer.body, answer.length, ret_transaction);
        if (status == STATUS_OK)
            return status;
        if (status != STATUS_NOT_FOUND)
            node_round_reject(&round, scratch.detail);
    }
    enum status status = node_round_end(&round);
    return status != STATUS_OK ? status : context_refuse(context, STATUS_NOT_FOUND, "No node knows the transaction.");
}

struct signature_row {
    const char *signature;
    int64_t slot;
    const char *problem;
    int64_t block_time; /* seconds since 1970 */
};
static const struct field signature_row_fields[] = {
    {"signature", FIELD_TEXT, offsetof(struct signature_row, signature), FIELD_REQUIRED, 1, SOLANA_SIGNATURE_MAXIMUM},
    {"slot", FIELD_INTEGER, offsetof(struct signature_row, slot), FIELD_REQUIRED, 0, INT64_MAX - 1},
    {"err", FIELD_JSON, offsetof(struct signature_row, problem)},
    {"blockTime", FIELD_INTEGER, offsetof(struct signature_row, block_time), FIELD_NULLABLE, 0,
     SOLANA_BLOCK_TIME_MAXIMUM},
};
static const struct shape signature_row_shape = SHAPE("SignatureRow", struct signature_row, signature_row_fields);

struct signatures_answer {
    struct list rows;
};
static const struct field signatures_fields[] = {
    {"result", FIELD_LIST, offsetof(struct signatures_answer, rows), FIELD_REQUIRED, 0, SOLANA_SIGNATURES_MAXIMUM,
     .shape = &signature_row_shape},
};
static const struct shape signatures_shape = SHAPE("SignaturesAnswer", struct signatures_answer, signatures_fields);

static bool reaches_further(const struct list *rows, const struct list *best) {
    const struct signature_row *newest = rows->items;
    const struct signature_row *newest_before = best->items;
    if (rows->count == 0 || best->count == 0 || newest->slot == newest_before->slot)
        return rows->count > best->count;
    return newest->slot > newest_before->slot;
}

static struct list signature_list(struct arena *arena, const struct list *rows) {
    const struct signature_row *row = rows->items;
    struct solana_signature *signatures = arena_array(arena, rows->count, sizeof *signatures);
    for (size_t i = 0; i < rows->count; i++) {
        int64_t time = row[i].block_time == FIELD_INTEGER_NONE ? CLOCK_NONE : row[i].block_time * CLOCK_SECOND;
        signatures[i] = (struct solana_signature){row[i].signature, row[i].slot, time, row[i].problem != NULL};
    }
    return (struct list){signatures, rows->count};
}

static void append_bound(struct text *options, const char *name, const char *signature) {
    if (signature == NULL)
        return;
    text_append_format(options, ",\"%s\":", name);
    text_append_json(options, signature);
}

enum status solana_list_signatures(struct context *context, const char *address, const char *until, const char *before,
                                   int limit, struct list *ret_signatures) {
    struct text options = text_new(context->arena, OPTIONS_MAXIMUM);
    text_append_format(&options, "\"limit\":%d", limit);
    append_bound(&options, "until", until);
    append_bound(&options, "before", before);
    const char *params = node_params(context->arena, address, SOLANA_FINALIZED, options.data);
    struct node_round round = node_round_new(context, "getSignaturesForAddress", params);
    struct list best = {NULL, 0};
    struct node_answer answer;
    while (node_round_next(&round, &answer)) {
        struct signatures_answer read;
        if (answer.error_code != 0)
            return node_round_refuse(&round, &answer);
        if (node_round_read(&round, &answer, &signatures_shape, &read) && reaches_further(&read.rows, &best))
            best = read.rows;
    }
    enum status status = node_round_end(&round);
    if (status == STATUS_OK)
        *ret_signatures = signature_list(context->arena, &best);
    return status;
}

/* One signature is asked for, so `value` is [null] or has one row. */
struct value_answer {
    struct value {
        struct value_context {
            int64_t slot;
        } context;
        const char *value;
    } result;
};
static const struct field value_context_fields[] = {
    {"slot", FIELD_INTEGER, offsetof(struct value_context, slot), FIELD_REQUIRED, 0, INT64_MAX - 1},
};
static const struct shape value_context_shape = SHAPE("RpcContext", struct value_context, value_context_fields);
static const struct field value_fields[] = {
    {"context", FIELD_OBJECT, offsetof(struct value, context), FIELD_REQUIRED, .shape = &value_context_shape},
    {"value", FIELD_JSON, offsetof(struct value, value), FIELD_REQUIRED},
};
static const struct shape value_shape = SHAPE("RpcValue", struct value, value_fields);
static const struct field value_answer_fields[] = {
    {"result", FIELD_OBJECT, offsetof(struct value_answer, result), FIELD_REQUIRED, .shape = &value_shape},
};
static const struct shape value_answer_shape = SHAPE("RpcValueAnswer", struct value_answer, value_answer_fields);

static const char *const stages[] = {"processed", "confirmed", "finalized", NULL};

struct status_row {
    int64_t slot;
    const char *problem;
    const char *stage;
};
static const struct field status_row_fields[] = {
    {"slot", FIELD_INTEGER, offsetof(struct status_row, slot), FIELD_REQUIRED, 0, INT64_MAX - 1},
    {"err", FIELD_JSON, offsetof(struct status_row, problem)},
    {"confirmationStatus", FIELD_CHOICE, offsetof(struct status_row, stage), FIELD_REQUIRED, .choices = stages},
};
static const struct shape status_row_shape = SHAPE("StatusRow", struct status_row, status_row_fields);

struct statuses_answer {
    struct statuses {
        struct list rows;
    } result;
};
static const struct field statuses_fields[] = {
    {"value", FIELD_LIST, offsetof(struct statuses, rows), FIELD_REQUIRED, 1, 1, .shape = &status_row_shape},
};
static const struct shape statuses_value_shape = SHAPE("Statuses", struct statuses, statuses_fields);
static const struct field statuses_answer_fields[] = {
    {"result", FIELD_OBJECT, offsetof(struct statuses_answer, result), FIELD_REQUIRED, .shape = &statuses_value_shape},
};
static const struct shape statuses_shape = SHAPE("StatusesAnswer", struct statuses_answer, statuses_answer_fields);

static struct solana_signature_status status_of(const struct status_row *row) {
    bool finalized = text_equal(row->stage, "finalized");
    return (struct solana_signature_status){
        .known = true,
        .failed = row->problem != NULL,
        .problem = row->problem,
        .confirmed = finalized || text_equal(row->stage, "confirmed"),
        .finalized = finalized,
        .slot = row->slot,
    };
}

enum status solana_signature_status(struct context *context, const char *signature, bool search_history,
                                    struct solana_signature_status *ret_status) {
    struct text params = text_new(context->arena, OPTIONS_MAXIMUM);
    text_append(&params, "[[");
    text_append_json(&params, signature);
    text_append_format(&params, "],{\"searchTransactionHistory\":%s}]", search_history ? "true" : "false");
    struct node_round round = node_round_new(context, "getSignatureStatuses", params.data);
    struct solana_signature_status found = {0};
    struct node_answer answer;
    int64_t heard_slot = INT64_MAX;
    while (!found.confirmed && node_round_next(&round, &answer)) {
        struct value_answer value;
        struct statuses_answer read;
        if (answer.error_code != 0)
            return node_round_refuse(&round, &answer);
        if (!node_round_read(&round, &answer, &value_answer_shape, &value))
            continue;
        if (value.result.context.slot < heard_slot)
            heard_slot = value.result.context.slot;
        if (!text_equal(value.result.value, "[null]") && node_round_read(&round, &answer, &statuses_shape, &read))
            found = status_of(read.result.rows.items);
    }
    enum status status = node_round_end(&round);
    found.answers = round.answered;
    found.heard_slot = heard_slot;
    if (status == STATUS_OK)
        *ret_status = found;
    return status;
}
