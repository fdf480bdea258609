/* Questions to Solana's nodes: fail-over, waiting when asked to, nodes that are behind, and what each answer is read
 * as. */
#include "arena.h"
#include "clock.h"
#include "fixture.h"
#include "solana_rpc.h"
#include "stand_in.h"
#include "text.h"
#include "vectors.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

Suite *solana_rpc_suite(void);

#define OK(body) STAND_IN_JSON("200 OK", "", body)
#define RESULT(json) OK("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" json "}")
#define VALUE(json) RESULT("{\"context\":{\"slot\":9},\"value\":" json "}")
#define FAILS(code, rest)                                                                                              \
    OK("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":" code ",\"message\":\"Sorry\"" rest "}}")
#define BEHIND FAILS("-32005", ",\"data\":{\"numSlotsBehind\":42}")
#define BUSY STAND_IN_JSON("429 Too Many Requests", "Retry-After: 120\r\n", "")
#define WRONG FAILS("-32602", "")
#define UNKNOWN_METHOD FAILS("-32601", "")
#define REFUSES(cause) FAILS("-32002", ",\"data\":{\"err\":" cause ",\"logs\":[\"a\"]}")
#define SIGNATURE "2uux8i6Td8YFZ6xgtkn42qcPWhMC6owBFZ2pKJxZ98inLJJLB3b9mopiyxhSYBRtKd1kHh4rMV1nFDdLLQxYcrmc"
#define TREASURY "2v1Nkg9ygF6KTRfUisAhQNA3i7GzrZ1vgpvWpipmkTBR"
#define USDC "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
#define DEVNET "\"EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG\""

enum { NODES_MAXIMUM = 3, ANSWERS_MAXIMUM = 3 };

/* What each node answers to its calls, one after the other; a node without any is down. */
struct play {
    const char *nodes[NODES_MAXIMUM][ANSWERS_MAXIMUM + 1];
};

static const char *requests;

static void start_on(const char *cluster, const struct play *play, int count) {
    struct text urls = text_new(fixture.arena, 1024);
    requests = fixture_file();
    for (int i = 0; i < count; i++)
        text_append_format(&urls, "%s%s/%d?api-key=secret-%d", i == 0 ? "" : ",",
                           stand_in_play(play->nodes[i], requests), i, i);
    fixture.solana = solana_nodes_new(fixture.arena, urls.data, cluster);
    ck_assert_uint_eq(solana_nodes_count(fixture.solana), (size_t)count);
    ck_assert_uint_eq(solana_nodes_healthy(fixture.solana), (size_t)count);
}

static void start(const struct play *play, int count) {
    start_on("localnet", play, count);
}

static int times_asked(int node) {
    int count = 0;
    const char *mark = arena_format(fixture.arena, "POST /%d?", node);
    for (const char *at = strstr(fixture_read(requests), mark); at != NULL; at = strstr(at + 1, mark))
        count++;
    return count;
}

START_TEST(test_lists) {
    ck_assert_uint_eq(solana_nodes_count(solana_nodes_new(fixture.arena, "", "localnet")), 0);
    ck_assert_uint_eq(solana_nodes_count(solana_nodes_new(fixture.arena, " , ,", "mainnet")), 0);
    ck_assert_uint_eq(solana_nodes_count(
                          solana_nodes_new(fixture.arena, "http://a, http://b/?c=d ,http://e,", "devnet")),
                      3);
}
END_TEST

START_TEST(test_no_nodes) {
    int64_t lamports = 5;
    ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), STATUS_NOT_CONFIGURED);
    fixture.solana = solana_nodes_new(fixture.arena, "", "localnet");
    ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), STATUS_NOT_CONFIGURED);
    ck_assert_int_eq(lamports, 5);
}
END_TEST

