/* SHA-256 of FIPS 180-4's examples, HMAC-SHA-256 of RFC 4231. */
#include "arena.h"
#include "digest.h"
#include "fixture.h"
#include "text.h"

#include <string.h>

Suite *digest_suite(void);

struct sha256_case {
    const char *text;
    const char *digest;
};

static const struct sha256_case sha256_cases[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

START_TEST(test_sha256) {
    unsigned char digest[SHA256_SIZE];
    digest_sha256(sha256_cases[_i].text, strlen(sha256_cases[_i].text), digest);
    ck_assert_str_eq(text_hex(fixture.arena, digest, sizeof digest), sha256_cases[_i].digest);
}
END_TEST

START_TEST(test_sha256_of_a_million_letters) {
    unsigned char digest[SHA256_SIZE];
    char *letters = arena_alloc(fixture.arena, 1000000);
    memset(letters, 'a', 1000000);
    digest_sha256(letters, 1000000, digest);
    ck_assert_str_eq(text_hex(fixture.arena, digest, sizeof digest),
                     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

struct hmac_case {
    int key_byte; /* repeated; -1: the bytes 1, 2, 3 …; 0: `key` */
    size_t key_length;
    const char *key;
    int message_byte;
    size_t message_length;
    const char *message;
    const char *digest;
};

static const struct hmac_case hmac_cases[] = {
    {0x0b, 20, NULL, 0, 8, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {0, 4, "Jefe", 0, 28, "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {0xaa, 20, NULL, 0xdd, 50, NULL, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {-1, 25, NULL, 0xcd, 50, NULL, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {0xaa, 131, NULL, 0, 54, "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {0xaa, 131, NULL, 0, 152,
     "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed "
     "before being used by the HMAC algorithm.",
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

static const unsigned char *bytes_of(int byte, size_t length, const char *text) {
    unsigned char *bytes = arena_alloc(fixture.arena, length);
    for (size_t i = 0; i < length; i++)
        bytes[i] = byte > 0 ? (unsigned char)byte : byte < 0 ? (unsigned char)(i + 1) : (unsigned char)text[i];
    return bytes;
}

START_TEST(test_hmac) {
    const struct hmac_case *row = &hmac_cases[_i];
    unsigned char digest[SHA256_SIZE];
    digest_hmac_sha256(bytes_of(row->key_byte, row->key_length, row->key), row->key_length,
                       bytes_of(row->message_byte, row->message_length, row->message), row->message_length, digest);
    ck_assert_str_eq(text_hex(fixture.arena, digest, sizeof digest), row->digest);
}
END_TEST

START_TEST(test_equal) {
    ck_assert(digest_equal("abc", "abc", 3));
    ck_assert(!digest_equal("abc", "abd", 3));
    ck_assert(!digest_equal("xbc", "abc", 3));
    ck_assert(digest_equal("abc", "abd", 2));
    ck_assert(digest_equal("abc", "xyz", 0));
    ck_assert(!digest_equal("a\0b", "a\0c", 3));
}
END_TEST

START_TEST(test_random) {
    unsigned char first[32] = {0};
    unsigned char second[32] = {0};
    static const unsigned char zeros[32];
    digest_random(first, sizeof first);
    digest_random(second, sizeof second);
    ck_assert_mem_ne(first, second, sizeof first);
    ck_assert_mem_ne(first, zeros, sizeof first);
    memset(first, 0, sizeof first);
    digest_random(first, 16);
    ck_assert_mem_eq(first + 16, zeros, 16);
}
END_TEST

Suite *digest_suite(void) {
    Suite *suite = suite_create("digest");
    TCase *tcase = fixture_case(suite, "digest");
    tcase_add_loop_test(tcase, test_sha256, 0, sizeof sha256_cases / sizeof sha256_cases[0]);
    tcase_add_test(tcase, test_sha256_of_a_million_letters);
    tcase_add_loop_test(tcase, test_hmac, 0, sizeof hmac_cases / sizeof hmac_cases[0]);
    tcase_add_test(tcase, test_equal);
    tcase_add_test(tcase, test_random);
    return suite;
}
