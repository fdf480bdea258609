#include "solana_nodes.h"

#include "arena.h"
#include "clock.h"
#include "http_client.h"
#include "json_read.h"
#include "log.h"
#include "metrics.h"
#include "text.h"

#include <string.h>

/* A history of 1,000 signatures with long memos stays far below the maximum. */
enum { NODES_MAXIMUM = 16, CALL_MILLISECONDS = 8000, CALL_MAXIMUM = 8192, ANSWER_MAXIMUM = 4 * 1024 * 1024 };
enum { HTTP_OK = 200, HTTP_TOO_MANY_REQUESTS = 429 };

struct solana_node {
    const char *url;
    const char *place;
    bool known;          /* to be on the right cluster */
    int64_t rest;        /* seconds of the last rest; 0 after a good answer */
    int64_t rests_until; /* clock_monotonic() */
};

struct solana_nodes {
    struct solana_node items[NODES_MAXIMUM];
    size_t count;
    const char *genesis; /* hash of the cluster's first block; NULL: any will do */
};

/* Localnet has a genesis of its own each time. */
static const struct cluster_row {
    const char *name;
    const char *genesis;
} cluster_rows[] = {
    {"mainnet", "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"},
    {"devnet", "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"},
    {"testnet", "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY"},
    {"localnet", NULL},
};

/* What is wrong with the question, whichever node is asked: preflight failed, a bad signature, a transaction version we
 * do not read, a bad request, an unknown method, bad parameters. Every other error is the node's own. */
static const int64_t question_errors[] = {-32002, -32003, -32015, -32600, NODE_UNKNOWN_METHOD, NODE_WRONG_PARAMETERS};

struct rpc_error {
    int64_t code;
    const char *message;
    const char *data;
};
static const struct field error_fields[] = {
    {"code", FIELD_INTEGER, offsetof(struct rpc_error, code), FIELD_REQUIRED},
    {"message", FIELD_TEXT, offsetof(struct rpc_error, message), FIELD_NULLABLE},
    {"data", FIELD_JSON, offsetof(struct rpc_error, data)},
};
static const struct shape error_shape = SHAPE("RpcError", struct rpc_error, error_fields);

struct envelope {
    struct rpc_error error;
};
static const struct field envelope_fields[] = {
    {"error", FIELD_OBJECT, offsetof(struct envelope, error), FIELD_NULLABLE, .shape = &error_shape},
};
static const struct shape envelope_shape = SHAPE("RpcEnvelope", struct envelope, envelope_fields);

struct error_data {
    const char *cause;
};
static const struct field error_data_fields[] = {{"err", FIELD_JSON, offsetof(struct error_data, cause)}};
static const struct shape error_data_shape = SHAPE("RpcErrorData", struct error_data, error_data_fields);

static const struct cluster_row *find_cluster(const char *name) {
    for (size_t i = 0; i < sizeof cluster_rows / sizeof *cluster_rows; i++)
        if (text_equal(cluster_rows[i].name, name))
            return &cluster_rows[i];
    return NULL;
}

struct solana_nodes *solana_nodes_new(struct arena *arena, const char *urls, const char *cluster) {
    const struct cluster_row *row = find_cluster(cluster);
    struct solana_nodes *nodes = arena_alloc(arena, sizeof *nodes);
    if (row == NULL)
        return NULL;
    nodes->genesis = row->genesis;
    while (*urls != '\0' && nodes->count < NODES_MAXIMUM) {
        urls += strspn(urls, ", \t");
        size_t length = strcspn(urls, ", \t");
        const char *url = arena_copy(arena, urls, length);
        if (length > 0)
            nodes->items[nodes->count++] = (struct solana_node){.url = url, .place = http_client_place(arena, url)};
        urls += length;
    }
    return nodes;
}

size_t solana_nodes_count(const struct solana_nodes *nodes) {
    return nodes->count;
}

static bool rests(const struct solana_node *node) {
    return node->rests_until > clock_monotonic();
}

size_t solana_nodes_healthy(const struct solana_nodes *nodes) {
    size_t healthy = 0;
    for (size_t i = 0; i < nodes->count; i++)
        healthy += !rests(&nodes->items[i]);
    return healthy;
}

/* `asked`: seconds that the node itself asked for, or 0. */
static void rest_node(struct solana_node *node, int64_t asked, const char *why) {
    node->rest = node->rest == 0 ? 1 : node->rest * 2;
    if (node->rest > NODE_REST_MAXIMUM)
        node->rest = NODE_REST_MAXIMUM;
    int64_t seconds = asked > 0 ? asked : node->rest;
    node->rests_until = clock_monotonic() + seconds * CLOCK_SECOND;
    LOG(LOG_WARNING, "solana_node_rests", LOG_TEXT("node", node->place), LOG_NUMBER("seconds", seconds),
        LOG_TEXT("detail", why));
}

