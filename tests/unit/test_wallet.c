/* Addresses and signatures of the two chains, against vectors made with other programs: base58, Keccak-256, EIP-55,
 * personal_sign and Ed25519. */
#include "arena.h"
#include "base58.h"
#include "ed25519.h"
#include "fixture.h"
#include "keccak.h"
#include "text.h"
#include "vectors.h"
#include "wallet.h"

#include <ctype.h>
#include <string.h>

Suite *wallet_suite(void);

enum { BYTES_MAXIMUM = 1024 };

struct bytes {
    unsigned char data[BYTES_MAXIMUM + 1]; /* with a NUL behind */
    size_t length;
};

/* Bytes of hexadecimal digits, with or without 0x. */
static struct bytes read_hex(const char *digits) {
    struct bytes bytes = {0};
    if (strncmp(digits, "0x", 2) == 0)
        digits += 2;
    bytes.length = strlen(digits) / 2;
    ck_assert_uint_le(bytes.length, BYTES_MAXIMUM);
    ck_assert_msg(text_parse_hex(digits, bytes.data, bytes.length), "%s", digits);
    return bytes;
}

static struct json_object *item(struct json_object *list, size_t index) {
    return json_object_array_get_idx(list, index);
}

static size_t count(struct json_object *list) {
    return json_object_array_length(list);
}

static const char *changed_case(const char *text, int change(int)) {
    char *copy = arena_string(fixture.arena, text);
    for (char *at = copy; *at != '\0'; at++)
        *at = (char)change((unsigned char)*at);
    return copy;
}

START_TEST(test_base58_vectors) {
    struct json_object *list = vectors_in("base58", "valid");
    unsigned char decoded[BASE58_BYTES_MAXIMUM];
    for (size_t i = 0; i < count(list); i++) {
        struct bytes bytes = read_hex(vectors_text(item(list, i), "hex"));
        const char *text = vectors_text(item(list, i), "base58");
        ck_assert_str_eq(base58_encode(fixture.arena, bytes.data, bytes.length), text);
        ck_assert_msg(base58_decode(text, decoded, bytes.length), "%s", text);
        ck_assert_mem_eq(decoded, bytes.data, bytes.length);
        ck_assert_msg(!base58_decode(text, decoded, bytes.length + 1), "%s is not one longer", text);
        ck_assert_msg(bytes.length == 0 || !base58_decode(text, decoded, bytes.length - 1), "%s is not one shorter",
                      text);
    }
}
END_TEST

START_TEST(test_base58_refusals) {
    struct json_object *list = vectors_in("base58", "invalid");
    unsigned char decoded[BASE58_BYTES_MAXIMUM];
    for (size_t i = 0; i < count(list); i++)
        for (size_t length = 0; length <= BASE58_BYTES_MAXIMUM; length++)
            ck_assert_msg(!base58_decode(json_object_get_string(item(list, i)), decoded, length), "%s as %zu bytes",
                          json_object_get_string(item(list, i)), length);
    list = vectors_in("base58", "pubkey_invalid");
    for (size_t i = 0; i < count(list); i++) {
        const char *text = vectors_text(item(list, i), "text");
        ck_assert(base58_decode(text, decoded, (size_t)vectors_integer(item(list, i), "decoded_bytes")));
        ck_assert_msg(!base58_decode(text, decoded, ED25519_KEY_SIZE), "%s", text);
        ck_assert_ptr_null(wallet_address_canonical(fixture.arena, WALLET_SOLANA, text));
    }
}
END_TEST

static void encode_too_much(void) {
    static const unsigned char bytes[BASE58_BYTES_MAXIMUM + 1];
    base58_encode(fixture.arena, bytes, sizeof bytes);
}

