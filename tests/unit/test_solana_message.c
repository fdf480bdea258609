/* Transactions that we sign: the same instructions, accounts and rights as other programs write, compared decoded
 * because the order inside a group of accounts is free. */
#include "arena.h"
#include "base58.h"
#include "fixture.h"
#include "solana_address.h"
#include "solana_payout.h"
#include "text.h"
#include "vectors.h"

#include <string.h>

Suite *solana_message_suite(void);

#define BUYER "FHVwtta3ZqktrM7SfAmjkJ9TsFT5qwfPRsgdssrS1TTZ"
#define BLOCKHASH "JDHLNXsvkv7YzRGceg4itTHorpRJeLifaKrcwQWygAmu"
#define USDC "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"

enum { INSTRUCTIONS_MAXIMUM = 8, TEXT_MAXIMUM = 64 * 1024 };

static struct json_object *item(struct json_object *list, size_t index) {
    return json_object_array_get_idx(list, index);
}

static struct json_object *vector_called(const char *name) {
    struct json_object *list = vectors_in("solana_tx", "vectors");
    for (size_t i = 0; i < json_object_array_length(list); i++)
        if (text_equal(vectors_text(item(list, i), "name"), name))
            return item(list, i);
    ck_abort_msg("there is no vector %s", name);
}

struct reader {
    const unsigned char *at;
    const unsigned char *end;
};

static const unsigned char *take(struct reader *reader, size_t length) {
    const unsigned char *bytes = reader->at;
    ck_assert_uint_le(length, (size_t)(reader->end - reader->at));
    reader->at += length;
    return bytes;
}

static size_t take_count(struct reader *reader) {
    size_t value = 0;
    for (int shift = 0;; shift += 7) {
        unsigned char byte = *take(reader, 1);
        value |= (size_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            return value;
    }
}

struct keys {
    const unsigned char *header;
    size_t count;
    const unsigned char *bytes;
};

static const char *key_text(const struct keys *keys, size_t index) {
    ck_assert_uint_lt(index, keys->count);
    return base58_encode(fixture.arena, keys->bytes + index * SOLANA_ADDRESS_SIZE, SOLANA_ADDRESS_SIZE);
}

static const char *rights(const struct keys *keys, size_t index) {
    size_t signers = keys->header[0];
    bool written = index < signers ? index < signers - keys->header[1] : index < keys->count - keys->header[2];
    return index < signers ? (written ? "signs, written" : "signs") : written ? "written" : "read";
}

/* A message as text, in which the accounts stand where they are used. */
static const char *decoded(const unsigned char *bytes, size_t length) {
    struct reader reader = {bytes, bytes + length};
    struct text text = text_new(fixture.arena, TEXT_MAXIMUM);
    struct keys keys = {.header = take(&reader, 3)};
    keys.count = take_count(&reader);
    keys.bytes = take(&reader, keys.count * SOLANA_ADDRESS_SIZE);
    const unsigned char *blockhash = take(&reader, SOLANA_ADDRESS_SIZE);
    text_append_format(&text, "%d signers, %d read, %d others read; payer %s, blockhash %s, %zu accounts\n",
                       keys.header[0], keys.header[1], keys.header[2], key_text(&keys, 0),
                       base58_encode(fixture.arena, blockhash, SOLANA_ADDRESS_SIZE), keys.count);
    for (size_t left = take_count(&reader); left > 0; left--) {
        text_append_format(&text, "%s:", key_text(&keys, *take(&reader, 1)));
        for (size_t accounts = take_count(&reader); accounts > 0; accounts--) {
            size_t index = *take(&reader, 1);
            text_append_format(&text, " %s (%s)", key_text(&keys, index), rights(&keys, index));
        }
        size_t data = take_count(&reader);
        text_append_format(&text, " %s\n", text_hex(fixture.arena, take(&reader, data), data));
    }
    ck_assert_ptr_eq(reader.at, reader.end);
    ck_assert(!text.overflowed);
    return text.data;
}

static const unsigned char *bytes_of(const char *hex) {
    unsigned char *bytes = arena_alloc(fixture.arena, strlen(hex) / 2 + 1);
    ck_assert(text_parse_hex(hex, bytes, strlen(hex) / 2));
    return bytes;
}

static const char *decoded_vector(struct json_object *vector) {
    const char *hex = vectors_text(vector, "message_hex");
    return decoded(bytes_of(hex), strlen(hex) / 2);
}

static struct solana_instruction instruction_of(struct json_object *vector) {
    const char *hex = vectors_text(vector, "data_hex");
    struct json_object *accounts = vectors_member(vector, "accounts");
    struct solana_instruction instruction = {.program = vectors_text(vector, "program"),
                                             .data = bytes_of(hex),
                                             .length = strlen(hex) / 2};
    for (size_t i = 0; i < json_object_array_length(accounts); i++)
        instruction.accounts[i] = (struct solana_account){
            vectors_text(item(accounts, i), "pubkey"),
            json_object_get_boolean(vectors_member(item(accounts, i), "signer")),
            json_object_get_boolean(vectors_member(item(accounts, i), "writable")),
        };
    return instruction;
}

START_TEST(test_messages) {
    struct json_object *list = vectors_in("solana_tx", "vectors");
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct solana_instruction instructions[INSTRUCTIONS_MAXIMUM];
        struct solana_message message;
        struct json_object *vector = item(list, i);
        struct json_object *steps = vectors_member(vector, "instructions");
        size_t count = json_object_array_length(steps);
        for (size_t j = 0; j < count; j++)
            instructions[j] = instruction_of(item(steps, j));
        enum status status =
            solana_message_build(&fixture, vectors_text(vector, "fee_payer"), vectors_text(vector, "recent_blockhash"),
                                 instructions, count, &message);
        ck_assert_int_eq(status, STATUS_OK);
        ck_assert_str_eq(decoded(message.bytes, message.length), decoded_vector(vector));
        ck_assert_uint_eq(message.signers, json_object_array_length(vectors_member(vector, "signatures")));
    }
}
END_TEST