/* Retry-After may also be a date; then our own rest does. */
static int64_t asked_rest(const struct http_answer *answer) {
    int64_t seconds;
    const char *value = http_answer_header(answer, "Retry-After");
    if (value == NULL || !text_parse_integer(value, &seconds) || seconds < 1)
        return 0;
    return seconds > NODE_REST_ASKED_MAXIMUM ? NODE_REST_ASKED_MAXIMUM : seconds;
}

static bool is_question_error(int64_t code) {
    for (size_t i = 0; i < sizeof question_errors / sizeof *question_errors; i++)
        if (question_errors[i] == code)
            return true;
    return false;
}

static const char *read_cause(struct arena *arena, const char *data) {
    struct context scratch = {.arena = arena};
    struct error_data read = {NULL};
    if (data == NULL || json_read_answer(&scratch, data, strlen(data), &error_data_shape, &read) != STATUS_OK)
        return NULL;
    return read.cause;
}

/* STATUS_UNAVAILABLE, with a detail in `context`, for all that is no answer. */
static enum status read_answer(struct context *context, const struct solana_node *node,
                               const struct http_answer *answer, struct node_answer *ret_answer) {
    struct envelope envelope;
    enum status status = json_read_answer(context, answer->body, answer->body_length, &envelope_shape, &envelope);
    const struct rpc_error *error = &envelope.error;
    bool has_error = status == STATUS_OK && error->code != FIELD_INTEGER_NONE;
    if (has_error && !is_question_error(error->code))
        return context_refuse(context, STATUS_UNAVAILABLE, "%s has error %lld: %.200s.", node->place,
                              (long long)error->code, error->message == NULL ? "" : error->message);
    if (status != STATUS_OK || (answer->status != HTTP_OK && !has_error))
        return context_refuse(context, STATUS_UNAVAILABLE, "%s answered %d, which is not understood.", node->place,
                              answer->status);
    *ret_answer = (struct node_answer){.place = node->place, .body = answer->body, .length = answer->body_length};
    if (has_error) {
        ret_answer->error_code = error->code;
        ret_answer->error = error->message == NULL ? "" : error->message;
        ret_answer->error_cause = read_cause(context->arena, error->data);
    }
    return STATUS_OK;
}

/* One call of one node. `ret_asked`: seconds of rest that it asks for, or 0. */
static enum status call_node(struct context *context, const struct solana_node *node, const char *method,
                             const char *params, struct node_answer *ret_answer, int64_t *ret_asked) {
    static const struct http_header headers[] = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    struct text body = text_new(context->arena, CALL_MAXIMUM);
    struct http_answer answer = {0};
    text_append_format(&body, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}", method, params);
    const struct http_call call = {
        .method = "POST",
        .url = node->url,
        .headers = headers,
        .header_count = sizeof headers / sizeof *headers,
        .body = body.data,
        .body_length = body.length,
        .timeout = CALL_MILLISECONDS,
        .answer_maximum = ANSWER_MAXIMUM,
    };
    enum status status = http_client_send(context, &call, &answer);
    if (status != STATUS_OK)
        return status;
    if (answer.status != HTTP_TOO_MANY_REQUESTS)
        return read_answer(context, node, &answer, ret_answer);
    *ret_asked = asked_rest(&answer);
    return context_refuse(context, STATUS_UNAVAILABLE, "%s is asked too often.", node->place);
}

struct genesis_answer {
    const char *result;
};
static const struct field genesis_fields[] = {
    {"result", FIELD_TEXT, offsetof(struct genesis_answer, result), FIELD_REQUIRED},
};
static const struct shape genesis_shape = SHAPE("RpcGenesis", struct genesis_answer, genesis_fields);

/* Is the node on our cluster? Asked before the first question. One behind a gateway that does not pass this question on
 * is taken at its operator's word. */
