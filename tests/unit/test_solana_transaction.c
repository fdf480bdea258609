/* What transactions did: answers as nodes give them, look-alike tokens, accounts that come and go, and what no node
 * should send. */
#include "arena.h"
#include "clock.h"
#include "fixture.h"
#include "solana_address.h"
#include "solana_transaction.h"
#include "text.h"

#include <string.h>

Suite *solana_transaction_suite(void);

#define PAYER "CcqDjfGa3D4WtrAXhsmf4VAS5gs7JW1oAkdaemtFNKkJ"
#define BUYER "FHVwtta3ZqktrM7SfAmjkJ9TsFT5qwfPRsgdssrS1TTZ"
#define TREASURY "2v1Nkg9ygF6KTRfUisAhQNA3i7GzrZ1vgpvWpipmkTBR"
#define REFERENCE "5cKAviRcHWoyihx4arfzaf3ezqw6f46WjAmTtxqmEw5s"
#define OTHER "ABCVtoSp1tyb7GZckm1e2aoLkiMSeRDjQHBADjNHjg6r"
#define USDC "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
#define WORTHLESS "4cfnPdjyTYjYWL9fAeess2T6T5gVA6kmGv6fcdQ6UdE1"
#define TOKEN_2022 "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"

enum { JSON_MAXIMUM = 1024 * 1024 };

static struct solana_transaction transaction;

static enum status read_json(const char *json) {
    return solana_transaction_read(&fixture, json, strlen(json), &transaction);
}

static void read_example(const char *name) {
    const char *path = arena_format(fixture.arena, "%s/solana_getTransaction_%s.json", GEM_TEST_VECTORS, name);
    ck_assert_int_eq(read_json(fixture_read(path)), STATUS_OK);
}

static int64_t got(const char *owner, const char *mint) {
    return solana_transaction_received(&transaction, owner, mint);
}

START_TEST(test_sol) {
    read_example("sol_reference");
    ck_assert_str_eq(transaction.signature,
                     "2uux8i6Td8YFZ6xgtkn42qcPWhMC6owBFZ2pKJxZ98inLJJLB3b9mopiyxhSYBRtKd1kHh4rMV1nFDdLLQxYcrmc");
    ck_assert_int_eq(transaction.slot, 423118809);
    ck_assert_int_eq(transaction.block_time, INT64_C(1768471200) * CLOCK_SECOND);
    ck_assert(!transaction.failed);
    ck_assert_ptr_null(transaction.problem);
    ck_assert_str_eq(transaction.payer, BUYER);
    ck_assert_int_eq(transaction.fee, 5000);
    ck_assert_str_eq(transaction.memo, "order 42");
    ck_assert_uint_eq(transaction.accounts.count, 5);
    ck_assert_uint_eq(transaction.changes.count, 2);
    ck_assert(solana_transaction_names(&transaction, REFERENCE));
    ck_assert(!solana_transaction_names(&transaction, OTHER));
    ck_assert_int_eq(got(TREASURY, NULL), 250000000);
    ck_assert_int_eq(got(BUYER, NULL), -250000000);
    ck_assert_int_eq(got(TREASURY, USDC), 0);
    ck_assert_int_eq(got(OTHER, NULL), 0);
    ck_assert_str_eq(solana_transaction_sender(&transaction, NULL), BUYER);
}
END_TEST

START_TEST(test_usdc) {
    read_example("usdc_reference");
    ck_assert_str_eq(transaction.memo, "order 43");
    ck_assert(solana_transaction_names(&transaction, REFERENCE));
    ck_assert_int_eq(got(TREASURY, USDC), 19990000);
    ck_assert_int_eq(got(BUYER, USDC), -19990000);
    ck_assert_int_eq(got(TREASURY, NULL), 0);
    ck_assert_int_eq(got(BUYER, NULL), 0);
    ck_assert_str_eq(solana_transaction_sender(&transaction, USDC), BUYER);
}
END_TEST