START_TEST(test_base58_boundaries) {
    unsigned char bytes[BASE58_BYTES_MAXIMUM];
    unsigned char decoded[BASE58_BYTES_MAXIMUM + 1];
    char ones[2 * BASE58_BYTES_MAXIMUM + 1] = {0};
    /* Every length, the largest numbers and the smallest. */
    for (size_t length = 0; length <= sizeof bytes; length++) {
        for (int fill = 0; fill <= 255; fill += 255) {
            memset(bytes, fill, sizeof bytes);
            memset(decoded, 0x5a, sizeof decoded);
            const char *text = base58_encode(fixture.arena, bytes, length);
            ck_assert_msg(base58_decode(text, decoded, length), "%zu bytes of %d", length, fill);
            ck_assert_mem_eq(decoded, bytes, length);
            ck_assert_uint_eq(decoded[length], 0x5a);
        }
    }
    memset(ones, '1', BASE58_BYTES_MAXIMUM + 1);
    ck_assert(!base58_decode(ones, decoded, BASE58_BYTES_MAXIMUM));
    ck_assert(!base58_decode(ones, decoded, BASE58_BYTES_MAXIMUM + 1));
    memset(ones, '1', sizeof ones - 1);
    ck_assert(!base58_decode(ones, decoded, BASE58_BYTES_MAXIMUM));
    memset(ones, 'z', sizeof ones - 1);
    ck_assert(!base58_decode(ones, decoded, BASE58_BYTES_MAXIMUM));
    ones[177] = '\0'; /* as long as any text of 128 bytes may be, and a larger number */
    ck_assert(!base58_decode(ones, decoded, BASE58_BYTES_MAXIMUM));
    ck_assert(!base58_decode("2g ", decoded, 1));
    ck_assert(!base58_decode(" 2g", decoded, 1));
    ck_assert(!base58_decode("2\xff", decoded, 1));
    ck_assert(fixture_aborts(encode_too_much));
}
END_TEST

START_TEST(test_keccak) {
    struct json_object *list = vectors_in("eth_keccak256", "vectors");
    unsigned char digest[KECCAK256_SIZE];
    for (size_t i = 0; i < count(list); i++) {
        struct bytes input = read_hex(vectors_text(item(list, i), "input_hex"));
        keccak256(input.data, input.length, digest);
        ck_assert_str_eq(text_hex(fixture.arena, digest, sizeof digest), vectors_text(item(list, i), "keccak256") + 2);
    }
    keccak256(NULL, 0, digest);
    ck_assert_str_eq(text_hex(fixture.arena, digest, sizeof digest), vectors_text(item(list, 0), "keccak256") + 2);
}
END_TEST