START_TEST(test_request) {
    int64_t lamports;
    start(&(struct play){{{VALUE("12345678901234567")}}}, 1);
    ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), STATUS_OK);
    ck_assert_int_eq(lamports, INT64_C(12345678901234567));
    const char *request = fixture_read(requests);
    ck_assert_ptr_nonnull(strstr(request, "POST /0?api-key=secret-0 HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(request, "\r\nContent-Type: application/json\r\n"));
    ck_assert_ptr_nonnull(
        strstr(request, "\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getBalance\",\"params\":[\"" TREASURY
                        "\",{\"commitment\":\"finalized\"}]}\n"));
}
END_TEST

/* All that is a node's own trouble. */
static const char *const troubles[] = {
    NULL,
    "",
    "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"result\":",
    STAND_IN_JSON("500 Internal Server Error", "", ""),
    STAND_IN_JSON("503 Service Unavailable", "", "<html>"),
    STAND_IN_JSON("403 Forbidden", "", "{\"jsonrpc\":\"2.0\"}"),
    STAND_IN_JSON("302 Found", "Location: http://127.0.0.1/\r\n", ""),
    STAND_IN_JSON("429 Too Many Requests", "",
                  "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":429,\"message\":\"Slow down\"}}"),
    BUSY,
    BEHIND,
    FAILS("-32004", ""),
    FAILS("-32603", ",\"data\":\"text\""),
    FAILS("429", ""),
    OK(""),
    OK("null"),
    OK("{}"),
    OK("{\"error\":\"rate limited\"}"),
    OK("<html>"),
    RESULT("null"),
    RESULT("7"),
    VALUE("null"),
    VALUE("\"7\""),
    VALUE("-7"),
    VALUE("7.5"),
    VALUE("18446744073709551615"),
};

START_TEST(test_fail_over) {
    int64_t lamports;
    start(&(struct play){{{troubles[_i]}, {VALUE("7"), VALUE("8")}}}, 2);
    ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), STATUS_OK);
    ck_assert_int_eq(lamports, 7);
    ck_assert_ptr_null(fixture.detail);
    ck_assert_int_eq(times_asked(1), 1);
}
END_TEST

/* Asked for two minutes of rest, a node is left alone. */
START_TEST(test_health_is_remembered) {
    int64_t lamports;
    start(&(struct play){{{BUSY, VALUE("1")}, {VALUE("7"), VALUE("8")}}}, 2);
    ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), STATUS_OK);
    ck_assert_uint_eq(solana_nodes_healthy(fixture.solana), 1);
    ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), STATUS_OK);
    ck_assert_int_eq(lamports, 8);
    ck_assert_int_eq(times_asked(0), 1);
    ck_assert_int_eq(times_asked(1), 2);
}
END_TEST

START_TEST(test_nobody_answers) {
    int64_t lamports = 5;
    start(&(struct play){{{BUSY}, {BUSY}, {NULL}}}, 2);
    for (int i = 0; i < 2; i++) {
        fixture.retry_after = 0;
        ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), STATUS_UNAVAILABLE);
        ck_assert(fixture.retry_after > 1 && fixture.retry_after <= 120);
        ck_assert_ptr_nonnull(fixture.detail);
    }
    ck_assert_int_eq(lamports, 5);
    ck_assert_int_eq(times_asked(0) + times_asked(1), 2);
    ck_assert_uint_eq(solana_nodes_healthy(fixture.solana), 0);
}
END_TEST

START_TEST(test_rest_is_bounded) {
    static const struct {
        const char *value;
        int64_t at_most;
    } rows[] = {{"999999999", 300}, {"Wed, 21 Oct 2026 07:28:00 GMT", 1}, {"-5", 1}, {"0", 1}};
    int64_t lamports;
    start(&(struct play){{{arena_format(fixture.arena,
                                        STAND_IN_JSON("429 Too Many Requests", "Retry-After: %s\r\n", ""),
                                        rows[_i].value)}}},
          1);
    ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), STATUS_UNAVAILABLE);
    ck_assert(fixture.retry_after >= 1 && fixture.retry_after <= rows[_i].at_most);
}
END_TEST