/* The fee payer did not send the tokens. */
START_TEST(test_two_signers) {
    read_example("usdc_two_signers");
    ck_assert_str_eq(transaction.payer, PAYER);
    ck_assert_ptr_null(transaction.memo);
    ck_assert_int_eq(got(TREASURY, USDC), 5000000);
    ck_assert_str_eq(solana_transaction_sender(&transaction, USDC), BUYER);
    ck_assert_str_eq(solana_transaction_sender(&transaction, NULL), PAYER);
    ck_assert_str_eq(solana_transaction_sender(&transaction, WORTHLESS), PAYER);
}
END_TEST

/* The recipient's token account is new: its rent goes out besides the tokens. */
START_TEST(test_payout) {
    read_example("usdc_payout");
    ck_assert_int_eq(got(PAYER, USDC), -2500000);
    ck_assert_int_eq(got(BUYER, USDC), 2500000);
    ck_assert_int_eq(got(PAYER, NULL), -2039280);
    ck_assert_str_eq(transaction.memo, "payout 7");
}
END_TEST

START_TEST(test_failed) {
    read_example("failed");
    ck_assert(transaction.failed);
    ck_assert_str_eq(transaction.problem, "{\"InstructionError\":[1,{\"Custom\":1}]}");
    ck_assert_int_eq(got(TREASURY, NULL), 0);
    ck_assert_int_eq(got(BUYER, NULL), 0);
    ck_assert_str_eq(transaction.memo, "order 42");
}
END_TEST

START_TEST(test_unknown) {
    const char *path = arena_format(fixture.arena, "%s/solana_getTransaction_unknown.json", GEM_TEST_VECTORS);
    transaction.signature = "untouched";
    ck_assert_int_eq(read_json(fixture_read(path)), STATUS_NOT_FOUND);
    ck_assert_str_eq(transaction.signature, "untouched");
}
END_TEST

#define KEY(address, source) "{\"pubkey\":\"" address "\",\"signer\":false,\"source\":\"" source "\",\"writable\":true}"
#define KEYS "[" KEY(PAYER, "transaction") "," KEY(BUYER, "transaction") "," KEY(TREASURY, "lookupTable") "]"
#define TOKENS(index, mint, owner, program, amount)                                                                    \
    "{\"accountIndex\":" #index ",\"mint\":\"" mint "\",\"owner\":\"" owner "\",\"programId\":\"" program              \
    "\",\"uiTokenAmount\":{\"amount\":\"" amount "\",\"decimals\":6,\"uiAmount\":1.5,\"uiAmountString\":\"1.5\"}}"
#define USDC_OF(owner, amount) TOKENS(1, USDC, owner, SOLANA_TOKEN_PROGRAM, amount)

/* What an answer is made of; NULL takes the usual. */
struct parts {
    const char *keys;
    const char *before;
    const char *after;
    const char *tokens_before;
    const char *tokens_after;
    const char *fee;
    const char *problem;
    const char *instructions;
    const char *block_time;
};

static const char *or_usual(const char *part, const char *usual) {
    return part == NULL ? usual : part;
}

static const char *answer_of(const struct parts *parts) {
    return arena_format(
        fixture.arena,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"slot\":7,\"blockTime\":%s,\"version\":0,\"meta\":{\"err\":%s,"
        "\"fee\":%s,\"preBalances\":%s,\"postBalances\":%s,\"preTokenBalances\":%s,\"postTokenBalances\":%s,"
        "\"computeUnitsConsumed\":1},\"transaction\":{\"signatures\":[\"1111\"],\"message\":{\"accountKeys\":%s,"
        "\"instructions\":%s}}}}",
        or_usual(parts->block_time, "null"), or_usual(parts->problem, "null"), or_usual(parts->fee, "5000"),
        or_usual(parts->before, "[9000000,0,0]"), or_usual(parts->after, "[8995000,0,0]"),
        or_usual(parts->tokens_before, "[]"), or_usual(parts->tokens_after, "[]"), or_usual(parts->keys, KEYS),
        or_usual(parts->instructions, "[]"));
}

