#include "solana_transaction.h"

#include "arena.h"
#include "clock.h"
#include "json_read.h"
#include "solana_address.h"
#include "text.h"

#include <string.h>

/* Account numbers are one byte. Instructions: far more than fit, inner ones are not looked at. */
enum {
    ACCOUNTS_MAXIMUM = 256,
    SIGNATURES_MAXIMUM = 128,
    INSTRUCTIONS_MAXIMUM = 1024,
    AMOUNT_DIGITS_MAXIMUM = 20,
};

/* Two of them still add up within int64; there are about 2⁵⁹ lamports. */
#define LAMPORTS_MAXIMUM ((INT64_C(1) << 62) - 1)
#define BEYOND INT64_MIN /* the amount of a token that left int64 */
#define BASE58 "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
#define ADDRESS(name, type, member, flags)                                                                             \
    {                                                                                                                  \
        (name), FIELD_TEXT, offsetof(type, member), (flags), SOLANA_ADDRESS_MINIMUM, SOLANA_ADDRESS_MAXIMUM,           \
            .characters = BASE58                                                                                       \
    }

static const struct field lamports_fields[] = {{"", FIELD_INTEGER, .maximum = LAMPORTS_MAXIMUM}};
static const struct shape lamports_shape = SHAPE("Lamports", int64_t, lamports_fields);

static const struct field signature_fields[] = {
    {"", FIELD_TEXT, .minimum = 1, .maximum = SOLANA_SIGNATURE_MAXIMUM, .characters = BASE58},
};
static const struct shape signature_shape = SHAPE("Signature", const char *, signature_fields);

struct account_key {
    const char *address;
};
static const struct field account_key_fields[] = {ADDRESS("pubkey", struct account_key, address, FIELD_REQUIRED)};
static const struct shape account_key_shape = SHAPE("AccountKey", struct account_key, account_key_fields);

/* `parsed` is a text for memos, an object for most others, and absent where the node knows no better. */
struct instruction {
    const char *program;
    const char *parsed;
};
static const struct field instruction_fields[] = {
    ADDRESS("programId", struct instruction, program, FIELD_REQUIRED),
    {"parsed", FIELD_JSON, offsetof(struct instruction, parsed)},
};
static const struct shape instruction_shape = SHAPE("Instruction", struct instruction, instruction_fields);

struct token_amount {
    const char *units;
};
static const struct field token_amount_fields[] = {
    {"amount", FIELD_TEXT, offsetof(struct token_amount, units), FIELD_REQUIRED, 1, AMOUNT_DIGITS_MAXIMUM,
     .characters = "0123456789"},
};
static const struct shape token_amount_shape = SHAPE("TokenAmount", struct token_amount, token_amount_fields);

/* Nodes did not always say owner and program; without them it is nobody's money. */
struct token_balance {
    const char *mint;
    const char *owner;
    const char *program;
    struct token_amount amount;
};
static const struct field token_balance_fields[] = {
    ADDRESS("mint", struct token_balance, mint, FIELD_REQUIRED),
    ADDRESS("owner", struct token_balance, owner, FIELD_NULLABLE),
    ADDRESS("programId", struct token_balance, program, FIELD_NULLABLE),
    {"uiTokenAmount", FIELD_OBJECT, offsetof(struct token_balance, amount), FIELD_REQUIRED,
     .shape = &token_amount_shape},
};
static const struct shape token_balance_shape = SHAPE("TokenBalance", struct token_balance, token_balance_fields);

struct message {
    struct list accounts;
    struct list instructions;
};
static const struct field message_fields[] = {
    {"accountKeys", FIELD_LIST, offsetof(struct message, accounts), FIELD_REQUIRED, 1, ACCOUNTS_MAXIMUM,
     .shape = &account_key_shape},
    {"instructions", FIELD_LIST, offsetof(struct message, instructions), FIELD_REQUIRED, 0, INSTRUCTIONS_MAXIMUM,
     .shape = &instruction_shape},
};
static const struct shape message_shape = SHAPE("Message", struct message, message_fields);

struct body {
    struct list signatures;
    struct message message;
};
static const struct field body_fields[] = {
    {"signatures", FIELD_LIST, offsetof(struct body, signatures), FIELD_REQUIRED, 1, SIGNATURES_MAXIMUM,
     .shape = &signature_shape},
    {"message", FIELD_OBJECT, offsetof(struct body, message), FIELD_REQUIRED, .shape = &message_shape},
};
static const struct shape body_shape = SHAPE("Transaction", struct body, body_fields);

struct outcome {
    const char *problem;
    int64_t fee;
    struct list before;
    struct list after;
    struct list tokens_before;
    struct list tokens_after;
};
#define BALANCES(name, member, flags, element)                                                                         \
    { (name), FIELD_LIST, offsetof(struct outcome, member), (flags), 0, ACCOUNTS_MAXIMUM, .shape = (element) }
