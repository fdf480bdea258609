#include "solana_rpc.h"

#include "arena.h"
#include "json_read.h"
#include "solana_address.h"
#include "text.h"

#include <string.h>

enum { PARAMS_MAXIMUM = 4096, AMOUNT_DIGITS_MAXIMUM = 20 };

#define RESULT(type, member, element)                                                                                  \
    { "result", FIELD_OBJECT, offsetof(type, member), FIELD_REQUIRED, .shape = &(element) }

struct lamports_answer {
    struct lamports {
        int64_t value;
    } result;
};
static const struct field lamports_fields[] = {
    {"value", FIELD_INTEGER, offsetof(struct lamports, value), FIELD_REQUIRED, 0, INT64_MAX - 1},
};
static const struct shape lamports_shape = SHAPE("RpcLamports", struct lamports, lamports_fields);
static const struct field lamports_answer_fields[] = {RESULT(struct lamports_answer, result, lamports_shape)};
static const struct shape lamports_answer_shape =
    SHAPE("RpcLamportsAnswer", struct lamports_answer, lamports_answer_fields);

enum status solana_balance(struct context *context, const char *address, int64_t *ret_lamports) {
    struct lamports_answer answer;
    const char *params = node_params(context->arena, address, SOLANA_FINALIZED, "");
    enum status status = node_ask(context, "getBalance", params, &lamports_answer_shape, &answer);
    if (status == STATUS_OK)
        *ret_lamports = answer.result.value;
    return status;
}

/* Null when there is no account. */
struct account_answer {
    struct account {
        const char *value;
    } result;
};
static const struct field account_fields[] = {{"value", FIELD_JSON, offsetof(struct account, value), FIELD_REQUIRED}};
static const struct shape account_shape = SHAPE("RpcAccount", struct account, account_fields);
static const struct field account_answer_fields[] = {RESULT(struct account_answer, result, account_shape)};
static const struct shape account_answer_shape =
    SHAPE("RpcAccountAnswer", struct account_answer, account_answer_fields);

/* Of the account itself. */
struct account_value {
    const char *owner;
};
static const struct field account_value_fields[] = {
    {"owner", FIELD_TEXT, offsetof(struct account_value, owner), FIELD_REQUIRED, 1, SOLANA_ADDRESS_MAXIMUM},
};
static const struct shape account_value_shape = SHAPE("RpcAccountValue", struct account_value, account_value_fields);

enum status solana_account_owner(struct context *context, const char *address, const char **ret_owner) {
    struct account_answer answer;
    struct account_value value = {NULL};
    const char *params = node_params(context->arena, address, SOLANA_FINALIZED,
                                     "\"encoding\":\"base64\",\"dataSlice\":{\"offset\":0,\"length\":0}");
    enum status status = node_ask(context, "getAccountInfo", params, &account_answer_shape, &answer);
    if (status == STATUS_OK && answer.result.value != NULL)
        status =
            json_read_answer(context, answer.result.value, strlen(answer.result.value), &account_value_shape, &value);
    if (status == STATUS_OK)
        *ret_owner = value.owner;
    return status == STATUS_MALFORMED ? STATUS_UNAVAILABLE : status;
}

enum status solana_account_exists(struct context *context, const char *address, bool *ret_exists) {
    const char *owner;
    enum status status = solana_account_owner(context, address, &owner);
    if (status == STATUS_OK)
        *ret_exists = owner != NULL;
    return status;
}

struct tokens_answer {
    struct tokens {
        struct token_value {
            const char *amount;
        } value;
    } result;
};
static const struct field token_value_fields[] = {
    {"amount", FIELD_TEXT, offsetof(struct token_value, amount), FIELD_REQUIRED, 1, AMOUNT_DIGITS_MAXIMUM,
     .characters = "0123456789"},
};
static const struct shape token_value_shape = SHAPE("RpcTokenValue", struct token_value, token_value_fields);
static const struct field tokens_fields[] = {
    {"value", FIELD_OBJECT, offsetof(struct tokens, value), FIELD_REQUIRED, .shape = &token_value_shape},
};
static const struct shape tokens_shape = SHAPE("RpcTokens", struct tokens, tokens_fields);
static const struct field tokens_answer_fields[] = {RESULT(struct tokens_answer, result, tokens_shape)};
static const struct shape tokens_answer_shape = SHAPE("RpcTokensAnswer", struct tokens_answer, tokens_answer_fields);

