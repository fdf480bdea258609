/* Complete proofs hold, and every falsified copy of one is refused: the same falsifications as in
 * tests/draw/tamperings.mjs. */
#include "arena.h"
#include "digest.h"
#include "fairness/version_hash.h"
#include "fixture.h"
#include "json_read.h"
#include "openings/proof.h"
#include "text.h"
#include "vectors.h"

#include <json-c/json_pointer.h>
#include <string.h>

Suite *proof_suite(void);

#define OTHER_HASH "5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f"

static enum status verify_text(const char *json) {
    struct proof proof;
    enum status status = json_read(&fixture, json, strlen(json), &proof_shape, &proof);
    return status == STATUS_OK ? proof_verify(&fixture, &proof) : status;
}

static enum status verify(struct json_object *json) {
    return verify_text(json_object_to_json_string_ext(json, JSON_C_TO_STRING_PLAIN));
}

static struct json_object *copy_of_proof(size_t index) {
    struct json_object *copy = NULL;
    ck_assert_int_eq(json_object_deep_copy(json_object_array_get_idx(vectors_list("proofs"), index), &copy, NULL), 0);
    return copy;
}

START_TEST(test_proofs_hold) {
    ck_assert_uint_eq(json_object_array_length(vectors_list("proofs")), 2);
    for (size_t i = 0; i < 2; i++) {
        struct json_object *proof = copy_of_proof(i);
        enum status status = verify(proof);
        ck_assert_msg(status == STATUS_OK, "%s: %s %s", status_code(status), fixture.detail, fixture_take_errors());
        json_object_put(proof);
    }
}
END_TEST

/* Sets the value at a JSON pointer; a value "@/path" is copied from there, NULL takes it out. */
struct falsification {
    const char *name;
    size_t proof;
    const char *pointer;
    const char *value;
    void (*falsify)(struct json_object *proof); /* instead of, or after, the pointer */
};

static struct json_object *at(struct json_object *proof, const char *pointer) {
    struct json_object *found = NULL;
    ck_assert_msg(json_pointer_get(proof, pointer, &found) == 0, "%s", pointer);
    return found;
}

static void take_out(struct json_object *proof, const char *pointer) {
    const char *slash = strrchr(pointer, '/');
    const char *parent = arena_copy(fixture.arena, pointer, (size_t)(slash - pointer));
    struct json_object *object = at(proof, parent);
    int64_t index;
    if (text_parse_integer(slash + 1, &index))
        json_object_array_del_idx(object, (size_t)index, 1);
    else
        json_object_object_del(object, slash + 1);
}

static void set(struct json_object *proof, const char *pointer, const char *value) {
    struct json_object *copied = *value == '@' ? json_object_get(at(proof, value + 1)) : json_tokener_parse(value);
    ck_assert_int_eq(json_pointer_set(&proof, pointer, copied), 0);
}

/* The hash that belongs to the rows as they are now. */
static void hash_rows(struct json_object *proof) {
    struct json_object *list = vectors_member(proof, "rows");
    size_t count = json_object_array_length(list);
    struct hashed_row *rows = arena_array(fixture.arena, count, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        struct json_object *row = json_object_array_get_idx(list, i);
        rows[i] = (struct hashed_row){
            json_object_get_string(json_object_object_get(row, "collection_id")),
            json_object_get_string(json_object_object_get(row, "drop_rate")),
            json_object_get_string(json_object_object_get(row, "fmv_max")),
            json_object_get_string(json_object_object_get(row, "fmv_min")),
            json_object_get_string(json_object_object_get(row, "rarity")),
        };
    }
    json_object_object_add(proof, "version_hash",
                           json_object_new_string(version_hash_make(fixture.arena, rows, count)));
}

static void hash_seed(struct json_object *proof) {
    unsigned char seed[32];
    unsigned char digest[SHA256_SIZE];
    ck_assert(text_parse_hex(vectors_text(proof, "server_seed"), seed, sizeof seed));
    digest_sha256(seed, sizeof seed, digest);
    json_object_object_add(proof, "server_seed_hash",
                           json_object_new_string(text_hex(fixture.arena, digest, sizeof digest)));
}

static void reverse(struct json_object *proof, const char *pointer) {
    struct json_object *list = at(proof, pointer);
    size_t count = json_object_array_length(list);
    struct json_object *reversed = json_object_new_array();
    for (size_t i = count; i-- > 0;)
        json_object_array_add(reversed, json_object_get(json_object_array_get_idx(list, i)));
    ck_assert_int_eq(json_pointer_set(&proof, pointer, reversed), 0);
}

static void reverse_rows(struct json_object *proof) {
    reverse(proof, "/rows");
}

static void reverse_units(struct json_object *proof) {
    reverse(proof, "/units");
}