static const struct field outcome_fields[] = {
    {"err", FIELD_JSON, offsetof(struct outcome, problem), FIELD_REQUIRED},
    {"fee", FIELD_INTEGER, offsetof(struct outcome, fee), FIELD_REQUIRED, 0, LAMPORTS_MAXIMUM},
    BALANCES("preBalances", before, FIELD_REQUIRED, &lamports_shape),
    BALANCES("postBalances", after, FIELD_REQUIRED, &lamports_shape),
    BALANCES("preTokenBalances", tokens_before, FIELD_NULLABLE, &token_balance_shape),
    BALANCES("postTokenBalances", tokens_after, FIELD_NULLABLE, &token_balance_shape),
};
static const struct shape outcome_shape = SHAPE("Meta", struct outcome, outcome_fields);

struct landed {
    int64_t slot;
    int64_t block_time; /* seconds since 1970 */
    struct outcome outcome;
    struct body body;
};
static const struct field landed_fields[] = {
    {"slot", FIELD_INTEGER, offsetof(struct landed, slot), FIELD_REQUIRED, 0, INT64_MAX - 1},
    {"blockTime", FIELD_INTEGER, offsetof(struct landed, block_time), FIELD_NULLABLE, 0, SOLANA_BLOCK_TIME_MAXIMUM},
    {"meta", FIELD_OBJECT, offsetof(struct landed, outcome), FIELD_REQUIRED, .shape = &outcome_shape},
    {"transaction", FIELD_OBJECT, offsetof(struct landed, body), FIELD_REQUIRED, .shape = &body_shape},
};
static const struct shape landed_shape = SHAPE("Landed", struct landed, landed_fields);

/* Null as long as nobody knows it; then nothing in it was read. */
struct answer {
    struct landed result;
};
static const struct field answer_fields[] = {
    {"result", FIELD_OBJECT, offsetof(struct answer, result), FIELD_REQUIRED | FIELD_NULLABLE, .shape = &landed_shape},
};
static const struct shape answer_shape = SHAPE("TransactionAnswer", struct answer, answer_fields);

/* A node writes a memo that is UTF-8 as a text; what else stands there is none. */
static const char *read_memo(struct arena *arena, const struct list *instructions) {
    struct memo {
        const char *text;
    } memo = {NULL};
    const struct field fields[] = {{"text", FIELD_TEXT, offsetof(struct memo, text), FIELD_NULLABLE}};
    const struct shape shape = SHAPE("Memo", struct memo, fields);
    struct context scratch = {.arena = arena};
    const struct instruction *instruction = instructions->items;
    for (size_t i = 0; i < instructions->count; i++) {
        if (!text_equal(instruction[i].program, SOLANA_MEMO_PROGRAM) || instruction[i].parsed == NULL)
            continue;
        const char *json = arena_format(arena, "{\"text\":%s}", instruction[i].parsed);
        enum status status = json_read_answer(&scratch, json, strlen(json), &shape, &memo);
        return status == STATUS_OK ? memo.text : NULL;
    }
    return NULL;
}

static struct list account_list(struct arena *arena, const struct list *keys) {
    const struct account_key *key = keys->items;
    const char **accounts = arena_array(arena, keys->count, sizeof *accounts);
    for (size_t i = 0; i < keys->count; i++)
        accounts[i] = key[i].address;
    return (struct list){accounts, keys->count};
}

static bool is_about(const struct solana_change *change, const char *owner, const char *mint) {
    return text_equal(change->owner, owner) && (mint == NULL ? change->mint == NULL : text_equal(change->mint, mint));
}

static struct solana_change *find_change(const struct list *changes, const char *owner, const char *mint) {
    struct solana_change *change = changes->items;
    for (size_t i = 0; i < changes->count; i++)
        if (is_about(&change[i], owner, mint))
            return &change[i];
    return NULL;
}

static void add_tokens(struct list *changes, const struct list *balances, int sign) {
    const struct token_balance *balance = balances->items;
    for (size_t i = 0; i < balances->count; i++, balance++) {
        int64_t amount;
        if (balance->owner == NULL || !text_equal(balance->program, SOLANA_TOKEN_PROGRAM))
            continue;
        struct solana_change *change = find_change(changes, balance->owner, balance->mint);
        if (change == NULL) {
            change = (struct solana_change *)changes->items + changes->count++;
            *change = (struct solana_change){balance->owner, balance->mint, 0};
        }
        if (change->amount == BEYOND || !text_parse_integer(balance->amount.units, &amount) ||
            __builtin_add_overflow(change->amount, sign * amount, &change->amount))
            change->amount = BEYOND;
    }
}