static enum status existing_balance(struct context *context, const char *account, int64_t *ret_amount) {
    struct tokens_answer answer;
    int64_t amount;
    const char *params = node_params(context->arena, account, SOLANA_FINALIZED, "");
    enum status status = node_ask(context, "getTokenAccountBalance", params, &tokens_answer_shape, &answer);
    if (status != STATUS_OK)
        return status;
    if (!text_parse_integer(answer.result.value.amount, &amount))
        return context_refuse(context, STATUS_OVERFLOW, "The balance of %s is out of range.", account);
    *ret_amount = amount;
    return STATUS_OK;
}

/* Nodes tell a missing account from a wrong parameter only by words, so it is looked for first. */
enum status solana_token_balance(struct context *context, const char *owner, const char *mint, int64_t *ret_amount) {
    bool exists;
    const char *account = solana_token_account(context->arena, owner, mint);
    if (account == NULL)
        return context_refuse(context, STATUS_INTERNAL, "%s or %s is no address on Solana.", owner, mint);
    enum status status = solana_account_exists(context, account, &exists);
    if (status != STATUS_OK || exists)
        return status == STATUS_OK ? existing_balance(context, account, ret_amount) : status;
    *ret_amount = 0;
    return STATUS_OK;
}

struct blockhash_answer {
    struct blockhash_result {
        struct blockhash {
            const char *blockhash;
            int64_t last_valid_block_height;
        } value;
    } result;
};
static const struct field blockhash_fields[] = {
    {"blockhash", FIELD_TEXT, offsetof(struct blockhash, blockhash), FIELD_REQUIRED, SOLANA_ADDRESS_MINIMUM,
     SOLANA_ADDRESS_MAXIMUM},
    {"lastValidBlockHeight", FIELD_INTEGER, offsetof(struct blockhash, last_valid_block_height), FIELD_REQUIRED, 0,
     INT64_MAX - 1},
};
static const struct shape blockhash_shape = SHAPE("RpcBlockhash", struct blockhash, blockhash_fields);
static const struct field blockhash_result_fields[] = {
    {"value", FIELD_OBJECT, offsetof(struct blockhash_result, value), FIELD_REQUIRED, .shape = &blockhash_shape},
};
static const struct shape blockhash_result_shape =
    SHAPE("RpcBlockhashResult", struct blockhash_result, blockhash_result_fields);
static const struct field blockhash_answer_fields[] = {RESULT(struct blockhash_answer, result, blockhash_result_shape)};
static const struct shape blockhash_answer_shape =
    SHAPE("RpcBlockhashAnswer", struct blockhash_answer, blockhash_answer_fields);

enum status solana_latest_blockhash(struct context *context, const char **ret_blockhash,
                                    int64_t *ret_last_valid_block_height) {
    struct blockhash_answer answer;
    enum status status =
        node_ask(context, "getLatestBlockhash", "[{\"commitment\":\"confirmed\"}]", &blockhash_answer_shape, &answer);
    if (status != STATUS_OK)
        return status;
    *ret_blockhash = answer.result.value.blockhash;
    *ret_last_valid_block_height = answer.result.value.last_valid_block_height;
    return STATUS_OK;
}

struct number_answer {
    int64_t result;
};
static const struct field number_fields[] = {
    {"result", FIELD_INTEGER, offsetof(struct number_answer, result), FIELD_REQUIRED, 0, INT64_MAX - 1},
};
static const struct shape number_shape = SHAPE("RpcNumber", struct number_answer, number_fields);

enum status solana_block_height(struct context *context, enum solana_commitment commitment, int64_t *ret_height) {
    struct number_answer answer;
    const char *params =
        commitment == SOLANA_FINALIZED ? "[{\"commitment\":\"finalized\"}]" : "[{\"commitment\":\"confirmed\"}]";
    enum status status = node_ask(context, "getBlockHeight", params, &number_shape, &answer);
    if (status == STATUS_OK)
        *ret_height = answer.result;
    return status;
}

