#include "solana_payout.h"

#include "arena.h"
#include "base58.h"
#include "solana_address.h"

#include <string.h>

enum {
    INSTRUCTIONS_MAXIMUM = 5,
    DATA_MAXIMUM = 12,
    COMPUTE_UNITS_MAXIMUM = 1400000,
    DECIMALS_MAXIMUM = 18,
};

/* What the programs call their instructions: the first number of the data. */
enum { SYSTEM_TRANSFER = 2, TOKEN_TRANSFER_CHECKED = 12, TOKEN_ACCOUNT_CREATE_IDEMPOTENT = 1 };
enum { COMPUTE_UNIT_LIMIT = 2, COMPUTE_UNIT_PRICE = 3 };

struct plan {
    struct arena *arena;
    const struct solana_payout *payout;
    const char *wallet; /* ours */
    struct solana_instruction instructions[INSTRUCTIONS_MAXIMUM];
    size_t count;
};

struct data {
    unsigned char bytes[DATA_MAXIMUM];
    size_t length;
};

static void append_number(struct data *data, uint64_t value, size_t size) {
    for (size_t i = 0; i < size; i++)
        data->bytes[data->length++] = (unsigned char)(value >> (8 * i));
}

static struct solana_instruction *add_instruction(struct plan *plan, const char *program, const void *data,
                                                  size_t length) {
    struct solana_instruction *instruction = &plan->instructions[plan->count++];
    *instruction = (struct solana_instruction){.program = program,
                                               .data = arena_copy(plan->arena, data, length),
                                               .length = length};
    return instruction;
}

static void add_compute_budget(struct plan *plan, int kind, int64_t value, size_t size) {
    struct data data = {.length = 0};
    if (value == 0)
        return;
    append_number(&data, (uint64_t)kind, 1);
    append_number(&data, (uint64_t)value, size);
    add_instruction(plan, SOLANA_COMPUTE_BUDGET_PROGRAM, data.bytes, data.length);
}

static void add_memo(struct plan *plan) {
    const char *memo = plan->payout->memo;
    if (memo != NULL)
        add_instruction(plan, SOLANA_MEMO_PROGRAM, memo, strlen(memo));
}

static void add_transfer(struct plan *plan) {
    struct data data = {.length = 0};
    append_number(&data, SYSTEM_TRANSFER, 4);
    append_number(&data, (uint64_t)plan->payout->amount, 8);
    struct solana_instruction *transfer = add_instruction(plan, SOLANA_SYSTEM_PROGRAM, data.bytes, data.length);
    transfer->accounts[0] = (struct solana_account){plan->wallet, true, true};
    transfer->accounts[1] = (struct solana_account){plan->payout->recipient, false, true};
}

static void add_token_account(struct plan *plan, const char *token_account) {
    struct data data = {.length = 0};
    append_number(&data, TOKEN_ACCOUNT_CREATE_IDEMPOTENT, 1);
    struct solana_instruction *create = add_instruction(plan, SOLANA_TOKEN_ACCOUNT_PROGRAM, data.bytes, data.length);
    create->accounts[0] = (struct solana_account){plan->wallet, true, true};
    create->accounts[1] = (struct solana_account){token_account, false, true};
    create->accounts[2] = (struct solana_account){plan->payout->recipient, false, false};
    create->accounts[3] = (struct solana_account){plan->payout->mint, false, false};
    create->accounts[4] = (struct solana_account){SOLANA_SYSTEM_PROGRAM, false, false};
    create->accounts[5] = (struct solana_account){SOLANA_TOKEN_PROGRAM, false, false};
}

static void add_token_transfer(struct plan *plan, const char *source, const char *destination) {
    struct data data = {.length = 0};
    append_number(&data, TOKEN_TRANSFER_CHECKED, 1);
    append_number(&data, (uint64_t)plan->payout->amount, 8);
    append_number(&data, (uint64_t)plan->payout->decimals, 1);
    struct solana_instruction *transfer = add_instruction(plan, SOLANA_TOKEN_PROGRAM, data.bytes, data.length);
    transfer->accounts[0] = (struct solana_account){source, false, true};
    transfer->accounts[1] = (struct solana_account){plan->payout->mint, false, false};
    transfer->accounts[2] = (struct solana_account){destination, false, true};
    transfer->accounts[3] = (struct solana_account){plan->wallet, true, false};
}

static enum status add_tokens(struct context *context, struct plan *plan) {
    const struct solana_payout *payout = plan->payout;
    const char *source = solana_token_account(context->arena, plan->wallet, payout->mint);
    const char *destination = solana_token_account(context->arena, payout->recipient, payout->mint);
    if (source == NULL || destination == NULL)
        return context_refuse(context, STATUS_INVALID_INPUT, "The recipient or the mint is no address on Solana.");
    if (payout->creates_token_account)
        add_token_account(plan, destination);
    add_memo(plan);
    add_token_transfer(plan, source, destination);
    return STATUS_OK;
}

static enum status check_numbers(struct context *context, const struct solana_payout *payout) {
    if (payout->amount <= 0)
        return context_refuse(context, STATUS_INVALID_INPUT, "There is no amount to pay.");
    if (payout->decimals < 0 || payout->decimals > DECIMALS_MAXIMUM)
        return context_refuse(context, STATUS_INVALID_INPUT, "No mint has %d decimals.", payout->decimals);
    if (payout->compute_units < 0 || payout->compute_units > COMPUTE_UNITS_MAXIMUM || payout->compute_unit_price < 0)
        return context_refuse(context, STATUS_INVALID_INPUT, "The compute budget is out of range.");
    return STATUS_OK;
}

enum status solana_payout_sign(struct context *context, const struct solana_payout *payout,
                               const struct solana_key *key, struct solana_signed *ret_signed) {
    struct solana_message message;
    struct plan plan = {.arena = context->arena,
                        .payout = payout,
                        .wallet = base58_encode(context->arena, key->public_key, sizeof key->public_key)};
    enum status status = check_numbers(context, payout);
    if (status != STATUS_OK)
        return status;
    add_compute_budget(&plan, COMPUTE_UNIT_LIMIT, payout->compute_units, 4);
    add_compute_budget(&plan, COMPUTE_UNIT_PRICE, payout->compute_unit_price, 8);
    if (payout->mint != NULL) {
        status = add_tokens(context, &plan);
    } else {
        add_memo(&plan);
        add_transfer(&plan);
    }
    if (status == STATUS_OK)
        status = solana_message_build(context, plan.wallet, payout->blockhash, plan.instructions, plan.count, &message);
    return status == STATUS_OK ? solana_message_sign(context, &message, key, ret_signed) : status;
}