/* A question that is wrong is wrong everywhere. */
START_TEST(test_wrong_question) {
    int64_t lamports;
    start(&(struct play){{{WRONG}, {VALUE("7")}}}, 2);
    ck_assert_int_eq(solana_balance(&fixture, "nobody", &lamports), STATUS_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fixture.detail, "getBalance: -32602 Sorry."));
    ck_assert_int_eq(times_asked(1), 0);
    ck_assert_uint_eq(solana_nodes_healthy(fixture.solana), 2);
}
END_TEST

static const char *written_while(void (*action)(void)) {
    const char *log = fixture_file();
    int file = open(log, O_WRONLY | O_APPEND);
    int before = dup(STDERR_FILENO);
    dup2(file, STDERR_FILENO);
    action();
    dup2(before, STDERR_FILENO);
    close(file);
    close(before);
    return fixture_read(log);
}

static void ask_in_vain(void) {
    int64_t lamports;
    ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), STATUS_UNAVAILABLE);
}

START_TEST(test_keys_are_not_told) {
    start(&(struct play){{{STAND_IN_JSON("401 Unauthorized", "", "")}, {OK("<html>")}}}, 3);
    const char *written = written_while(ask_in_vain);
    ck_assert_ptr_nonnull(strstr(written, "\"event\":\"solana_node_rests\""));
    ck_assert_ptr_nonnull(strstr(written, "\"node\":\"127.0.0.1:"));
    ck_assert_ptr_null(strstr(written, "secret"));
    ck_assert_ptr_null(strstr(fixture.detail, "secret"));
}
END_TEST

static const char *landed_answer(void) {
    const char *path = arena_format(fixture.arena, "%s/solana_getTransaction_sol_reference.json", GEM_TEST_VECTORS);
    return arena_format(fixture.arena, OK("%s"), fixture_read(path));
}

START_TEST(test_transaction_is_found_wherever_it_is_known) {
    struct solana_transaction transaction;
    start(&(struct play){{{RESULT("null")}, {BEHIND}, {landed_answer()}}}, 3);
    ck_assert_int_eq(solana_find_transaction(&fixture, SIGNATURE, SOLANA_CONFIRMED, &transaction), STATUS_OK);
    ck_assert_str_eq(transaction.signature, SIGNATURE);
    ck_assert_int_eq(solana_transaction_received(&transaction, TREASURY, NULL), 250000000);
    ck_assert_ptr_nonnull(strstr(fixture_read(requests),
                                 "\"params\":[\"" SIGNATURE "\",{\"commitment\":\"confirmed\",\"encoding\":"
                                 "\"jsonParsed\",\"maxSupportedTransactionVersion\":0}]}"));
}
END_TEST

START_TEST(test_transaction_is_not_found) {
    static const struct {
        struct play play;
        enum status status;
    } rows[] = {
        {{{{RESULT("null")}, {RESULT("null")}}}, STATUS_NOT_FOUND},
        {{{{RESULT("null")}, {NULL}}}, STATUS_NOT_FOUND},
        {{{{BEHIND}, {RESULT("null")}}}, STATUS_NOT_FOUND},
        {{{{BEHIND}, {BUSY}}}, STATUS_UNAVAILABLE},
        {{{{RESULT("{}")}, {RESULT("true")}}}, STATUS_UNAVAILABLE},
        {{{{FAILS("-32015", "")}, {RESULT("null")}}}, STATUS_INTERNAL},
    };
    struct solana_transaction transaction = {.signature = "untouched"};
    start(&rows[_i].play, 2);
    ck_assert_int_eq(solana_find_transaction(&fixture, SIGNATURE, SOLANA_FINALIZED, &transaction), rows[_i].status);
    ck_assert_str_eq(transaction.signature, "untouched");
}
END_TEST

#define ROW(signature, slot, error, time)                                                                              \
    "{\"signature\":\"" signature "\",\"slot\":" slot ",\"err\":" error                                                \
    ",\"memo\":\"[8] order 42\",\"blockTime\":" time ",\"confirmationStatus\":\"finalized\"}"