static void read_parts(const struct parts *parts) {
    enum status status = read_json(answer_of(parts));
    ck_assert_msg(status == STATUS_OK, "%s", fixture.detail);
}

START_TEST(test_looked_up_accounts) {
    read_parts(&(struct parts){.after = "[4995000,0,4000000]"});
    ck_assert_int_eq(transaction.block_time, CLOCK_NONE);
    ck_assert(solana_transaction_names(&transaction, TREASURY));
    ck_assert_int_eq(got(TREASURY, NULL), 4000000);
    ck_assert_int_eq(got(PAYER, NULL), -4000000);
}
END_TEST

START_TEST(test_fee_is_no_part_of_a_payment) {
    read_parts(&(struct parts){0});
    ck_assert_int_eq(got(PAYER, NULL), 0);
    ck_assert_int_eq(got(PAYER, USDC), 0);
    /* The payer got just as much as the fee took. */
    read_parts(&(struct parts){.before = "[9000000,5000,0]", .after = "[9000000,0,0]"});
    ck_assert_uint_eq(transaction.changes.count, 1);
    ck_assert_int_eq(got(PAYER, NULL), 5000);
    ck_assert_str_eq(solana_transaction_sender(&transaction, NULL), BUYER);
    /* The fee is more than what the other gave. */
    read_parts(&(struct parts){.before = "[9000000,5000,0]", .after = "[8995000,4999,1]"});
    ck_assert_str_eq(solana_transaction_sender(&transaction, NULL), BUYER);
}
END_TEST

START_TEST(test_other_tokens_are_no_money) {
    read_parts(&(struct parts){.tokens_before = "[" TOKENS(1, USDC, BUYER, TOKEN_2022, "5000000") "]",
                               .tokens_after = "[" TOKENS(2, USDC, TREASURY, TOKEN_2022, "5000000") "]"});
    ck_assert_int_eq(got(TREASURY, USDC), 0);
    ck_assert_str_eq(solana_transaction_sender(&transaction, USDC), PAYER);
    read_parts(&(struct parts){.tokens_after = "[" TOKENS(2, WORTHLESS, TREASURY, SOLANA_TOKEN_PROGRAM, "5") "]"});
    ck_assert_int_eq(got(TREASURY, USDC), 0);
    ck_assert_int_eq(got(TREASURY, WORTHLESS), 5);
    ck_assert_int_eq(got(TREASURY, NULL), 0);
}
END_TEST

/* Old nodes did not say whose it is. */
START_TEST(test_tokens_of_nobody) {
    read_parts(&(struct parts){.tokens_after =
                                   "[{\"accountIndex\":1,\"mint\":\"" USDC "\",\"uiTokenAmount\":{\"amount\":\"5\"}},"
                                   "{\"accountIndex\":2,\"mint\":\"" USDC "\",\"owner\":\"" TREASURY
                                   "\",\"programId\":null,\"uiTokenAmount\":{\"amount\":\"5\"}}]"});
    ck_assert_int_eq(got(TREASURY, USDC), 0);
}
END_TEST

START_TEST(test_token_accounts_come_and_go) {
    read_parts(
        &(struct parts){.tokens_before = "[" USDC_OF(BUYER, "7") "]", .tokens_after = "[" USDC_OF(TREASURY, "7") "]"});
    ck_assert_int_eq(got(TREASURY, USDC), 7);
    ck_assert_int_eq(got(BUYER, USDC), -7);
    read_parts(&(struct parts){.tokens_before = "null", .tokens_after = "[" USDC_OF(TREASURY, "7") "]"});
    ck_assert_int_eq(got(TREASURY, USDC), 7);
}
END_TEST