static enum status meet_node(struct context *context, const char *genesis, struct solana_node *node,
                             int64_t *ret_asked) {
    struct node_answer answer = {0};
    struct genesis_answer theirs;
    if (node->known || genesis == NULL)
        return STATUS_OK;
    enum status status = call_node(context, node, "getGenesisHash", "[]", &answer, ret_asked);
    if (status == STATUS_OK && answer.error_code == NODE_UNKNOWN_METHOD) {
        LOG(LOG_WARNING, "solana_cluster_unproven", LOG_TEXT("node", node->place));
        node->known = true;
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = json_read_answer(context, answer.body, answer.length, &genesis_shape, &theirs);
    if (status != STATUS_OK)
        return status;
    node->known = text_equal(theirs.result, genesis);
    if (node->known)
        return STATUS_OK;
    *ret_asked = NODE_REST_ASKED_MAXIMUM;
    return context_refuse(context, STATUS_NOT_CONFIGURED, "%s is on another cluster than the one that is set.",
                          node->place);
}

static bool ask_node(const struct node_round *round, struct solana_node *node, struct node_answer *ret_answer) {
    struct context scratch = {.arena = round->context->arena};
    int64_t asked = 0;
    enum status status = meet_node(&scratch, round->context->solana->genesis, node, &asked);
    if (status == STATUS_OK)
        status = call_node(&scratch, node, round->method, round->params, ret_answer, &asked);
    if (status == STATUS_OK && ret_answer->error_code == NODE_UNKNOWN_METHOD)
        status = context_refuse(&scratch, STATUS_UNAVAILABLE, "%s does not know %s.", node->place, round->method);
    if (status != STATUS_OK)
        rest_node(node, asked, scratch.detail);
    return status == STATUS_OK;
}

const char *node_params(struct arena *arena, const char *subject, enum solana_commitment commitment,
                        const char *options) {
    struct text params = text_new(arena, CALL_MAXIMUM);
    text_append(&params, "[");
    text_append_json(&params, subject);
    text_append_format(&params, ",{\"commitment\":\"%s\"%s%s}]",
                       commitment == SOLANA_FINALIZED ? "finalized" : "confirmed", *options == '\0' ? "" : ",",
                       options);
    return params.data;
}

struct node_round node_round_new(struct context *context, const char *method, const char *params) {
    return (struct node_round){.context = context, .method = method, .params = params};
}

bool node_round_next(struct node_round *round, struct node_answer *ret_answer) {
    struct solana_nodes *nodes = round->context->solana;
    while (nodes != NULL && round->next < nodes->count) {
        struct solana_node *node = &nodes->items[round->next++];
        if (rests(node) || !ask_node(round, node, ret_answer))
            continue;
        round->rest = node->rest;
        node->rest = 0;
        if (round->answered++ == 0 && round->next > 1)
            metrics_add(METRIC_SOLANA_FAILOVERS, arena_format(round->context->arena, "method=\"%s\"", round->method),
                        1);
        return true;
    }
    return false;
}

void node_round_reject(struct node_round *round, const char *why) {
    struct solana_node *node = &round->context->solana->items[round->next - 1];
    node->rest = round->rest;
    round->answered--;
    rest_node(node, 0, why);
}

bool node_round_read(struct node_round *round, const struct node_answer *answer, const struct shape *shape,
                     void *ret_value) {
    struct context scratch = {.arena = round->context->arena};
    if (json_read_answer(&scratch, answer->body, answer->length, shape, ret_value) == STATUS_OK)
        return true;
    node_round_reject(round, scratch.detail);
    return false;
}

enum status node_round_refuse(const struct node_round *round, const struct node_answer *answer) {
    return context_refuse(round->context, STATUS_INTERNAL, "%s does not take %s: %lld %.200s.", answer->place,
                          round->method, (long long)answer->error_code, answer->error);
}

enum status node_round_end(const struct node_round *round) {
    struct context *context = round->context;
    const struct solana_nodes *nodes = context->solana;
    int64_t now = clock_monotonic();
    int64_t soonest = INT64_MAX;
    if (round->answered > 0)
        return STATUS_OK;
    if (nodes == NULL || nodes->count == 0)
        return context_refuse(context, STATUS_NOT_CONFIGURED, "There are no Solana nodes to ask.");
    for (size_t i = 0; i < nodes->count; i++)
        if (nodes->items[i].rests_until < soonest)
            soonest = nodes->items[i].rests_until;
    context->retry_after = soonest > now ? (soonest - now + CLOCK_SECOND - 1) / CLOCK_SECOND : 1;
    return context_refuse(context, STATUS_UNAVAILABLE, "No Solana node answers.");
}

enum status node_ask(struct context *context, const char *method, const char *params, const struct shape *shape,
                     void *ret_value) {
    struct node_round round = node_round_new(context, method, params);
    struct node_answer answer;
    while (node_round_next(&round, &answer)) {
        if (answer.error_code != 0)
            return node_round_refuse(&round, &answer);
        if (node_round_read(&round, &answer, shape, ret_value))
            return STATUS_OK;
    }
    return node_round_end(&round);
}