static void seed_in_upper_case(struct json_object *proof) {
    char *seed = arena_string(fixture.arena, vectors_text(proof, "server_seed"));
    for (char *digit = seed; *digit != '\0'; digit++)
        if (*digit >= 'a' && *digit <= 'f')
            *digit = (char)(*digit - 'a' + 'A');
    json_object_object_add(proof, "server_seed", json_object_new_string(seed));
}

static void hand_another_row(struct json_object *proof) {
    int64_t row = json_object_get_int64(at(proof, "/units/1/row"));
    set(proof, "/units/1/row", text_from_integer(fixture.arena, row + 1));
    set(proof, "/units/1/handed_row", text_from_integer(fixture.arena, row + 1));
}

static void add_one(struct json_object *proof, const char *pointer) {
    set(proof, pointer, text_from_integer(fixture.arena, json_object_get_int64(at(proof, pointer)) + 1));
}

static void add_to_nonce(struct json_object *proof) {
    add_one(proof, "/nonce");
}

static void add_to_row(struct json_object *proof) {
    add_one(proof, "/units/1/row");
}

static void add_to_start(struct json_object *proof) {
    add_one(proof, "/units/0/start_position");
}

static void add_to_pool_size(struct json_object *proof) {
    for (int i = 0; i < 7; i++)
        add_one(proof, "/units/1/pool_size");
}

static void add_to_refunded_row(struct json_object *proof) {
    add_one(proof, "/units/2/row");
}

static void hand_other_row_of_same_rarity(struct json_object *proof) {
    set(proof, "/units/0/handed_row", json_object_get_int64(at(proof, "/units/0/row")) == 0 ? "1" : "0");
}

static const struct falsification falsifications[] = {
    {"another seed", 0, "/server_seed", "\"" OTHER_HASH "\"", NULL},
    {"another seed with its own hash", 0, "/server_seed", "\"" OTHER_HASH "\"", hash_seed},
    {"another commitment", 0, "/server_seed_hash", "\"" OTHER_HASH "\"", NULL},
    {"seed in upper case", 0, NULL, NULL, seed_in_upper_case},
    {"seed too short", 0, "/server_seed", "\"5f5f\"", NULL},
    {"seed not revealed", 0, "/server_seed", "null", NULL},
    {"seed missing", 0, "/server_seed", NULL, NULL},
    {"commitment missing", 0, "/server_seed_hash", NULL, NULL},
    {"another client seed", 0, "/client_seed", "\"My lucky seed-7x\"", NULL},
    {"client seed with a colon", 0, "/client_seed", "\"a:1\"", NULL},
    {"empty client seed", 0, "/client_seed", "\"\"", NULL},
    {"client seed missing", 0, "/client_seed", NULL, NULL},
    {"client seed as a number", 0, "/client_seed", "7", NULL},
    {"another nonce", 0, NULL, NULL, add_to_nonce},
    {"nonce as text", 0, "/nonce", "\"2\"", NULL},
    {"nonce beyond exact numbers", 0, "/nonce", "1152921504606846976", NULL},
    {"negative nonce", 0, "/nonce", "-1", NULL},
    {"nonce missing", 0, "/nonce", NULL, NULL},
    {"another drawn row", 0, NULL, NULL, add_to_row},
    {"another drawn row, handed accordingly", 0, NULL, NULL, hand_another_row},
    {"another attempt", 0, "/units/0/attempt", "1", NULL},
    {"another drop rate", 0, "/rows/0/drop_rate", "\"59.99\"", NULL},
    {"rates that do not add up, with their own hash", 0, "/rows/0/drop_rate", "\"59.99\"", hash_rows},
    {"drop rate with one decimal", 0, "/rows/0/drop_rate", "\"60.0\"", NULL},
    {"drop rate of nothing, with its own hash", 0, "/rows/0/drop_rate", "\"0.00\"", hash_rows},
    {"drop rate as a number", 0, "/rows/0/drop_rate", "60", NULL},
    {"drop rate missing, with its own hash", 0, "/rows/0/drop_rate", NULL, hash_rows},
    {"another value range", 0, "/rows/0/fmv_min", "\"14.000000\"", NULL},
    {"rows in another order", 0, NULL, NULL, reverse_rows},
    {"a field more in a row", 0, "/rows/0/note", "\"\"", NULL},
    {"a row less", 0, "/rows/4", NULL, NULL},
    {"rows missing", 0, "/rows", NULL, NULL},
    {"no rows", 0, "/rows", "[]", NULL},
    {"no rows, with their own hash", 0, "/rows", "[]", hash_rows},
    {"rows as an object", 0, "/rows", "{}", NULL},
    {"another version hash", 0, "/version_hash", "\"" OTHER_HASH "\"", NULL},
    {"version hash missing", 0, "/version_hash", NULL, NULL},
    {"unknown rarity", 0, "/rows/0/rarity", "\"MYTHIC\"", NULL},
    {"unknown rarity, with its own hash", 0, "/rows/0/rarity", "\"MYTHIC\"", hash_rows},
    {"rarity missing, with its own hash", 0, "/rows/0/rarity", NULL, hash_rows},
    {"position outside of the pool", 0, "/units/0/position", "@/units/0/pool_size", NULL},
    {"negative position", 0, "/units/0/position", "-1", NULL},
    {"no position", 0, "/units/0/position", "null", NULL},
    {"another start", 0, NULL, NULL, add_to_start},
    {"no start", 0, "/units/0/start_position", "null", NULL},
    {"another pool size", 0, NULL, NULL, add_to_pool_size},
    {"empty pool", 0, "/units/0/pool_size", "0", NULL},
    {"no pool size", 0, "/units/0/pool_size", "null", NULL},
    {"gem missing", 0, "/units/0/nft_id", "null", NULL},
    {"the same gem twice", 0, "/units/1/nft_id", "@/units/0/nft_id", NULL},
    {"units exchanged", 0, NULL, NULL, reverse_units},
    {"first unit left out", 0, "/units/0", NULL, NULL},
    {"no units", 0, "/units", "[]", NULL},
    {"units missing", 0, "/units", NULL, NULL},
    {"unit without number", 0, "/units/1/unit", NULL, NULL},
    {"handed from a higher rarity", 0, "/units/1/handed_row", "4", NULL},
    {"handed from another row of the same rarity", 1, NULL, NULL, hand_other_row_of_same_rarity},
    {"handed from no row", 1, "/units/1/handed_row", "5", NULL},
    {"handed from a negative row", 1, "/units/1/handed_row", "-1", NULL},
    {"half refunded", 1, "/units/2/position", "0", NULL},
    {"refunded with a gem", 1, "/units/2/nft_id", "@/units/0/nft_id", NULL},
    {"refunded with another row", 1, NULL, NULL, add_to_refunded_row},
    {"an unknown field", 0, "/note", "1", NULL},
};

