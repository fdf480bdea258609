/* Addresses of Solana and keys: token accounts, points of the curve, secret keys and signatures, against vectors made
 * with other programs. */
#include "arena.h"
#include "base58.h"
#include "ed25519.h"
#include "fixture.h"
#include "solana_address.h"
#include "solana_key.h"
#include "text.h"
#include "vectors.h"

#include <string.h>

Suite *solana_address_suite(void);

#define BUYER "FHVwtta3ZqktrM7SfAmjkJ9TsFT5qwfPRsgdssrS1TTZ"
#define USDC "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"

enum { MESSAGE_MAXIMUM = 1024 };

static struct json_object *item(struct json_object *list, size_t index) {
    return json_object_array_get_idx(list, index);
}

START_TEST(test_valid_addresses) {
    static const char *const valid[] = {
        SOLANA_SYSTEM_PROGRAM,         SOLANA_TOKEN_PROGRAM, SOLANA_TOKEN_ACCOUNT_PROGRAM, SOLANA_MEMO_PROGRAM, BUYER,
        SOLANA_COMPUTE_BUDGET_PROGRAM,
    };
    static const char *const invalid[] = {
        "",
        "1",
        BUYER "1",
        " " BUYER,
        BUYER " ",
        "FHVwtta3ZqktrM7SfAmjkJ9TsFT5qwfPRsgdssrS1T",
        "0HVwtta3ZqktrM7SfAmjkJ9TsFT5qwfPRsgdssrS1TTZ",
        "1111111111111111111111111111111",
        "111111111111111111111111111111111",
        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
    };
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
        ck_assert_msg(solana_address_is_valid(valid[i]), "%s", valid[i]);
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
        ck_assert_msg(!solana_address_is_valid(invalid[i]), "%s", invalid[i]);
}
END_TEST

START_TEST(test_token_accounts) {
    struct json_object *list = vectors_in("solana_pda", "atas");
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        const char *owner = vectors_text(item(list, i), "owner");
        const char *mint = vectors_text(item(list, i), "mint");
        ck_assert_str_eq(solana_token_account(fixture.arena, owner, mint), vectors_text(item(list, i), "ata"));
    }
    ck_assert_ptr_null(solana_token_account(fixture.arena, BUYER, "USDC"));
    ck_assert_ptr_null(solana_token_account(fixture.arena, "", USDC));
}
END_TEST

START_TEST(test_program_addresses) {
    static const char bytes[33];
    struct solana_seed seeds[16] = {{bytes, 32}};
    for (size_t i = 1; i < 16; i++)
        seeds[i] = (struct solana_seed){bytes, 0};
    const char *address = solana_program_address(fixture.arena, SOLANA_TOKEN_PROGRAM, seeds, 2);
    ck_assert(solana_address_is_valid(address));
    ck_assert_str_eq(address, solana_program_address(fixture.arena, SOLANA_TOKEN_PROGRAM, seeds, 1));
    ck_assert_str_ne(address, solana_program_address(fixture.arena, SOLANA_MEMO_PROGRAM, seeds, 1));
    ck_assert_ptr_nonnull(solana_program_address(fixture.arena, SOLANA_TOKEN_PROGRAM, seeds, 15));
    ck_assert_ptr_null(solana_program_address(fixture.arena, SOLANA_TOKEN_PROGRAM, seeds, 16));
    ck_assert_ptr_null(solana_program_address(fixture.arena, "program", seeds, 1));
    seeds[0].length = 33;
    ck_assert_ptr_null(solana_program_address(fixture.arena, SOLANA_TOKEN_PROGRAM, seeds, 1));
}
END_TEST

START_TEST(test_points) {
    struct json_object *list = vectors_in("solana_pda", "curve_points");
    unsigned char bytes[ED25519_KEY_SIZE];
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        const char *hex = vectors_text(item(list, i), "hex");
        bool expected = json_object_get_boolean(vectors_member(item(list, i), "on_curve"));
        ck_assert(text_parse_hex(hex, bytes, sizeof bytes));
        ck_assert_msg(ed25519_is_point(bytes) == expected, "%s", hex);
        bytes[ED25519_KEY_SIZE - 1] ^= 0x80;
        ck_assert_msg(ed25519_is_point(bytes) == expected, "%s with the other sign", hex);
    }
}
END_TEST

/* y = 1 and y = −1 have x = 0, y = 0 has x² = −1, y = 2 has none; p + 1 stands for 1. */
START_TEST(test_points_at_the_edges) {
    unsigned char bytes[ED25519_KEY_SIZE] = {0};
    ck_assert(ed25519_is_point(bytes));
    bytes[0] = 1;
    ck_assert(ed25519_is_point(bytes));
    bytes[0] = 2;
    ck_assert(!ed25519_is_point(bytes));
    memset(bytes, 0xff, sizeof bytes);
    bytes[31] = 0x7f;
    bytes[0] = 0xec;
    ck_assert(ed25519_is_point(bytes));
    bytes[0] = 0xee;
    ck_assert(ed25519_is_point(bytes));
    bytes[0] = 0xef;
    ck_assert(!ed25519_is_point(bytes));
}
END_TEST

START_TEST(test_references) {
    const char *reference = solana_reference(fixture.arena);
    ck_assert(solana_address_is_valid(reference));
    ck_assert_str_ne(reference, solana_reference(fixture.arena));
}
END_TEST