/* All accounts of an owner count together, so that moving between them is nothing. */
START_TEST(test_several_token_accounts) {
    read_parts(&(struct parts){.tokens_before = "[" USDC_OF(TREASURY, "7") "," USDC_OF(TREASURY, "1") "]",
                               .tokens_after = "[" USDC_OF(TREASURY, "3") "," USDC_OF(TREASURY, "5") "]"});
    ck_assert_int_eq(got(TREASURY, USDC), 0);
    ck_assert_uint_eq(transaction.changes.count, 1);
    read_parts(&(struct parts){.tokens_before = "[" USDC_OF(TREASURY, "7") "]",
                               .tokens_after = "[" USDC_OF(TREASURY, "3") "," USDC_OF(TREASURY, "5") "]"});
    ck_assert_int_eq(got(TREASURY, USDC), 1);
}
END_TEST

#define WORTHLESS_OF(owner, amount) TOKENS(1, WORTHLESS, owner, SOLANA_TOKEN_PROGRAM, amount)

/* What leaves int64 is no money, and must not hide what is. */
START_TEST(test_overflow) {
    static const char *const rows[][2] = {
        {"[]", "[" WORTHLESS_OF(TREASURY, "18446744073709551615") "," USDC_OF(TREASURY, "7") "]"},
        {"[" WORTHLESS_OF(TREASURY, "9223372036854775808") "]",
         "[" WORTHLESS_OF(TREASURY, "1") "," USDC_OF(TREASURY, "7") "]"},
        {"[]", "[" WORTHLESS_OF(TREASURY, "9223372036854775807") "," WORTHLESS_OF(TREASURY, "1") "," //
         WORTHLESS_OF(TREASURY, "1") "," USDC_OF(TREASURY, "7") "]"},
        {"[" WORTHLESS_OF(TREASURY, "9223372036854775807") "," WORTHLESS_OF(TREASURY, "2") "]",
         "[" USDC_OF(TREASURY, "7") "]"},
        {"[" WORTHLESS_OF(TREASURY, "9223372036854775807") "," WORTHLESS_OF(TREASURY, "1") "]",
         "[" USDC_OF(TREASURY, "7") "]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_parts(&(struct parts){.tokens_before = rows[i][0], .tokens_after = rows[i][1]});
        ck_assert_int_eq(got(TREASURY, USDC), 7);
        ck_assert_int_eq(got(TREASURY, WORTHLESS), 0);
    }
    read_parts(&(struct parts){.tokens_after = "[" WORTHLESS_OF(TREASURY, "9223372036854775807") "]"});
    ck_assert(got(TREASURY, WORTHLESS) == INT64_MAX);
}
END_TEST

#define INSTRUCTION(program, parsed) "{\"programId\":\"" program "\",\"parsed\":" parsed ",\"stackHeight\":null}"

START_TEST(test_memos) {
    static const struct {
        const char *instructions;
        const char *memo;
    } rows[] = {
        {"[]", NULL},
        {"[" INSTRUCTION(SOLANA_TOKEN_PROGRAM, "\"no\"") "]", NULL},
        {"[" INSTRUCTION(SOLANA_MEMO_PROGRAM, "\"a \\\"b\\\" \\u00e9/\"") "]", "a \"b\" \xc3\xa9/"},
        {"[" INSTRUCTION(SOLANA_MEMO_PROGRAM, "\"one\"") "," INSTRUCTION(SOLANA_MEMO_PROGRAM, "\"two\"") "]", "one"},
        {"[" INSTRUCTION(SOLANA_SYSTEM_PROGRAM,
                         "{\"info\":{\"lamports\":1,\"rate\":0.5}}") "," INSTRUCTION(SOLANA_MEMO_PROGRAM,
                                                                                     "\"one\"") "]",
         "one"},
        {"[" INSTRUCTION(SOLANA_MEMO_PROGRAM, "{\"text\":\"no\"}") "]", NULL},
        {"[" INSTRUCTION(SOLANA_MEMO_PROGRAM, "5") "]", NULL},
        {"[" INSTRUCTION(SOLANA_MEMO_PROGRAM, "\"a\\u0000b\"") "]", NULL},
        {"[{\"programId\":\"" SOLANA_MEMO_PROGRAM "\",\"accounts\":[],\"data\":\"zzz\"}]", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_parts(&(struct parts){.instructions = rows[i].instructions});
        if (rows[i].memo == NULL)
            ck_assert_msg(transaction.memo == NULL, "%s", rows[i].instructions);
        else
            ck_assert_str_eq(transaction.memo, rows[i].memo);
    }
}
END_TEST

START_TEST(test_problems) {
    read_parts(&(struct parts){.problem = "\"AccountInUse\""});
    ck_assert(transaction.failed);
    ck_assert_str_eq(transaction.problem, "\"AccountInUse\"");
}
END_TEST

static const struct parts malformed[] = {
    {.keys = "[]"},
    {.keys = "null"},
    {.keys = "[\"" PAYER "\",\"" BUYER "\",\"" TREASURY "\"]"},
    {.keys = "[{\"pubkey\":\"" PAYER "\"},{\"pubkey\":\"" BUYER "\"},{\"pubkey\":1}]"},
    {.keys = "[{\"pubkey\":\"" PAYER "\"},{\"pubkey\":\"" BUYER "\"},{\"pubkey\":\"short\"}]"},
    {.keys = "[{\"pubkey\":\"" PAYER "\"},{\"pubkey\":\"" BUYER "\"},{}]"},
    {.keys = "[{\"pubkey\":\"" PAYER "\"},{\"pubkey\":\"" BUYER "\"}]"},
    {.keys = "[{\"pubkey\":\"" PAYER "\"},{\"pubkey\":\"" BUYER "\"},{\"pubkey\":\"" BUYER "\"}]"},
    {.before = "[9000000,0]"},
    {.after = "[9000000,0,0,0]"},
    {.after = "null"},
    {.after = "[9000000,0,-1]"},
    {.after = "[9000000,0,1.5]"},
    {.after = "[9000000,0,\"1\"]"},
    {.after = "[9000000,0,null]"},
    {.after = "[9000000,0,[1]]"},
    {.after = "[9000000,0,18446744073709551615]"},
    {.after = "[9000000,0,9223372036854775807]"},
    {.fee = "-1"},
    {.fee = "null"},
    {.fee = "\"5000\""},
    {.fee = "9223372036854775807"},
    {.tokens_after = "{}"},
    {.tokens_after = "[null]"},
    {.tokens_after = "[" USDC_OF(TREASURY, "") "]"},
    {.tokens_after = "[" USDC_OF(TREASURY, "-1") "]"},
    {.tokens_after = "[" USDC_OF(TREASURY, "1.5") "]"},
    {.tokens_after = "[" USDC_OF(TREASURY, "1e3") "]"},
    {.tokens_after = "[" USDC_OF(TREASURY, " 1") "]"},
    {.tokens_after = "[" USDC_OF(TREASURY, "100000000000000000000") "]"},
    {.tokens_after = "[{\"mint\":\"" USDC "\",\"owner\":\"" TREASURY "\",\"programId\":\"" SOLANA_TOKEN_PROGRAM
                     "\",\"uiTokenAmount\":{\"amount\":5}}]"},
    {.tokens_after = "[{\"mint\":\"" USDC "\",\"owner\":\"" TREASURY "\",\"programId\":\"" SOLANA_TOKEN_PROGRAM "\"}]"},
    {.instructions = "{}"},
    {.instructions = "[{}]"},
    {.block_time = "-1"},
    {.block_time = "9223372036854775806"},
    {.block_time = "\"2026\""},
};

START_TEST(test_malformed) {
    const char *json = answer_of(&malformed[_i]);
    ck_assert_msg(read_json(json) == STATUS_MALFORMED, "%s", json);
    ck_assert_ptr_nonnull(fixture.detail);
    ck_assert_str_eq(fixture_take_errors(), "");
}
END_TEST

START_TEST(test_no_answers) {
    static const char *const rows[] = {
        "",
        "null",
        "[]",
        "{}",
        "{\"result\":true}",
        "{\"result\":[]}",
        "{\"result\":{}}",
        "{\"error\":{\"code\":-32602,\"message\":\"Invalid params\"}}",
        "{\"result\":{\"slot\":1,\"meta\":null,\"transaction\":{\"signatures\":[\"1\"],\"message\":{\"accountKeys\":"
        "[{\"pubkey\":\"" PAYER "\"}],\"instructions\":[]}}}}",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(read_json(rows[i]) == STATUS_MALFORMED, "%s", rows[i]);
    const char *path =
        arena_format(fixture.arena, "%s/solana_getTransaction_sol_reference_raw_json.json", GEM_TEST_VECTORS);
    ck_assert_int_eq(read_json(fixture_read(path)), STATUS_MALFORMED);
}
END_TEST

static const char *repeated(const char *what, size_t count) {
    struct text text = text_new(fixture.arena, JSON_MAXIMUM);
    text_append(&text, "[");
    for (size_t i = 0; i < count; i++)
        text_append_format(&text, "%s%s", i == 0 ? "" : ",", what);
    text_append(&text, "]");
    ck_assert(!text.overflowed);
    return text.data;
}

static const char *account_keys(size_t count) {
    struct text text = text_new(fixture.arena, JSON_MAXIMUM);
    for (size_t i = 0; i < count; i++)
        text_append_format(&text, "%s{\"pubkey\":\"%s\"}", i == 0 ? "[" : ",", solana_reference(fixture.arena));
    text_append(&text, "]");
    return text.data;
}

START_TEST(test_counts) {
    read_parts(&(struct parts){.keys = account_keys(256),
                               .before = repeated("4611686018427387903", 256),
                               .after = repeated("0", 256),
                               .fee = "4611686018427387903"});
    ck_assert_int_eq(got(transaction.payer, NULL), 0);
    ck_assert_uint_eq(transaction.changes.count, 256);
    const struct parts many[] = {
        {.keys = account_keys(257), .before = repeated("1", 257), .after = repeated("1", 257)},
        {.tokens_after = repeated(USDC_OF(TREASURY, "1"), 257)},
        {.instructions = repeated(INSTRUCTION(SOLANA_MEMO_PROGRAM, "\"a\""), 1025)},
    };
    for (size_t i = 0; i < sizeof many / sizeof *many; i++)
        ck_assert_int_eq(read_json(answer_of(&many[i])), STATUS_MALFORMED);
}
END_TEST

Suite *solana_transaction_suite(void) {
    Suite *suite = suite_create("solana transaction");
    TCase *tcase = fixture_case(suite, "solana transaction");
    tcase_add_test(tcase, test_sol);
    tcase_add_test(tcase, test_usdc);
    tcase_add_test(tcase, test_two_signers);
    tcase_add_test(tcase, test_payout);
    tcase_add_test(tcase, test_failed);
    tcase_add_test(tcase, test_unknown);
    tcase_add_test(tcase, test_looked_up_accounts);
    tcase_add_test(tcase, test_fee_is_no_part_of_a_payment);
    tcase_add_test(tcase, test_other_tokens_are_no_money);
    tcase_add_test(tcase, test_tokens_of_nobody);
    tcase_add_test(tcase, test_token_accounts_come_and_go);
    tcase_add_test(tcase, test_several_token_accounts);
    tcase_add_test(tcase, test_overflow);
    tcase_add_test(tcase, test_memos);
    tcase_add_test(tcase, test_problems);
    tcase_add_loop_test(tcase, test_malformed, 0, sizeof malformed / sizeof *malformed);
    tcase_add_test(tcase, test_no_answers);
    tcase_add_test(tcase, test_counts);
    return suite;
}