#define OLD ROW("old", "3", "null", "1768471200")
#define NEW ROW("new", "5", "{\"InstructionError\":[0,{\"Custom\":1}]}", "null")

START_TEST(test_history) {
    struct list list;
    start(&(struct play){{{RESULT("[" OLD "]")}, {RESULT("[" NEW "," OLD "]")}, {RESULT("[]")}}}, 3);
    ck_assert_int_eq(solana_list_signatures(&fixture, TREASURY, "a", "b", 50, &list), STATUS_OK);
    const struct solana_signature *signatures = list.items;
    ck_assert_uint_eq(list.count, 2);
    ck_assert_str_eq(signatures[0].signature, "new");
    ck_assert_int_eq(signatures[0].slot, 5);
    ck_assert(signatures[0].failed);
    ck_assert_int_eq(signatures[0].block_time, CLOCK_NONE);
    ck_assert_str_eq(signatures[1].signature, "old");
    ck_assert(!signatures[1].failed);
    ck_assert_int_eq(signatures[1].block_time, INT64_C(1768471200) * CLOCK_SECOND);
    ck_assert_ptr_nonnull(strstr(fixture_read(requests),
                                 "\"params\":[\"" TREASURY "\",{\"commitment\":\"finalized\",\"limit\":50,"
                                 "\"until\":\"a\",\"before\":\"b\"}]}"));
}
END_TEST

START_TEST(test_histories_of_several_nodes) {
    static const struct {
        struct play play;
        enum status status;
        size_t count;
        const char *first;
    } rows[] = {
        {{{{RESULT("[" NEW "]")}, {RESULT("[" OLD "]")}}}, STATUS_OK, 1, "new"},
        {{{{RESULT("[" NEW "]")}, {RESULT("[" NEW "," OLD "]")}}}, STATUS_OK, 2, "new"},
        {{{{RESULT("[" NEW "]")}, {RESULT("[" OLD "," OLD "]")}}}, STATUS_OK, 1, "new"},
        {{{{RESULT("[]")}, {RESULT("[" OLD "]")}}}, STATUS_OK, 1, "old"},
        {{{{RESULT("[" OLD "]")}, {RESULT("[]")}}}, STATUS_OK, 1, "old"},
        {{{{BEHIND}, {RESULT("[]")}}}, STATUS_OK, 0, NULL},
        {{{{RESULT("null")}, {RESULT("[{}]")}}}, STATUS_UNAVAILABLE, 0, NULL},
    };
    struct list list = {NULL, 0};
    start(&rows[_i].play, 2);
    ck_assert_int_eq(solana_list_signatures(&fixture, TREASURY, NULL, NULL, 1000, &list), rows[_i].status);
    ck_assert_uint_eq(list.count, rows[_i].count);
    if (list.count > 0)
        ck_assert_str_eq(((const struct solana_signature *)list.items)->signature, rows[_i].first);
    ck_assert_ptr_nonnull(strstr(fixture_read(requests), "\"limit\":1000}]}"));
}
END_TEST

#define STATE(stage, error)                                                                                            \
    VALUE("[{\"slot\":7,\"confirmations\":null,\"err\":" error                                                         \
          ",\"status\":{\"Ok\":null},\"confirmationStatus\":\"" stage "\"}]")

