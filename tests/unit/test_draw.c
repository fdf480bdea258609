/* The draw and the version hash against the golden vectors. */
#include "arena.h"
#include "digest.h"
#include "fairness/draw.h"
#include "fairness/version_hash.h"
#include "fixture.h"
#include "text.h"
#include "vectors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

Suite *draw_suite(void);

static struct draw_seed seed_of(struct json_object *vector) {
    struct draw_seed seed = {.client_seed = vectors_text(vector, "client_seed"),
                             .nonce = vectors_integer(vector, "nonce")};
    ck_assert(text_parse_hex(vectors_text(vector, "server_seed"), seed.server_seed, SERVER_SEED_SIZE));
    return seed;
}

static uint64_t number_of(const char *text) {
    char *end;
    uint64_t number = strtoull(text, &end, 10);
    ck_assert(*text != '\0' && *end == '\0');
    return number;
}

static uint64_t *weights_of(struct json_object *vector, size_t *ret_count) {
    struct json_object *list = vectors_member(vector, "weights");
    *ret_count = json_object_array_length(list);
    uint64_t *weights = arena_array(fixture.arena, *ret_count, sizeof *weights);
    for (size_t i = 0; i < *ret_count; i++)
        weights[i] = number_of(json_object_get_string(json_object_array_get_idx(list, i)));
    return weights;
}

static void check_draw(struct json_object *vector) {
    struct draw_seed seed = seed_of(vector);
    int64_t unit = vectors_integer(vector, "unit");
    unsigned char digest[SHA256_SIZE];
    size_t count;
    uint64_t *weights = weights_of(vector, &count);

    digest_sha256(seed.server_seed, SERVER_SEED_SIZE, digest);
    ck_assert_str_eq(text_hex(fixture.arena, digest, sizeof digest), vectors_text(vector, "server_seed_hash"));
    struct draw_result result = draw_row(&seed, unit, weights, count);
    ck_assert_int_eq(result.attempt, vectors_integer(vector, "attempt"));
    ck_assert_uint_eq(result.row, (size_t)vectors_integer(vector, "row"));
    ck_assert_uint_eq(result.number, number_of(vectors_text(vector, "r")));
    ck_assert_uint_eq(draw_start_position(&seed, unit, (uint64_t)vectors_integer(vector, "pool_size")),
                      (uint64_t)vectors_integer(vector, "start_position"));
}

START_TEST(test_every_draw) {
    struct json_object *draws = vectors_list("draws");
    int64_t attempts = 0;
    ck_assert_uint_ge(json_object_array_length(draws), 40);
    for (size_t i = 0; i < json_object_array_length(draws); i++) {
        struct json_object *vector = json_object_array_get_idx(draws, i);
        check_draw(vector);
        if (vectors_integer(vector, "attempt") > attempts)
            attempts = vectors_integer(vector, "attempt");
    }
    ck_assert_int_ge(attempts, 3);
}
END_TEST

static const char *const row_keys[] = {"collection_id", "drop_rate", "fmv_max", "fmv_min", "rarity"};

/* Vectors about other rows test RFC 8785 as a whole; ours have exactly these five keys. */
static bool is_ours(struct json_object *rows) {
    for (size_t i = 0; i < json_object_array_length(rows); i++) {
        struct json_object *row = json_object_array_get_idx(rows, i);
        if (!json_object_is_type(row, json_type_object) || json_object_object_length(row) != 5)
            return false;
        for (size_t key = 0; key < 5; key++)
            if (!json_object_is_type(json_object_object_get(row, row_keys[key]), json_type_string))
                return false;
    }
    return true;
}

START_TEST(test_every_version_hash) {
    struct json_object *vectors = vectors_list("version_hashes");
    int checked = 0;
    for (size_t i = 0; i < json_object_array_length(vectors); i++) {
        struct json_object *vector = json_object_array_get_idx(vectors, i);
        struct json_object *list = vectors_member(vector, "rows");
        size_t count = json_object_array_length(list);
        if (!is_ours(list))
            continue;
        struct hashed_row *rows = arena_array(fixture.arena, count, sizeof *rows);
        for (size_t at = 0; at < count; at++) {
            struct json_object *row = json_object_array_get_idx(list, at);
            rows[at] = (struct hashed_row){vectors_text(row, "collection_id"), vectors_text(row, "drop_rate"),
                                           vectors_text(row, "fmv_max"), vectors_text(row, "fmv_min"),
                                           vectors_text(row, "rarity")};
        }
        ck_assert_str_eq(version_hash_make(fixture.arena, rows, count), vectors_text(vector, "version_hash"));
        checked++;
    }
    ck_assert_int_ge(checked, 3);
}
END_TEST