static struct solana_key payer_key(void) {
    struct solana_key key;
    struct json_object *payer = item(vectors_in("solana_keys", "keys"), 0);
    ck_assert_str_eq(vectors_text(payer, "name"), "payer");
    ck_assert(solana_key_parse(vectors_text(payer, "secret_key_64_base58"), &key));
    return key;
}

static int base64_digit(char character) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return (int)(strchr(digits, character) - digits);
}

/* The bytes of base64 text; the length is rounded up where it is padded. */
static unsigned char *from_base64(const char *base64) {
    unsigned char *bytes = arena_alloc(fixture.arena, strlen(base64));
    size_t length = 0;
    unsigned bits = 0;
    for (size_t i = 0; base64[i] != '\0' && base64[i] != '='; i++) {
        bits = bits << 6 | (unsigned)base64_digit(base64[i]);
        if (i % 4 != 0)
            bytes[length++] = (unsigned char)(bits >> (6 - 2 * (i % 4)));
    }
    return bytes;
}

static size_t base64_length(const char *base64) {
    return strlen(base64) / 4 * 3 - (strlen(base64) - strcspn(base64, "="));
}

/* Signs the payout, checks the signature, and gives its message decoded. */
static const char *decoded_payout(const struct solana_payout *payout) {
    enum { BEFORE_MESSAGE = 1 + ED25519_SIGNATURE_SIZE };
    struct solana_key key = payer_key();
    struct solana_signed result;
    enum status status = solana_payout_sign(&fixture, payout, &key, &result);
    ck_assert_msg(status == STATUS_OK, "%s", fixture.detail);
    const unsigned char *bytes = from_base64(result.transaction);
    size_t length = base64_length(result.transaction);
    ck_assert_uint_le(length, SOLANA_TRANSACTION_MAXIMUM);
    ck_assert_int_eq(bytes[0], 1);
    ck_assert_str_eq(base58_encode(fixture.arena, bytes + 1, ED25519_SIGNATURE_SIZE), result.signature);
    ck_assert(ed25519_verify(key.public_key, bytes + BEFORE_MESSAGE, length - BEFORE_MESSAGE, bytes + 1));
    return decoded(bytes + BEFORE_MESSAGE, length - BEFORE_MESSAGE);
}