static void drop_empty(struct list *changes) {
    struct solana_change *change = changes->items;
    size_t kept = 0;
    for (size_t i = 0; i < changes->count; i++)
        if (change[i].amount != 0 && change[i].amount != BEYOND)
            change[kept++] = change[i];
    changes->count = kept;
}

static struct list change_list(struct arena *arena, const struct outcome *outcome, const struct list *accounts) {
    const char *const *account = accounts->items;
    const int64_t *before = outcome->before.items;
    const int64_t *after = outcome->after.items;
    size_t maximum = accounts->count + outcome->tokens_before.count + outcome->tokens_after.count;
    struct solana_change *change = arena_array(arena, maximum, sizeof *change);
    struct list changes = {change, accounts->count};
    for (size_t i = 0; i < accounts->count; i++)
        change[i] = (struct solana_change){account[i], NULL, after[i] - before[i]};
    add_tokens(&changes, &outcome->tokens_after, 1);
    add_tokens(&changes, &outcome->tokens_before, -1);
    drop_empty(&changes);
    return changes;
}

static const struct account_key *find_repeated(const struct list *accounts) {
    const struct account_key *account = accounts->items;
    for (size_t i = 0; i < accounts->count; i++)
        for (size_t j = 0; j < i; j++)
            if (text_equal(account[i].address, account[j].address))
                return &account[i];
    return NULL;
}

/* Solana runs no transaction that names an account twice, so whose change is whose stays clear. */
static enum status check_answer(struct context *context, const struct landed *landed) {
    const struct outcome *outcome = &landed->outcome;
    const struct account_key *repeated = find_repeated(&landed->body.message.accounts);
    size_t accounts = landed->body.message.accounts.count;
    if (accounts == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "The transaction is not known.");
    if (outcome->before.count != accounts || outcome->after.count != accounts)
        return context_refuse(context, STATUS_MALFORMED, "There are %zu accounts, but %zu and %zu balances.", accounts,
                              outcome->before.count, outcome->after.count);
    if (repeated != NULL)
        return context_refuse(context, STATUS_MALFORMED, "The account %s stands there twice.", repeated->address);
    return STATUS_OK;
}

enum status solana_transaction_read(struct context *context, const char *json, size_t length,
                                    struct solana_transaction *ret_transaction) {
    struct arena *arena = context->arena;
    struct answer answer;
    enum status status = json_read_answer(context, json, length, &answer_shape, &answer);
    const struct landed *landed = &answer.result;
    if (status == STATUS_OK)
        status = check_answer(context, landed);
    if (status != STATUS_OK)
        return status;
    struct list accounts = account_list(arena, &landed->body.message.accounts);
    *ret_transaction = (struct solana_transaction){
        .signature = *(const char *const *)landed->body.signatures.items,
        .slot = landed->slot,
        .block_time = landed->block_time == FIELD_INTEGER_NONE ? CLOCK_NONE : landed->block_time * CLOCK_SECOND,
        .failed = landed->outcome.problem != NULL,
        .problem = landed->outcome.problem,
        .payer = *(const char *const *)accounts.items,
        .fee = landed->outcome.fee,
        .memo = read_memo(arena, &landed->body.message.instructions),
        .accounts = accounts,
        .changes = change_list(arena, &landed->outcome, &accounts),
    };
    return STATUS_OK;
}

bool solana_transaction_names(const struct solana_transaction *transaction, const char *address) {
    const char *const *account = transaction->accounts.items;
    for (size_t i = 0; i < transaction->accounts.count; i++)
        if (text_equal(account[i], address))
            return true;
    return false;
}

/* The fee is no part of a payment: its payer did not give it to anybody who matters here. */
static int64_t without_fee(const struct solana_transaction *transaction, const char *owner, const char *mint,
                           int64_t amount) {
    bool paid_fee = mint == NULL && text_equal(owner, transaction->payer);
    return paid_fee ? amount + transaction->fee : amount;
}

int64_t solana_transaction_received(const struct solana_transaction *transaction, const char *owner, const char *mint) {
    const struct solana_change *change = find_change(&transaction->changes, owner, mint);
    return without_fee(transaction, owner, mint, change == NULL ? 0 : change->amount);
}

const char *solana_transaction_sender(const struct solana_transaction *transaction, const char *mint) {
    const char *sender = transaction->payer;
    int64_t least = 0;
    const struct solana_change *change = transaction->changes.items;
    for (size_t i = 0; i < transaction->changes.count; i++, change++) {
        int64_t amount = without_fee(transaction, change->owner, change->mint, change->amount);
        if (!is_about(change, change->owner, mint) || amount >= least)
            continue;
        least = amount;
        sender = change->owner;
    }
    return sender;
}