START_TEST(test_signature_status) {
    static const struct {
        struct play play;
        enum status status;
        struct solana_signature_status expected;
    } rows[] = {
        {{{{VALUE("[null]")}, {VALUE("[null]")}}}, STATUS_OK, {.answers = 2}},
        {{{{VALUE("[null]")}, {BEHIND}}}, STATUS_OK, {.answers = 1}},
        {{{{VALUE("[null]")}, {STATE("confirmed", "null")}}},
         STATUS_OK,
         {.known = true, .confirmed = true, .slot = 7, .answers = 2}},
        {{{{STATE("finalized", "null")}, {VALUE("[null]")}}},
         STATUS_OK,
         {.known = true, .confirmed = true, .finalized = true, .slot = 7, .answers = 1}},
        {{{{STATE("processed", "null")}, {VALUE("[null]")}}}, STATUS_OK, {.known = true, .slot = 7, .answers = 2}},
        {{{{STATE("processed", "null")}, {STATE("finalized", "null")}}},
         STATUS_OK,
         {.known = true, .confirmed = true, .finalized = true, .slot = 7, .answers = 2}},
        {{{{STATE("confirmed", "\"AccountInUse\"")}}},
         STATUS_OK,
         {.known = true, .failed = true, .problem = "\"AccountInUse\"", .confirmed = true, .slot = 7, .answers = 1}},
        {{{{VALUE("[]")}, {VALUE("[true]")}}}, STATUS_UNAVAILABLE, {0}},
        {{{{VALUE("null")}, {STATE("rumoured", "null")}}}, STATUS_UNAVAILABLE, {0}},
        {{{{WRONG}, {VALUE("[null]")}}}, STATUS_INTERNAL, {0}},
    };
    const struct solana_signature_status *expected = &rows[_i].expected;
    struct solana_signature_status state = {0};
    start(&rows[_i].play, 2);
    ck_assert_int_eq(solana_signature_status(&fixture, SIGNATURE, _i % 2 == 0, &state), rows[_i].status);
    ck_assert_int_eq(state.known, expected->known);
    ck_assert_int_eq(state.failed, expected->failed);
    ck_assert_int_eq(state.confirmed, expected->confirmed);
    ck_assert_int_eq(state.finalized, expected->finalized);
    ck_assert_int_eq(state.slot, expected->slot);
    ck_assert_int_eq(state.heard_slot, expected->answers > 0 ? 9 : 0);
    ck_assert_uint_eq(state.answers, expected->answers);
    ck_assert(state.problem == NULL ? expected->problem == NULL : text_equal(state.problem, expected->problem));
    ck_assert_ptr_nonnull(strstr(fixture_read(requests), _i % 2 == 0 ? "\"params\":[[\"" SIGNATURE
                                                                       "\"],{\"searchTransactionHistory\":true}]}"
                                                                     : "\"params\":[[\"" SIGNATURE
                                                                       "\"],{\"searchTransactionHistory\":false}]}"));
}
END_TEST

#define ACCOUNT "{\"lamports\":2039280,\"data\":[\"\",\"base64\"],\"owner\":\"1\",\"rentEpoch\":18446744073709551615}"

START_TEST(test_token_balance) {
    static const struct {
        struct play play;
        enum status status;
        int64_t amount;
    } rows[] = {
        {{{{VALUE("null")}}}, STATUS_OK, 0},
        {{{{VALUE(ACCOUNT), VALUE("{\"amount\":\"2500000\",\"decimals\":6,\"uiAmount\":2.5}")}}}, STATUS_OK, 2500000},
        {{{{VALUE(ACCOUNT), VALUE("{\"amount\":\"9223372036854775808\",\"decimals\":6}")}}}, STATUS_OVERFLOW, 5},
        {{{{VALUE(ACCOUNT), VALUE("{\"amount\":2500000}")}}}, STATUS_UNAVAILABLE, 5},
        {{{{VALUE(ACCOUNT), WRONG}}}, STATUS_INTERNAL, 5},
        {{{{BUSY}}}, STATUS_UNAVAILABLE, 5},
    };
    int64_t amount = 5;
    start(&rows[_i].play, 1);
    ck_assert_int_eq(solana_token_balance(&fixture, TREASURY, USDC, &amount), rows[_i].status);
    ck_assert_int_eq(amount, rows[_i].amount);
    ck_assert_ptr_nonnull(strstr(fixture_read(requests), "Cjsj8TEsZmFAs3qsqxCVsLak4AHad68zhaTnacUMMuJf"));
}
END_TEST

START_TEST(test_token_balance_of_nobody) {
    int64_t amount;
    start(&(struct play){{{NULL}}}, 1);
    ck_assert_int_eq(solana_token_balance(&fixture, "nobody", USDC, &amount), STATUS_INTERNAL);
}
END_TEST

