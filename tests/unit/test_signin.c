/* Sign-in texts of both chains, against vectors of the wallets' own packages: what is read, what is refused, and that a
 * text is built again from its fields to the letter. */
#include "arena.h"
#include "fixture.h"
#include "signin.h"
#include "text.h"
#include "vectors.h"

#include <string.h>

Suite *signin_suite(void);

struct named {
    const char *name; /* as in eth_siwe.json */
    const char *solana_name;
    size_t offset;
};

static const struct named fields[] = {
    {"domain", "domain", offsetof(struct signin_message, domain)},
    {"address", "address", offsetof(struct signin_message, address)},
    {"statement", "statement", offsetof(struct signin_message, statement)},
    {"uri", "uri", offsetof(struct signin_message, uri)},
    {"version", "version", offsetof(struct signin_message, version)},
    {"chain_id", "chainId", offsetof(struct signin_message, chain_id)},
    {"nonce", "nonce", offsetof(struct signin_message, nonce)},
    {"issued_at", "issuedAt", offsetof(struct signin_message, issued_at)},
    {"expiration_time", "expirationTime", offsetof(struct signin_message, expiration_time)},
    {"not_before", "notBefore", offsetof(struct signin_message, not_before)},
    {"request_id", "requestId", offsetof(struct signin_message, request_id)},
    {"resources", "resources", offsetof(struct signin_message, resources)},
};
enum { FIELD_COUNT = sizeof fields / sizeof *fields };

static const char *value_of(const struct signin_message *message, const struct named *field) {
    return *(const char *const *)(const void *)((const char *)message + field->offset);
}

static void set_value(struct signin_message *message, const struct named *field, const char *value) {
    *(const char **)(void *)((char *)message + field->offset) = value;
}

/* Names of the fields in which two messages differ, with a space behind each. */
static const char *differences(const struct signin_message *one, const struct signin_message *other) {
    struct text text = text_new(fixture.arena, 256);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (!text_equal(value_of(one, &fields[i]) == NULL ? "(none)" : value_of(one, &fields[i]),
                        value_of(other, &fields[i]) == NULL ? "(none)" : value_of(other, &fields[i])))
            text_append_format(&text, "%s ", fields[i].name);
    return text.data;
}

/* A member as it stands in a text; NULL when it is not there. */
static const char *written(struct json_object *value) {
    if (value == NULL || !json_object_is_type(value, json_type_array))
        return value == NULL ? NULL : json_object_get_string(value);
    struct text text = text_new(fixture.arena, SIGNIN_TEXT_MAXIMUM);
    for (size_t i = 0; i < json_object_array_length(value); i++)
        text_append_format(&text, "\n- %s", json_object_get_string(json_object_array_get_idx(value, i)));
    return text.data;
}

static struct signin_message message_of(struct json_object *input, enum wallet_chain chain) {
    struct signin_message message = {0};
    for (size_t i = 0; i < FIELD_COUNT; i++)
        set_value(&message, &fields[i],
                  written(json_object_object_get(input, chain == WALLET_EVM ? fields[i].name : fields[i].solana_name)));
    const char *scheme = written(json_object_object_get(input, "scheme"));
    if (scheme != NULL)
        message.domain = arena_format(fixture.arena, "%s://%s", scheme, message.domain);
    return message;
}

static void check_valid(enum wallet_chain chain, const char *file, const char *input, const char *signer,
                        const char *signature) {
    struct json_object *list = vectors_in(file, "valid");
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *vector = json_object_array_get_idx(list, i);
        const char *text = vectors_text(vector, "text");
        struct signin_message wanted = message_of(vectors_member(vector, input), chain);
        struct signin_message message;
        ck_assert_msg(signin_parse(fixture.arena, chain, text, &message), "%s", vectors_text(vector, "name"));
        ck_assert_str_eq(differences(&message, &wanted), "");
        ck_assert_str_eq(signin_build(fixture.arena, chain, &wanted), text);
        ck_assert(wallet_signature_is_valid(fixture.arena, chain, vectors_text(vector, signer), text,
                                            vectors_text(vector, signature)));
        enum wallet_chain other = chain == WALLET_EVM ? WALLET_SOLANA : WALLET_EVM;
        ck_assert(!signin_parse(fixture.arena, other, text, &message));
    }
}

START_TEST(test_valid_messages) {
    check_valid(WALLET_EVM, "eth_siwe", "fields", "signer", "signature");
    check_valid(WALLET_SOLANA, "solana_siws", "input", "public_key", "signature_base58");
}
END_TEST

/* The vectors are a good message with one thing wrong. Either it is not read, or it is read as another message than the
 * good one, differing just there; whoever compares the fields refuses it then. */
struct refusal {
    const char *why;
    const char *differs; /* NULL: not read at all */
};

static const struct refusal evm_refusals[] = {
    {"wrong first line wording", NULL},
    {"Solana wording on an Ethereum login", NULL},
    {"lower-case address is refused (EIP-55)", "address "},
    {"address too short", "address "},
    {"no blank line after the address", NULL},
    {"statement spans two lines", NULL},
    {"version 2", "version "},
    {"chain id not a number", "chain_id "},
    {"nonce too short", "nonce "},
    {"nonce with punctuation", "nonce "},
    {"no nonce", "nonce "},
    {"fields out of order", NULL},
    {"carriage returns", NULL},
    {"trailing newline", NULL},
    {"issued at is not a date", "issued_at "},
    {"month 13", "issued_at "},
    {"uri missing its scheme", "uri "},
    {"domain missing", NULL},
};