/* Here the order of the accounts leaves no choice, so the bytes are the same. */
START_TEST(test_signed_bytes) {
    const struct solana_payout payout = {.recipient = BUYER, .amount = 1000000, .blockhash = BLOCKHASH};
    struct json_object *vector = vector_called("system transfer");
    struct solana_key key = payer_key();
    struct solana_signed result;
    ck_assert_int_eq(solana_payout_sign(&fixture, &payout, &key, &result), STATUS_OK);
    ck_assert_str_eq(result.transaction, vectors_text(vector, "transaction_base64"));
    ck_assert_str_eq(result.signature, vectors_text(vector, "txid"));
}
END_TEST

START_TEST(test_sol_payout) {
    const struct solana_payout payout = {.recipient = BUYER,
                                         .amount = 1500000000,
                                         .compute_units = 1000,
                                         .compute_unit_price = 5000,
                                         .blockhash = BLOCKHASH};
    ck_assert_str_eq(decoded_payout(&payout),
                     decoded_vector(vector_called("system transfer, compute budget first (payout form)")));
}
END_TEST

START_TEST(test_usdc_payout) {
    const struct solana_payout payout = {.recipient = BUYER,
                                         .mint = USDC,
                                         .amount = 1,
                                         .decimals = SOLANA_USDC_DECIMALS,
                                         .creates_token_account = true,
                                         .compute_units = 60000,
                                         .compute_unit_price = 20000,
                                         .blockhash = BLOCKHASH};
    ck_assert_str_eq(decoded_payout(&payout), decoded_vector(vector_called("USDC payout with compute budget")));
}
END_TEST

/* A memo stands before the transfer; its length needs two bytes. */
START_TEST(test_memo) {
    char memo[301] = {0};
    memset(memo, 'm', 300);
    struct solana_payout payout = {.recipient = BUYER, .amount = 1, .memo = memo, .blockhash = BLOCKHASH};
    const char *text = decoded_payout(&payout);
    const char *found = strstr(text, "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr: 6d6d6d");
    ck_assert_ptr_nonnull(found);
    ck_assert_ptr_nonnull(strstr(found, "11111111111111111111111111111111: "));
    payout = (struct solana_payout){.recipient = BUYER,
                                    .mint = USDC,
                                    .amount = 1,
                                    .decimals = 6,
                                    .memo = "payout 7",
                                    .blockhash = BLOCKHASH};
    text = decoded_payout(&payout);
    ck_assert_ptr_null(strstr(text, SOLANA_TOKEN_ACCOUNT_PROGRAM ":"));
    found = strstr(text, SOLANA_MEMO_PROGRAM ": 7061796f75742037\n");
    ck_assert_ptr_nonnull(found);
    ck_assert_ptr_nonnull(strstr(found, SOLANA_TOKEN_PROGRAM ": "));
}
END_TEST

START_TEST(test_size) {
    char memo[SOLANA_TRANSACTION_MAXIMUM + 1] = {0};
    struct solana_key key = payer_key();
    struct solana_signed result;
    struct solana_payout payout = {.recipient = BUYER, .amount = 1, .memo = memo, .blockhash = BLOCKHASH};
    size_t longest = 0;
    for (size_t length = 1; length <= SOLANA_TRANSACTION_MAXIMUM; length++) {
        memo[length - 1] = 'm';
        enum status status = solana_payout_sign(&fixture, &payout, &key, &result);
        ck_assert(status == STATUS_OK || status == STATUS_TOO_LARGE);
        if (status != STATUS_OK)
            continue;
        ck_assert_uint_eq(longest, length - 1);
        longest = length;
        ck_assert_uint_le(base64_length(result.transaction), SOLANA_TRANSACTION_MAXIMUM);
    }
    memo[longest] = '\0';
    ck_assert_int_eq(solana_payout_sign(&fixture, &payout, &key, &result), STATUS_OK);
    ck_assert_uint_eq(base64_length(result.transaction), SOLANA_TRANSACTION_MAXIMUM);
}
END_TEST