START_TEST(test_rates) {
    static const struct {
        const char *text;
        int64_t rate;
    } rates[] = {{"60.00", 6000},     {"0.01", 1},  {"100.00", 10000},
                 {"0.00", 0},         {"60", 0},    {"60.0", 0},
                 {"60.000", 0},       {"", 0},      {".50", 0},
                 {"-1.00", 0},        {"1.0x", 0},  {"1,00", 0},
                 {" 1.00", 0},        {"+1.00", 0}, {"x.00", 0},
                 {"1..00", 0},        {"1.-1", 0},  {"999999999.99", INT64_C(99999999999)},
                 {"9999999999.99", 0}};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        ck_assert_msg(version_hash_parse_rate(rates[i].text) == rates[i].rate, "\"%s\"", rates[i].text);
}
END_TEST

static struct draw_seed fixed_seed(void) {
    struct draw_seed seed = {.client_seed = "gem", .nonce = 5};
    memset(seed.server_seed, 0x5a, SERVER_SEED_SIZE);
    return seed;
}

START_TEST(test_rows_of_no_weight_are_never_drawn) {
    const struct draw_seed seed = fixed_seed();
    const uint64_t weights[] = {0, 3, 0, 0, 2, 0};
    for (int64_t unit = 0; unit < 2000; unit++) {
        size_t row = draw_row(&seed, unit, weights, 6).row;
        ck_assert(row == 1 || row == 4);
    }
}
END_TEST

/* Each part of the message changes the number. */
START_TEST(test_every_input_counts) {
    const uint64_t weights[] = {1};
    struct draw_seed seed = fixed_seed();
    uint64_t number = draw_row(&seed, 0, weights, 1).number;
    ck_assert_uint_eq(draw_row(&seed, 0, weights, 1).number, number);
    ck_assert_uint_ne(draw_row(&seed, 1, weights, 1).number, number);
    seed.nonce = 6;
    ck_assert_uint_ne(draw_row(&seed, 0, weights, 1).number, number);
    seed = fixed_seed();
    seed.client_seed = "gen";
    ck_assert_uint_ne(draw_row(&seed, 0, weights, 1).number, number);
    seed = fixed_seed();
    seed.server_seed[SERVER_SEED_SIZE - 1] ^= 1;
    ck_assert_uint_ne(draw_row(&seed, 0, weights, 1).number, number);
}
END_TEST

/* The longest seed and the largest numbers fit their buffer. */
START_TEST(test_longest_message) {
    struct draw_seed seed = fixed_seed();
    const uint64_t weights[] = {UINT64_MAX};
    char letters[CLIENT_SEED_MAXIMUM + 1];
    memset(letters, 'z', CLIENT_SEED_MAXIMUM);
    letters[CLIENT_SEED_MAXIMUM] = '\0';
    seed.client_seed = letters;
    seed.nonce = INT64_MIN + 1;
    const char *message =
        arena_format(fixture.arena, "%s:%" PRId64 ":%" PRId64 ":0", letters, seed.nonce, INT64_MIN + 1);
    unsigned char digest[SHA256_SIZE];
    digest_hmac_sha256(seed.server_seed, SERVER_SEED_SIZE, message, strlen(message), digest);
    uint64_t expected = 0;
    for (int i = 0; i < 8; i++)
        expected = expected << 8 | digest[i];
    ck_assert_uint_eq(draw_row(&seed, INT64_MIN + 1, weights, 1).number, expected);
}
END_TEST

static void draw_from_nothing(void) {
    const struct draw_seed seed = fixed_seed();
    const uint64_t weights[] = {0, 0};
    draw_row(&seed, 0, weights, 2);
}

static void draw_from_too_much(void) {
    const struct draw_seed seed = fixed_seed();
    const uint64_t weights[] = {UINT64_MAX, 1};
    draw_row(&seed, 0, weights, 2);
}

START_TEST(test_impossible_weights_abort) {
    ck_assert(fixture_aborts(draw_from_nothing));
    ck_assert(fixture_aborts(draw_from_too_much));
}
END_TEST

Suite *draw_suite(void) {
    Suite *suite = suite_create("draw");
    TCase *tcase = fixture_case(suite, "draw");
    tcase_add_test(tcase, test_every_draw);
    tcase_add_test(tcase, test_every_version_hash);
    tcase_add_test(tcase, test_rates);
    tcase_add_test(tcase, test_rows_of_no_weight_are_never_drawn);
    tcase_add_test(tcase, test_every_input_counts);
    tcase_add_test(tcase, test_longest_message);
    tcase_add_test(tcase, test_impossible_weights_abort);
    return suite;
}