START_TEST(test_accounts) {
    bool exists = true;
    const char *owner = NULL;
    start(&(struct play){{{VALUE("null"), VALUE(ACCOUNT)}}}, 1);
    ck_assert_int_eq(solana_account_exists(&fixture, TREASURY, &exists), STATUS_OK);
    ck_assert(!exists);
    ck_assert_int_eq(solana_account_exists(&fixture, TREASURY, &exists), STATUS_OK);
    ck_assert(exists);
    start(&(struct play){{{VALUE(ACCOUNT), VALUE("null"), VALUE("{\"owner\":5}")}}}, 1);
    ck_assert_int_eq(solana_account_owner(&fixture, TREASURY, &owner), STATUS_OK);
    ck_assert_str_eq(owner, "1");
    ck_assert_int_eq(solana_account_owner(&fixture, TREASURY, &owner), STATUS_OK);
    ck_assert_ptr_null(owner);
    ck_assert_int_eq(solana_account_owner(&fixture, TREASURY, &owner), STATUS_UNAVAILABLE);
}
END_TEST

START_TEST(test_blockhash_and_height) {
    const char *blockhash;
    int64_t last_valid;
    int64_t height;
    start(&(struct play){{{VALUE("{\"blockhash\":\"JDHLNXsvkv7YzRGceg4itTHorpRJeLifaKrcwQWygAmu\","
                                 "\"lastValidBlockHeight\":401}"),
                           RESULT("402"), RESULT("390")}}},
          1);
    ck_assert_int_eq(solana_latest_blockhash(&fixture, &blockhash, &last_valid), STATUS_OK);
    ck_assert_str_eq(blockhash, "JDHLNXsvkv7YzRGceg4itTHorpRJeLifaKrcwQWygAmu");
    ck_assert_int_eq(last_valid, 401);
    ck_assert_int_eq(solana_block_height(&fixture, SOLANA_CONFIRMED, &height), STATUS_OK);
    ck_assert_int_eq(height, 402);
    ck_assert_int_eq(solana_block_height(&fixture, SOLANA_FINALIZED, &height), STATUS_OK);
    ck_assert_int_eq(height, 390);
    const char *sent = fixture_read(requests);
    ck_assert_ptr_nonnull(strstr(sent, "\"getLatestBlockhash\",\"params\":[{\"commitment\":\"confirmed\"}]}"));
    ck_assert_ptr_nonnull(strstr(sent, "\"getBlockHeight\",\"params\":[{\"commitment\":\"finalized\"}]}"));
}
END_TEST