START_TEST(test_falsified) {
    const struct falsification *row = &falsifications[_i];
    struct json_object *proof = copy_of_proof(row->proof);
    const char *before = arena_string(fixture.arena, json_object_to_json_string(proof));
    if (row->pointer != NULL && row->value != NULL)
        set(proof, row->pointer, row->value);
    else if (row->pointer != NULL)
        take_out(proof, row->pointer);
    if (row->falsify != NULL)
        row->falsify(proof);
    ck_assert_msg(strcmp(json_object_to_json_string(proof), before) != 0, "%s changed nothing", row->name);
    enum status status = verify(proof);
    json_object_put(proof);
    ck_assert_msg(status == STATUS_RULE_REFUSED || status == STATUS_INVALID_INPUT, "%s: %s", row->name,
                  status_code(status));
    ck_assert(fixture.detail != NULL || fixture.field_error_count > 0);
}
END_TEST

START_TEST(test_every_hexadecimal_digit_of_the_seeds_counts) {
    static const char *const members[] = {"server_seed", "server_seed_hash", "version_hash"};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        for (size_t digit = 0; digit < 64; digit++) {
            struct json_object *proof = copy_of_proof(0);
            char *text = arena_string(fixture.arena, vectors_text(proof, members[i]));
            text[digit] = text[digit] == '0' ? '1' : '0';
            json_object_object_add(proof, members[i], json_object_new_string(text));
            ck_assert_msg(verify(proof) != STATUS_OK, "digit %zu of %s", digit, members[i]);
            json_object_put(proof);
        }
}
END_TEST

START_TEST(test_no_proofs) {
    ck_assert_int_ne(verify_text("{}"), STATUS_OK);
    ck_assert_int_eq(verify_text("null"), STATUS_MALFORMED);
    ck_assert_int_eq(verify_text("[]"), STATUS_MALFORMED);
    ck_assert_int_eq(verify_text("\"proof\""), STATUS_MALFORMED);
    ck_assert_int_eq(verify_text(""), STATUS_MALFORMED);
}
END_TEST

Suite *proof_suite(void) {
    Suite *suite = suite_create("proof");
    TCase *tcase = fixture_case(suite, "proof");
    tcase_add_test(tcase, test_proofs_hold);
    tcase_add_loop_test(tcase, test_falsified, 0, sizeof falsifications / sizeof falsifications[0]);
    tcase_add_test(tcase, test_every_hexadecimal_digit_of_the_seeds_counts);
    tcase_add_test(tcase, test_no_proofs);
    return suite;
}