START_TEST(test_evm_addresses) {
    struct json_object *list = vectors_in("eth_eip55", "valid");
    for (size_t i = 0; i < count(list); i++) {
        const char *wanted = vectors_text(item(list, i), "checksummed");
        const char *upper = arena_format(fixture.arena, "0x%s", changed_case(wanted + 2, toupper));
        const char *spellings[] = {wanted, vectors_text(item(list, i), "lower"), upper};
        for (size_t j = 0; j < sizeof spellings / sizeof *spellings; j++)
            ck_assert_pstr_eq(wallet_address_canonical(fixture.arena, WALLET_EVM, spellings[j]), wanted);
        const char *prefixed = arena_format(fixture.arena, "0X%s", wanted + 2);
        ck_assert_ptr_null(wallet_address_canonical(fixture.arena, WALLET_EVM, prefixed));
        ck_assert_ptr_null(wallet_address_canonical(fixture.arena, WALLET_SOLANA, wanted));
    }
    list = vectors_in("eth_eip55", "invalid");
    for (size_t i = 0; i < count(list); i++)
        ck_assert_ptr_null(wallet_address_canonical(fixture.arena, WALLET_EVM, json_object_get_string(item(list, i))));
    /* Only digits: nothing to check, nothing to change. */
    const char *digits = "0x1234567890123456789012345678901234567890";
    ck_assert_pstr_eq(wallet_address_canonical(fixture.arena, WALLET_EVM, digits), digits);
    static const char *const none[] = {"",
                                       "0x",
                                       "0",
                                       "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
                                       "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0",
                                       " 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                                       "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae ",
                                       "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed ",
                                       "0x5aaeb6053f3e94c9b9a09f33669435e7ef1be\xc3\xa9"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_ptr_null(wallet_address_canonical(fixture.arena, WALLET_EVM, none[i]));
}
END_TEST

START_TEST(test_solana_addresses) {
    struct json_object *list = vectors_in("solana_keys", "keys");
    for (size_t i = 0; i < count(list); i++) {
        const char *address = vectors_text(item(list, i), "address");
        struct bytes key = read_hex(vectors_text(item(list, i), "public_key_hex"));
        ck_assert_str_eq(base58_encode(fixture.arena, key.data, key.length), address);
        ck_assert_pstr_eq(wallet_address_canonical(fixture.arena, WALLET_SOLANA, address), address);
        ck_assert_ptr_null(wallet_address_canonical(fixture.arena, WALLET_EVM, address));
        /* A secret key of 64 bytes is no address, nor is an address with something around it. */
        ck_assert_ptr_null(wallet_address_canonical(fixture.arena, WALLET_SOLANA,
                                                    vectors_text(item(list, i), "secret_key_64_base58")));
        ck_assert_ptr_null(
            wallet_address_canonical(fixture.arena, WALLET_SOLANA, arena_format(fixture.arena, "1%s", address)));
        ck_assert_ptr_null(
            wallet_address_canonical(fixture.arena, WALLET_SOLANA, arena_format(fixture.arena, "%s ", address)));
    }
    ck_assert_str_eq(wallet_chain_name(WALLET_SOLANA), "solana");
    ck_assert_str_eq(wallet_chain_name(WALLET_EVM), "evm");
}
END_TEST

static bool evm_is_valid(const char *address, const char *message, const char *signature) {
    return wallet_signature_is_valid(fixture.arena, WALLET_EVM, address, message, signature);
}

START_TEST(test_personal_sign) {
    struct json_object *list = vectors_in("eth_personal_sign", "vectors");
    for (size_t i = 0; i < count(list); i++) {
        struct bytes message = read_hex(vectors_text(item(list, i), "message_hex"));
        const char *text = (const char *)message.data;
        const char *signature = vectors_text(item(list, i), "signature");
        const char *signer = vectors_text(item(list, i), "signer");
        ck_assert_uint_eq(strlen(text), message.length);
        ck_assert_msg(evm_is_valid(signer, text, signature), "vector %zu", i);
        const char *upper = arena_format(fixture.arena, "0x%s", changed_case(signature + 2, toupper));
        ck_assert(evm_is_valid(signer, text, upper));
        const char *other = vectors_text(item(list, (i + 1) % count(list)), "signer");
        ck_assert(text_equal(other, signer) || !evm_is_valid(other, text, signature));
        ck_assert(!evm_is_valid(signer, arena_format(fixture.arena, "%s ", text), signature));
        ck_assert(!evm_is_valid(changed_case(signer, tolower), text, signature)); /* not the canonical spelling */
    }
}
END_TEST

START_TEST(test_personal_sign_variants) {
    struct json_object *list = vectors_in("eth_personal_sign", "variants");
    size_t accepted = 0;
    for (size_t i = 0; i < count(list); i++) {
        struct bytes message = read_hex(vectors_text(item(list, i), "message_hex"));
        bool accept = json_object_get_boolean(vectors_member(item(list, i), "accept"));
        bool valid = evm_is_valid(vectors_text(item(list, i), "signer"), (const char *)message.data,
                                  vectors_text(item(list, i), "signature"));
        ck_assert_msg(valid == accept, "%s", vectors_text(item(list, i), "what"));
        accepted += accept;
    }
    ck_assert_uint_gt(accepted, 0);
    ck_assert_uint_lt(accepted, count(list));
}
END_TEST

/* One good signature, and every way to write it wrong. */
START_TEST(test_evm_signature_spellings) {
    struct json_object *vector = item(vectors_in("eth_personal_sign", "vectors"), 1);
    const char *signer = vectors_text(vector, "signer");
    const char *signature = vectors_text(vector, "signature");
    const char *point = arena_copy(fixture.arena, signature, strlen(signature) - 2);
    int y_parity = (int)vectors_integer(vector, "y_parity");
    for (int version = 0; version <= 255; version++) {
        bool right = version == y_parity || version == y_parity + 27;
        ck_assert_msg(evm_is_valid(signer, "hello", arena_format(fixture.arena, "%s%02x", point, version)) == right,
                      "version %d", version);
    }
    const char *wrong[] = {
        "",
        "0x",
        signature + 2,
        arena_format(fixture.arena, "0X%s", signature + 2),
        arena_format(fixture.arena, "%s00", signature),
        arena_format(fixture.arena, "%s ", signature),
        arena_format(fixture.arena, " %s", signature),
        arena_format(fixture.arena, "%s1", point),
        arena_format(fixture.arena, "%sxx", point),
        vectors_text(item(vectors_in("solana_keys", "signatures"), 0), "signature_base58"),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!evm_is_valid(signer, "hello", wrong[i]), "%s", wrong[i]);
    ck_assert(!wallet_signature_is_valid(fixture.arena, WALLET_SOLANA, signer, "hello", signature));
}
END_TEST

static const char *address_of(const char *name) {
    struct json_object *keys = vectors_in("solana_keys", "keys");
    for (size_t i = 0; i < count(keys); i++)
        if (text_equal(vectors_text(item(keys, i), "name"), name))
            return vectors_text(item(keys, i), "address");
    ck_abort_msg("no key is called %s", name);
    return NULL;
}

static bool solana_is_valid(const char *address, const char *message, const char *signature) {
    return wallet_signature_is_valid(fixture.arena, WALLET_SOLANA, address, message, signature);
}

START_TEST(test_solana_signatures) {
    struct json_object *list = vectors_in("solana_keys", "signatures");
    for (size_t i = 0; i < count(list); i++) {
        const char *address = address_of(vectors_text(item(list, i), "key"));
        const char *message = vectors_text(item(list, i), "message_utf8");
        const char *signature = vectors_text(item(list, i), "signature_base58");
        struct bytes bytes = read_hex(vectors_text(item(list, i), "signature_hex"));
        ck_assert_str_eq(base58_encode(fixture.arena, bytes.data, bytes.length), signature);
        ck_assert_msg(solana_is_valid(address, message, signature), "%s", message);
        ck_assert(!solana_is_valid(address_of("treasury"), message, signature));
        ck_assert(!solana_is_valid(address, arena_format(fixture.arena, "%s\n", message), signature));
        ck_assert(!solana_is_valid(address, message, arena_format(fixture.arena, "1%s", signature)));
        ck_assert(!solana_is_valid(address, message, vectors_text(item(list, i), "signature_hex")));
        bytes.data[i % bytes.length] ^= 1;
        ck_assert(!solana_is_valid(address, message, base58_encode(fixture.arena, bytes.data, bytes.length)));
    }
    ck_assert(!solana_is_valid(address_of("buyer"), "", ""));
}
END_TEST

START_TEST(test_solana_refusals) {
    struct json_object *list = vectors_in("solana_keys", "refuse");
    for (size_t i = 0; i < count(list); i++) {
        struct bytes bytes = read_hex(vectors_text(item(list, i), "signature_hex"));
        ck_assert_msg(!solana_is_valid(address_of(vectors_text(item(list, i), "key")),
                                       vectors_text(item(list, i), "message_utf8"),
                                       base58_encode(fixture.arena, bytes.data, bytes.length)),
                      "%s", vectors_text(item(list, i), "what"));
    }
}
END_TEST

START_TEST(test_ed25519) {
    struct json_object *list = vectors_in("solana_keys", "rfc8032");
    for (size_t i = 0; i < count(list); i++) {
        struct bytes key = read_hex(vectors_text(item(list, i), "public_key_hex"));
        struct bytes message = read_hex(vectors_text(item(list, i), "message_hex"));
        struct bytes signature = read_hex(vectors_text(item(list, i), "signature_hex"));
        ck_assert(ed25519_verify(key.data, message.data, message.length, signature.data));
        ck_assert(!ed25519_verify(key.data, message.data, message.length + 1, signature.data));
    }
    /* Off the curve: no x belongs to y = 2. */
    unsigned char key[ED25519_KEY_SIZE] = {2};
    unsigned char signature[ED25519_SIGNATURE_SIZE] = {1};
    ck_assert(!ed25519_verify(key, "", 0, signature));
}
END_TEST

/* The points of small order, each with both signs, and their spellings beyond the field's prime: k times such a key is
 * one of eight points, so that anybody can write a signature under it. */
static const char *const weak_keys[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

START_TEST(test_weak_keys) {
    for (size_t i = 0; i < sizeof weak_keys / sizeof *weak_keys; i++) {
        for (size_t j = 0; j < sizeof weak_keys / sizeof *weak_keys; j++) {
            for (unsigned signs = 0; signs < 4; signs++) {
                struct bytes key = read_hex(weak_keys[i]);
                struct bytes signature = read_hex(weak_keys[j]); /* R, and S = 0 */
                key.data[31] ^= (unsigned char)((signs & 1) << 7);
                signature.data[31] ^= (unsigned char)((signs & 2) << 6);
                for (int k = 0; k < 16; k++) {
                    const char *message = arena_format(fixture.arena, "%d", k);
                    ck_assert_msg(!ed25519_verify(key.data, message, strlen(message), signature.data),
                                  "anybody can sign as %s", weak_keys[i]);
                }
            }
        }
    }
}
END_TEST

Suite *wallet_suite(void) {
    Suite *suite = suite_create("wallet");
    TCase *tcase = fixture_case(suite, "wallet");
    tcase_add_test(tcase, test_base58_vectors);
    tcase_add_test(tcase, test_base58_refusals);
    tcase_add_test(tcase, test_base58_boundaries);
    tcase_add_test(tcase, test_keccak);
    tcase_add_test(tcase, test_evm_addresses);
    tcase_add_test(tcase, test_solana_addresses);
    tcase_add_test(tcase, test_personal_sign);
    tcase_add_test(tcase, test_personal_sign_variants);
    tcase_add_test(tcase, test_evm_signature_spellings);
    tcase_add_test(tcase, test_solana_signatures);
    tcase_add_test(tcase, test_solana_refusals);
    tcase_add_test(tcase, test_ed25519);
    tcase_add_test(tcase, test_weak_keys);
    return suite;
}