static void check_key(const struct solana_key *key, struct json_object *vector) {
    ck_assert_str_eq(text_hex(fixture.arena, key->seed, sizeof key->seed), vectors_text(vector, "seed_hex"));
    ck_assert_str_eq(base58_encode(fixture.arena, key->public_key, sizeof key->public_key),
                     vectors_text(vector, "address"));
}

static const char *as_numbers(const char *base58, const char *separator) {
    unsigned char bytes[2 * ED25519_KEY_SIZE];
    struct text text = text_new(fixture.arena, 1024);
    ck_assert(base58_decode(base58, bytes, sizeof bytes));
    for (size_t i = 0; i < sizeof bytes; i++)
        text_append_format(&text, "%s%d", i == 0 ? "[" : separator, bytes[i]);
    text_append(&text, "]");
    return text.data;
}

START_TEST(test_secret_keys) {
    struct json_object *list = vectors_in("solana_keys", "keys");
    struct solana_key key;
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        const char *secret = vectors_text(item(list, i), "secret_key_64_base58");
        ck_assert(solana_key_parse(secret, &key));
        check_key(&key, item(list, i));
        ck_assert(solana_key_parse(as_numbers(secret, ","), &key));
        check_key(&key, item(list, i));
        ck_assert(solana_key_parse(arena_format(fixture.arena, " %s\n", as_numbers(secret, " , ")), &key));
        check_key(&key, item(list, i));
    }
    solana_key_wipe(&key);
    ck_assert_mem_eq(&key, &(struct solana_key){0}, sizeof key);
}
END_TEST

START_TEST(test_wrong_secret_keys) {
    const char *good = vectors_text(item(vectors_in("solana_keys", "keys"), 0), "secret_key_64_base58");
    const char *numbers = as_numbers(good, ",");
    unsigned char bytes[2 * ED25519_KEY_SIZE];
    struct solana_key key;
    ck_assert(base58_decode(good, bytes, sizeof bytes));
    bytes[0] ^= 1;
    const char *const wrong[] = {
        "",
        "[",
        "[]",
        "[1,2]",
        BUYER,
        good + 1,
        numbers + 1,
        arena_copy(fixture.arena, numbers, strlen(numbers) - 1),
        arena_format(fixture.arena, "%s,", numbers),
        arena_format(fixture.arena, "[256%s", numbers + strcspn(numbers, ",")),
        arena_format(fixture.arena, "[-1%s", numbers + strcspn(numbers, ",")),
        arena_format(fixture.arena, "[%s", numbers + strcspn(numbers, ",")),
        arena_format(fixture.arena, "[1,%s", numbers + 1),
        base58_encode(fixture.arena, bytes, sizeof bytes),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_msg(!solana_key_parse(wrong[i], &key), "%s", wrong[i]);
        ck_assert_mem_eq(&key, &(struct solana_key){0}, sizeof key);
    }
}
END_TEST

static void check_signature(const char *seed_hex, const void *message, size_t length, const char *signature_hex) {
    unsigned char seed[ED25519_KEY_SIZE];
    unsigned char key[ED25519_KEY_SIZE];
    unsigned char signature[ED25519_SIGNATURE_SIZE];
    ck_assert(text_parse_hex(seed_hex, seed, sizeof seed));
    ed25519_sign(seed, message, length, signature);
    ed25519_public_key(seed, key);
    ck_assert_str_eq(text_hex(fixture.arena, signature, sizeof signature), signature_hex);
    ck_assert(ed25519_verify(key, message, length, signature));
}

static const char *seed_of(const char *name) {
    struct json_object *list = vectors_in("solana_keys", "keys");
    for (size_t i = 0; i < json_object_array_length(list); i++)
        if (text_equal(vectors_text(item(list, i), "name"), name))
            return vectors_text(item(list, i), "seed_hex");
    ck_abort_msg("there is no key %s", name);
}

START_TEST(test_signing) {
    struct json_object *list = vectors_in("solana_keys", "signatures");
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        const char *message = vectors_text(item(list, i), "message_utf8");
        check_signature(seed_of(vectors_text(item(list, i), "key")), message, strlen(message),
                        vectors_text(item(list, i), "signature_hex"));
    }
    list = vectors_in("solana_keys", "rfc8032");
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        unsigned char message[MESSAGE_MAXIMUM];
        const char *hex = vectors_text(item(list, i), "message_hex");
        ck_assert(text_parse_hex(hex, message, strlen(hex) / 2));
        check_signature(vectors_text(item(list, i), "seed_hex"), message, strlen(hex) / 2,
                        vectors_text(item(list, i), "signature_hex"));
    }
}
END_TEST

Suite *solana_address_suite(void) {
    Suite *suite = suite_create("solana address");
    TCase *tcase = fixture_case(suite, "solana address");
    tcase_add_test(tcase, test_valid_addresses);
    tcase_add_test(tcase, test_token_accounts);
    tcase_add_test(tcase, test_program_addresses);
    tcase_add_test(tcase, test_points);
    tcase_add_test(tcase, test_points_at_the_edges);
    tcase_add_test(tcase, test_references);
    tcase_add_test(tcase, test_secret_keys);
    tcase_add_test(tcase, test_wrong_secret_keys);
    tcase_add_test(tcase, test_signing);
    return suite;
}