START_TEST(test_refused_payouts) {
    static const struct solana_payout payouts[] = {
        {.recipient = "nobody", .amount = 1, .blockhash = BLOCKHASH},
        {.recipient = "nobody", .mint = USDC, .amount = 1, .blockhash = BLOCKHASH},
        {.recipient = BUYER, .mint = "USDC", .amount = 1, .blockhash = BLOCKHASH},
        {.recipient = BUYER, .amount = 1, .blockhash = ""},
        {.recipient = BUYER, .amount = 0, .blockhash = BLOCKHASH},
        {.recipient = BUYER, .amount = -1, .blockhash = BLOCKHASH},
        {.recipient = BUYER, .amount = 1, .decimals = -1, .mint = USDC, .blockhash = BLOCKHASH},
        {.recipient = BUYER, .amount = 1, .decimals = 256, .mint = USDC, .blockhash = BLOCKHASH},
        {.recipient = BUYER, .amount = 1, .compute_units = 1400001, .blockhash = BLOCKHASH},
        {.recipient = BUYER, .amount = 1, .compute_unit_price = -1, .blockhash = BLOCKHASH},
    };
    struct solana_key key = payer_key();
    struct solana_signed result = {"untouched", NULL};
    for (size_t i = 0; i < sizeof payouts / sizeof *payouts; i++) {
        ck_assert_int_eq(solana_payout_sign(&fixture, &payouts[i], &key, &result), STATUS_INVALID_INPUT);
        ck_assert_ptr_nonnull(fixture.detail);
        ck_assert_str_eq(result.signature, "untouched");
    }
}
END_TEST

/* One key cannot sign for two, nor for somebody else. */
START_TEST(test_other_signers) {
    const struct solana_instruction both = {.program = SOLANA_MEMO_PROGRAM,
                                            .accounts = {{.address = BUYER, .signs = true}},
                                            .data = "a",
                                            .length = 1};
    struct solana_key key = payer_key();
    const char *payer = base58_encode(fixture.arena, key.public_key, sizeof key.public_key);
    struct solana_message message;
    struct solana_signed result;
    ck_assert_int_eq(solana_message_build(&fixture, payer, BLOCKHASH, &both, 1, &message), STATUS_OK);
    ck_assert_uint_eq(message.signers, 2);
    ck_assert_int_eq(solana_message_sign(&fixture, &message, &key, &result), STATUS_INTERNAL);
    ck_assert_int_eq(solana_message_build(&fixture, BUYER, BLOCKHASH, &both, 1, &message), STATUS_OK);
    ck_assert_uint_eq(message.signers, 1);
    ck_assert_int_eq(solana_message_sign(&fixture, &message, &key, &result), STATUS_INTERNAL);
}
END_TEST

START_TEST(test_too_many_accounts) {
    struct solana_instruction instructions[INSTRUCTIONS_MAXIMUM];
    struct solana_message message;
    for (size_t i = 0; i < INSTRUCTIONS_MAXIMUM; i++) {
        instructions[i] = (struct solana_instruction){.program = SOLANA_MEMO_PROGRAM};
        for (size_t j = 0; j < SOLANA_INSTRUCTION_ACCOUNTS_MAXIMUM; j++)
            instructions[i].accounts[j].address = solana_reference(fixture.arena);
    }
    ck_assert_int_eq(solana_message_build(&fixture, BUYER, BLOCKHASH, instructions, INSTRUCTIONS_MAXIMUM, &message),
                     STATUS_TOO_LARGE);
}
END_TEST

Suite *solana_message_suite(void) {
    Suite *suite = suite_create("solana message");
    TCase *tcase = fixture_case(suite, "solana message");
    tcase_add_test(tcase, test_messages);
    tcase_add_test(tcase, test_signed_bytes);
    tcase_add_test(tcase, test_sol_payout);
    tcase_add_test(tcase, test_usdc_payout);
    tcase_add_test(tcase, test_memo);
    tcase_add_test(tcase, test_size);
    tcase_add_test(tcase, test_refused_payouts);
    tcase_add_test(tcase, test_other_signers);
    tcase_add_test(tcase, test_too_many_accounts);
    return suite;
}
