#include "solana_message.h"

#include "arena.h"
#include "base58.h"
#include "base64.h"
#include "solana_address.h"
#include "text.h"

#include <string.h>

/* More accounts do not fit into a transaction. */
enum { ACCOUNTS_MAXIMUM = SOLANA_TRANSACTION_MAXIMUM / SOLANA_ADDRESS_SIZE, MORE_FOLLOWS = 0x80 };

/* The groups, in the order in which they stand. */
enum group { SIGNER_WRITTEN, SIGNER, WRITTEN, OTHER, GROUPS };

struct accounts {
    struct solana_account items[ACCOUNTS_MAXIMUM];
    size_t count;
    size_t grouped[GROUPS];
};

struct writer {
    unsigned char bytes[SOLANA_TRANSACTION_MAXIMUM];
    size_t length;
    bool full;
};

static void write_bytes(struct writer *writer, const void *bytes, size_t length) {
    if (writer->full || length > sizeof writer->bytes - writer->length) {
        writer->full = true;
        return;
    }
    memcpy(writer->bytes + writer->length, bytes, length);
    writer->length += length;
}

static void write_byte(struct writer *writer, size_t value) {
    unsigned char byte = (unsigned char)value;
    write_bytes(writer, &byte, 1);
}

/* compact-u16: seven bits a byte, the lower first. */
static void write_count(struct writer *writer, size_t value) {
    for (; value >= MORE_FOLLOWS; value >>= 7)
        write_byte(writer, value | MORE_FOLLOWS);
    write_byte(writer, value);
}

static bool write_address(struct writer *writer, const char *address) {
    unsigned char bytes[SOLANA_ADDRESS_SIZE];
    bool valid = base58_decode(address, bytes, sizeof bytes);
    write_bytes(writer, bytes, valid ? sizeof bytes : 0);
    return valid;
}

static enum group group_of(const struct solana_account *account) {
    if (account->signs)
        return account->written ? SIGNER_WRITTEN : SIGNER;
    return account->written ? WRITTEN : OTHER;
}

static size_t find_account(const struct accounts *accounts, const char *address) {
    size_t i = 0;
    while (i < accounts->count && !text_equal(accounts->items[i].address, address))
        i++;
    return i;
}

static bool add_account(struct accounts *accounts, const struct solana_account *account) {
    size_t i = find_account(accounts, account->address);
    if (i == ACCOUNTS_MAXIMUM)
        return false;
    if (i == accounts->count)
        accounts->items[accounts->count++] = (struct solana_account){.address = account->address};
    accounts->items[i].signs |= account->signs;
    accounts->items[i].written |= account->written;
    return true;
}

/* Inside a group the order in which they were met stays, so the payer remains the first of all. */
static void sort_accounts(struct accounts *accounts) {
    struct accounts sorted = {.count = 0};
    for (enum group group = SIGNER_WRITTEN; group < GROUPS; group++)
        for (size_t i = 0; i < accounts->count; i++)
            if (group_of(&accounts->items[i]) == group) {
                sorted.items[sorted.count++] = accounts->items[i];
                sorted.grouped[group]++;
            }
    *accounts = sorted;
}

static bool collect_accounts(const char *payer, const struct solana_instruction *instructions, size_t count,
                             struct accounts *ret_accounts) {
    struct accounts accounts = {.count = 0};
    bool fits = add_account(&accounts, &(struct solana_account){payer, true, true});
    for (size_t i = 0; i < count; i++)
        for (const struct solana_account *account = instructions[i].accounts; account->address != NULL; account++)
            fits = fits && add_account(&accounts, account);
    for (size_t i = 0; i < count; i++)
        fits = fits && add_account(&accounts, &(struct solana_account){instructions[i].program, false, false});
    sort_accounts(&accounts);
    *ret_accounts = accounts;
    return fits;
}

static void write_instruction(struct writer *writer, const struct accounts *accounts,
                              const struct solana_instruction *instruction) {
    size_t count = 0;
    while (instruction->accounts[count].address != NULL)
        count++;
    write_byte(writer, find_account(accounts, instruction->program));
    write_count(writer, count);
    for (size_t i = 0; i < count; i++)
        write_byte(writer, find_account(accounts, instruction->accounts[i].address));
    write_count(writer, instruction->length);
    write_bytes(writer, instruction->data, instruction->length);
}

static const char *write_message(struct writer *writer, const struct accounts *accounts, const char *blockhash,
                                 const struct solana_instruction *instructions, size_t count) {
    write_byte(writer, accounts->grouped[SIGNER_WRITTEN] + accounts->grouped[SIGNER]);
    write_byte(writer, accounts->grouped[SIGNER]);
    write_byte(writer, accounts->grouped[OTHER]);
    write_count(writer, accounts->count);
    for (size_t i = 0; i < accounts->count; i++)
        if (!write_address(writer, accounts->items[i].address))
            return accounts->items[i].address;
    if (!write_address(writer, blockhash))
        return blockhash;
    write_count(writer, count);
    for (size_t i = 0; i < count; i++)
        write_instruction(writer, accounts, &instructions[i]);
    return NULL;
}

enum status solana_message_build(struct context *context, const char *payer, const char *blockhash,
                                 const struct solana_instruction *instructions, size_t count,
                                 struct solana_message *ret_message) {
    struct accounts accounts;
    struct writer writer = {.length = 0};
    bool fits = collect_accounts(payer, instructions, count, &accounts);
    const char *wrong = write_message(&writer, &accounts, blockhash, instructions, count);
    size_t signers = accounts.grouped[SIGNER_WRITTEN] + accounts.grouped[SIGNER];
    if (wrong != NULL)
        return context_refuse(context, STATUS_INVALID_INPUT, "%s is no address on Solana.", wrong);
    if (!fits || writer.full || writer.length + 1 + signers * ED25519_SIGNATURE_SIZE > SOLANA_TRANSACTION_MAXIMUM)
        return context_refuse(context, STATUS_TOO_LARGE, "The transaction would have more than %d bytes.",
                              SOLANA_TRANSACTION_MAXIMUM);
    const char *bytes = arena_copy(context->arena, writer.bytes, writer.length);
    *ret_message = (struct solana_message){(const unsigned char *)bytes, writer.length, signers};
    return STATUS_OK;
}

enum status solana_message_sign(struct context *context, const struct solana_message *message,
                                const struct solana_key *key, struct solana_signed *ret_signed) {
    enum { HEADER_SIZE = 3 };
    struct writer writer = {.length = 0};
    unsigned char signature[ED25519_SIGNATURE_SIZE];
    const unsigned char *payer = message->bytes + HEADER_SIZE + 1; /* behind the number of accounts */
    if (message->signers != 1 || memcmp(payer, key->public_key, ED25519_KEY_SIZE) != 0)
        return context_refuse(context, STATUS_INTERNAL, "The transaction has another signer.");
    ed25519_sign(key->seed, message->bytes, message->length, signature);
    write_count(&writer, 1);
    write_bytes(&writer, signature, sizeof signature);
    write_bytes(&writer, message->bytes, message->length);
    *ret_signed = (struct solana_signed){base58_encode(context->arena, signature, sizeof signature),
                                         base64_encode(context->arena, writer.bytes, writer.length)};
    return STATUS_OK;
}