struct progress_answer {
    struct solana_progress result;
};
static const struct field progress_fields[] = {
    {"absoluteSlot", FIELD_INTEGER, offsetof(struct solana_progress, slot), FIELD_REQUIRED, 0, INT64_MAX - 1},
    {"blockHeight", FIELD_INTEGER, offsetof(struct solana_progress, height), FIELD_REQUIRED, 0, INT64_MAX - 1},
};
static const struct shape progress_shape = SHAPE("RpcProgress", struct solana_progress, progress_fields);
static const struct field progress_answer_fields[] = {RESULT(struct progress_answer, result, progress_shape)};
static const struct shape progress_answer_shape =
    SHAPE("RpcProgressAnswer", struct progress_answer, progress_answer_fields);

enum status solana_progress(struct context *context, struct solana_progress *ret_progress) {
    struct progress_answer answer;
    enum status status =
        node_ask(context, "getEpochInfo", "[{\"commitment\":\"finalized\"}]", &progress_answer_shape, &answer);
    if (status == STATUS_OK)
        *ret_progress = answer.result;
    return status;
}

struct text_answer {
    const char *result;
};
static const struct field text_fields[] = {
    {"result", FIELD_TEXT, offsetof(struct text_answer, result), FIELD_REQUIRED, 1, SOLANA_SIGNATURE_MAXIMUM},
};
static const struct shape text_shape = SHAPE("RpcText", struct text_answer, text_fields);

/* What stands in an error tells what became of the transaction. Custom error 1 is how the system program and the token
 * program say that there is too little. */
static const struct cause_row {
    const char *part;
    enum solana_sending sending;
} cause_rows[] = {
    {"\"AlreadyProcessed\"", SOLANA_SENT},
    {"\"BlockhashNotFound\"", SOLANA_BLOCKHASH_UNKNOWN},
    {"\"InsufficientFunds", SOLANA_FUNDS_INSUFFICIENT},
    {"\"AccountNotFound\"", SOLANA_FUNDS_INSUFFICIENT}, /* the payer of the fee has nothing at all */
    {"{\"Custom\":1}", SOLANA_FUNDS_INSUFFICIENT},
};

static struct solana_sent sent_of(const struct node_answer *answer) {
    const char *problem = answer->error_cause != NULL ? answer->error_cause : answer->error;
    if (answer->error_code == 0)
        return (struct solana_sent){SOLANA_SENT, NULL};
    for (size_t i = 0; answer->error_cause != NULL && i < sizeof cause_rows / sizeof *cause_rows; i++)
        if (strstr(answer->error_cause, cause_rows[i].part) != NULL)
            return (struct solana_sent){cause_rows[i].sending, cause_rows[i].sending == SOLANA_SENT ? NULL : problem};
    return (struct solana_sent){SOLANA_REFUSED, problem};
}

enum status solana_send(struct context *context, const char *transaction, bool skip_preflight,
                        struct solana_sent *ret_sent) {
    const char *options = arena_format(
        context->arena,
        "\"encoding\":\"base64\",\"skipPreflight\":%s,\"preflightCommitment\":\"confirmed\",\"maxRetries\":0",
        skip_preflight ? "true" : "false");
    struct text params = text_new(context->arena, PARAMS_MAXIMUM);
    text_append(&params, "[");
    text_append_json(&params, transaction);
    text_append_format(&params, ",{%s}]", options);
    struct node_round round = node_round_new(context, "sendTransaction", params.data);
    struct solana_sent sent = {SOLANA_REFUSED, NULL};
    struct node_answer answer;
    while (node_round_next(&round, &answer)) {
        struct text_answer read;
        if (answer.error_code == NODE_WRONG_PARAMETERS)
            return node_round_refuse(&round, &answer);
        if (answer.error_code == 0 && !node_round_read(&round, &answer, &text_shape, &read))
            continue;
        struct solana_sent now = sent_of(&answer);
        if (now.sending == SOLANA_SENT || round.answered == 1)
            sent = now;
    }
    enum status status = node_round_end(&round);
    if (status == STATUS_OK)
        *ret_sent = sent;
    return status;
}