START_TEST(test_progress) {
    struct solana_progress progress;
    start(&(struct play){{{RESULT("{\"absoluteSlot\":500,\"blockHeight\":391,\"epoch\":1}"), RESULT("{}")}}}, 1);
    ck_assert_int_eq(solana_progress(&fixture, &progress), STATUS_OK);
    ck_assert_int_eq(progress.slot, 500);
    ck_assert_int_eq(progress.height, 391);
    ck_assert_int_eq(solana_progress(&fixture, &progress), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(
        strstr(fixture_read(requests), "\"getEpochInfo\",\"params\":[{\"commitment\":\"finalized\"}]}"));
}
END_TEST

START_TEST(test_sending) {
    static const struct {
        struct play play;
        enum status status;
        enum solana_sending sending;
        const char *problem;
    } rows[] = {
        {{{{RESULT("\"" SIGNATURE "\"")}, {RESULT("\"" SIGNATURE "\"")}}}, STATUS_OK, SOLANA_SENT, NULL},
        {{{{NULL}, {RESULT("\"" SIGNATURE "\"")}}}, STATUS_OK, SOLANA_SENT, NULL},
        {{{{REFUSES("\"BlockhashNotFound\"")}, {RESULT("\"" SIGNATURE "\"")}}}, STATUS_OK, SOLANA_SENT, NULL},
        {{{{RESULT("\"" SIGNATURE "\"")}, {REFUSES("\"BlockhashNotFound\"")}}}, STATUS_OK, SOLANA_SENT, NULL},
        {{{{REFUSES("\"AlreadyProcessed\"")}, {REFUSES("\"BlockhashNotFound\"")}}}, STATUS_OK, SOLANA_SENT, NULL},
        {{{{REFUSES("\"BlockhashNotFound\"")}, {BEHIND}}},
         STATUS_OK,
         SOLANA_BLOCKHASH_UNKNOWN,
         "\"BlockhashNotFound\""},
        {{{{REFUSES("{\"InstructionError\":[0,{\"Custom\":1}]}")}, {REFUSES("\"BlockhashNotFound\"")}}},
         STATUS_OK,
         SOLANA_FUNDS_INSUFFICIENT,
         "{\"InstructionError\":[0,{\"Custom\":1}]}"},
        {{{{REFUSES("\"InsufficientFundsForFee\"")}}},
         STATUS_OK,
         SOLANA_FUNDS_INSUFFICIENT,
         "\"InsufficientFundsForFee\""},
        {{{{REFUSES("{\"InsufficientFundsForRent\":{\"account_index\":1}}")}}},
         STATUS_OK,
         SOLANA_FUNDS_INSUFFICIENT,
         "{\"InsufficientFundsForRent\":{\"account_index\":1}}"},
        {{{{REFUSES("\"AccountNotFound\"")}}}, STATUS_OK, SOLANA_FUNDS_INSUFFICIENT, "\"AccountNotFound\""},
        {{{{REFUSES("{\"InstructionError\":[0,{\"Custom\":17}]}")}}},
         STATUS_OK,
         SOLANA_REFUSED,
         "{\"InstructionError\":[0,{\"Custom\":17}]}"},
        {{{{REFUSES("null")}}}, STATUS_OK, SOLANA_REFUSED, "Sorry"},
        {{{{FAILS("-32003", "")}}}, STATUS_OK, SOLANA_REFUSED, "Sorry"},
        {{{{FAILS("-32002", ",\"data\":\"text\"")}}}, STATUS_OK, SOLANA_REFUSED, "Sorry"},
        {{{{WRONG}}}, STATUS_INTERNAL, SOLANA_REFUSED, NULL},
        {{{{RESULT("null")}, {BEHIND}}}, STATUS_UNAVAILABLE, SOLANA_REFUSED, NULL},
    };
    struct solana_sent sent = {SOLANA_REFUSED, NULL};
    start(&rows[_i].play, 2);
    ck_assert_int_eq(solana_send(&fixture, "AbC+/=", _i % 2 == 0, &sent), rows[_i].status);
    ck_assert_int_eq(sent.sending, rows[_i].sending);
    ck_assert(sent.problem == NULL ? rows[_i].problem == NULL : text_equal(sent.problem, rows[_i].problem));
    ck_assert_ptr_nonnull(strstr(fixture_read(requests),
                                 arena_format(fixture.arena,
                                              "\"params\":[\"AbC+/=\",{\"encoding\":\"base64\",\"skipPreflight\":%s,"
                                              "\"preflightCommitment\":\"confirmed\",\"maxRetries\":0}]}",
                                              _i % 2 == 0 ? "true" : "false")));
}
END_TEST

/* The answers that were written down for us: what each is about. */
START_TEST(test_sending_samples) {
    static const enum solana_sending expected[] = {SOLANA_FUNDS_INSUFFICIENT, SOLANA_BLOCKHASH_UNKNOWN, SOLANA_SENT,
                                                   SOLANA_REFUSED};
    struct json_object *samples = vectors_file("solana_sendTransaction_errors");
    const char *answer =
        json_object_get_string(vectors_member(json_object_array_get_idx(samples, (size_t)_i), "answer"));
    struct solana_sent sent;
    start(&(struct play){{{arena_format(fixture.arena, OK("%s"), answer)}}}, 1);
    ck_assert_int_eq(solana_send(&fixture, "AA==", false, &sent), STATUS_OK);
    ck_assert_int_eq(sent.sending, expected[_i]);
}
END_TEST

/* A node of another cluster is never listened to, however well it answers. */
START_TEST(test_clusters) {
#define MAINNET "\"5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d\""
#define SEVEN RESULT("{\"context\":{\"slot\":1},\"value\":7}")
#define EIGHT RESULT("{\"context\":{\"slot\":1},\"value\":8}")
    static const struct {
        const char *cluster;
        struct play play;
        enum status status;
        int64_t lamports;
    } rows[] = {
        {"devnet", {{{RESULT(DEVNET), SEVEN}, {RESULT(DEVNET), EIGHT}}}, STATUS_OK, 7},
        {"devnet", {{{RESULT(MAINNET), SEVEN}, {RESULT(DEVNET), EIGHT}}}, STATUS_OK, 8},
        {"mainnet", {{{RESULT(DEVNET), SEVEN}, {RESULT(MAINNET), EIGHT}}}, STATUS_OK, 8},
        {"mainnet", {{{RESULT(DEVNET), SEVEN}, {RESULT(DEVNET), EIGHT}}}, STATUS_UNAVAILABLE, 0},
        {"testnet", {{{RESULT(DEVNET), SEVEN}, {RESULT(MAINNET), EIGHT}}}, STATUS_UNAVAILABLE, 0},
        {"devnet", {{{BUSY, SEVEN}, {RESULT("5"), EIGHT}}}, STATUS_UNAVAILABLE, 0},
        {"mainnet", {{{UNKNOWN_METHOD, SEVEN}, {RESULT(MAINNET), EIGHT}}}, STATUS_OK, 7},
        {"localnet", {{{SEVEN}, {EIGHT}}}, STATUS_OK, 7},
    };
    int64_t lamports = 0;
    start_on(rows[_i].cluster, &rows[_i].play, 2);
    ck_assert_int_eq(solana_balance(&fixture, TREASURY, &lamports), rows[_i].status);
    ck_assert_int_eq(lamports, rows[_i].lamports);
}
END_TEST

START_TEST(test_clusters_there_are_not) {
    ck_assert_ptr_null(solana_nodes_new(fixture.arena, "", "moonnet"));
}
END_TEST

Suite *solana_rpc_suite(void) {
    Suite *suite = suite_create("solana rpc");
    TCase *tcase = fixture_case(suite, "solana rpc");
    tcase_add_test(tcase, test_lists);
    tcase_add_test(tcase, test_no_nodes);
    tcase_add_test(tcase, test_request);
    tcase_add_loop_test(tcase, test_fail_over, 0, sizeof troubles / sizeof *troubles);
    tcase_add_test(tcase, test_health_is_remembered);
    tcase_add_test(tcase, test_nobody_answers);
    tcase_add_loop_test(tcase, test_rest_is_bounded, 0, 4);
    tcase_add_test(tcase, test_wrong_question);
    tcase_add_test(tcase, test_keys_are_not_told);
    tcase_add_test(tcase, test_transaction_is_found_wherever_it_is_known);
    tcase_add_loop_test(tcase, test_transaction_is_not_found, 0, 6);
    tcase_add_test(tcase, test_history);
    tcase_add_loop_test(tcase, test_histories_of_several_nodes, 0, 7);
    tcase_add_loop_test(tcase, test_signature_status, 0, 10);
    tcase_add_loop_test(tcase, test_token_balance, 0, 6);
    tcase_add_test(tcase, test_token_balance_of_nobody);
    tcase_add_test(tcase, test_accounts);
    tcase_add_test(tcase, test_blockhash_and_height);
    tcase_add_test(tcase, test_progress);
    tcase_add_loop_test(tcase, test_sending, 0, 16);
    tcase_add_loop_test(tcase, test_sending_samples, 0, 4);
    tcase_add_loop_test(tcase, test_clusters, 0, 8);
    tcase_add_test(tcase, test_clusters_there_are_not);
    return suite;
}