static const struct refusal solana_refusals[] = {
    {"Ethereum wording", NULL},
    {"address with a 0", "address "},
    {"fields out of order", NULL},
    {"carriage returns", NULL},
    {"no blank line before the fields", NULL},
    {"other domain", "domain "},
    {"nonce not ours", "nonce "},
    {"trailing text", NULL},
};

static void check_refusals(enum wallet_chain chain, struct json_object *list, const struct refusal *refusals,
                           size_t refusal_count, const struct signin_message *good) {
    ck_assert_uint_eq(json_object_array_length(list), refusal_count);
    for (size_t i = 0; i < refusal_count; i++) {
        struct json_object *vector = json_object_array_get_idx(list, i);
        struct signin_message message = {0};
        ck_assert_str_eq(vectors_text(vector, "why"), refusals[i].why);
        bool read = signin_parse(fixture.arena, chain, vectors_text(vector, "text"), &message);
        ck_assert_msg(read == (refusals[i].differs != NULL), "%s", refusals[i].why);
        if (read)
            ck_assert_str_eq(differences(&message, good), refusals[i].differs);
        else
            ck_assert_ptr_null(message.domain); /* untouched */
    }
}

START_TEST(test_refused_messages) {
    struct json_object *good = json_object_array_get_idx(vectors_in("eth_siwe", "valid"), 1);
    struct signin_message message = message_of(vectors_member(good, "fields"), WALLET_EVM);
    check_refusals(WALLET_EVM, vectors_in("eth_siwe", "invalid"), evm_refusals,
                   sizeof evm_refusals / sizeof *evm_refusals, &message);
    good = json_object_array_get_idx(vectors_in("solana_siws", "valid"), 1);
    message = message_of(vectors_member(good, "input"), WALLET_SOLANA);
    struct json_object *suspicious = vectors_in("solana_siws", "suspicious");
    check_refusals(WALLET_SOLANA, suspicious, solana_refusals, sizeof solana_refusals / sizeof *solana_refusals,
                   &message);
    /* They are signed as they should be: only reading and comparing refuses them. */
    for (size_t i = 0; i < json_object_array_length(suspicious); i++) {
        struct json_object *vector = json_object_array_get_idx(suspicious, i);
        ck_assert(wallet_signature_is_valid(fixture.arena, WALLET_SOLANA, message.address, vectors_text(vector, "text"),
                                            vectors_text(vector, "signature_base58")));
    }
}
END_TEST

/* Every choice of the ten fields that may be missing, for both chains: 2,048 messages. */
START_TEST(test_round_trip) {
    for (unsigned choice = 0; choice < 1u << (FIELD_COUNT - 2); choice++) {
        for (enum wallet_chain chain = WALLET_SOLANA; chain <= WALLET_EVM; chain++) {
            struct signin_message message = {.domain = "gem.example:8443", .address = "address"};
            for (size_t i = 2; i < FIELD_COUNT; i++)
                if ((choice & 1u << (i - 2)) != 0)
                    set_value(&message, &fields[i], i == FIELD_COUNT - 1 ? "\n- a\n- b" : fields[i].name);
            const char *text = signin_build(fixture.arena, chain, &message);
            struct signin_message read;
            ck_assert_msg(signin_parse(fixture.arena, chain, text, &read), "%s", text);
            ck_assert_str_eq(differences(&read, &message), "");
            ck_assert_str_eq(signin_build(fixture.arena, chain, &read), text);
        }
    }
}
END_TEST

START_TEST(test_bounds) {
    struct signin_message message = {.domain = "gem.example", .address = "address", .uri = "uri"};
    struct signin_message read;
    const char *text = signin_build(fixture.arena, WALLET_SOLANA, &message);
    /* Cut short anywhere, it is another message or none, but never this one. */
    for (size_t length = 0; length < strlen(text); length++)
        if (signin_parse(fixture.arena, WALLET_SOLANA, arena_copy(fixture.arena, text, length), &read))
            ck_assert_str_ne(differences(&read, &message), "");
    ck_assert(signin_parse(fixture.arena, WALLET_SOLANA, text, &read));
    static const char *const hidden[] = {" ", "\n", "a ", "gem.example says\n", "x wants you "};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        ck_assert_msg(!signin_parse(fixture.arena, WALLET_SOLANA, arena_format(fixture.arena, "%s%s", hidden[i], text),
                                    &read),
                      "%s before the domain", hidden[i]);
    size_t room = SIGNIN_TEXT_MAXIMUM - strlen(text);
    char *filling = arena_copy(fixture.arena, "", 0);
    for (size_t more = room - 1; more <= room + 1; more++) {
        filling = arena_alloc(fixture.arena, more + strlen("uri") + 1);
        memset(filling, 'u', more + strlen("uri"));
        const char *head = "gem.example wants you to sign in with your Solana account:\naddress\n\nURI: ";
        const char *long_text = arena_format(fixture.arena, "%s%s", head, filling);
        ck_assert_uint_eq(strlen(long_text), SIGNIN_TEXT_MAXIMUM - room + more);
        ck_assert_msg(signin_parse(fixture.arena, WALLET_SOLANA, long_text, &read) == (more <= room), "%zu characters",
                      strlen(long_text));
    }
}
END_TEST

Suite *signin_suite(void) {
    Suite *suite = suite_create("signin");
    TCase *tcase = fixture_case(suite, "signin");
    tcase_add_test(tcase, test_valid_messages);
    tcase_add_test(tcase, test_refused_messages);
    tcase_add_test(tcase, test_round_trip);
    tcase_add_test(tcase, test_bounds);
    return suite;
}
