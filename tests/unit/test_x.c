/* X: the address of the consent page, PKCE, and what becomes of each answer. X is a child that plays answers back. */
#include "arena.h"
#include "base64.h"
#include "base64url.h"
#include "digest.h"
#include "fixture.h"
#include "json_read.h"
#include "stand_in.h"
#include "x.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *x_suite(void);

#define TOKEN_GIVEN                                                                                                    \
    STAND_IN_JSON(                                                                                                     \
        "200 OK", "",                                                                                                  \
        "{\"token_type\":\"bearer\",\"expires_in\":7200,\"access_token\":\"T0ken-~+/=\",\"scope\":\"users.read\"}")
#define ACCOUNT_GIVEN                                                                                                  \
    STAND_IN_JSON("200 OK", "",                                                                                        \
                  "{\"data\":{\"id\":\"19\",\"name\":\"Ann\",\"username\":\"ann_1\",\"more\":{\"a\":[1.5]}}}")
#define REVOKED STAND_IN_JSON("200 OK", "", "{\"revoked\":true}")

enum { ANSWERS = 3 };

static void configure(const char *api_url, const char *secret) {
    setenv("GEM_DATABASE_URL", "postgresql://x", 1);
    setenv("GEM_USER_JWT_KEY", "0123456789012345678901234567890123456789", 1);
    setenv("GEM_PAYMENT_JWT_KEY", "0123456789012345678901234567890123456789", 1);
    setenv("GEM_CURSOR_KEY", "0123456789012345678901234567890123456789", 1);
    setenv("GEM_PUBLIC_URL", "https://gem.example", 1);
    setenv("GEM_X_AUTHORIZE_URL", "https://x.example/i/oauth2/authorize", 1);
    setenv("GEM_X_API_URL", api_url, 1);
    setenv("GEM_X_CLIENT_ID", "Aladdin", 1);
    setenv("GEM_X_CLIENT_SECRET", secret, 1);
    fixture_configure(PROGRAM_API);
}

/* Settings for an X that plays these answers back, as stand_in_play() does. Gives the file with the requests. */
static const char *play(const char *const *answers, const char *secret) {
    const char *path = fixture_file();
    configure(stand_in_play(answers, path), secret);
    return path;
}

START_TEST(test_authorize_url) {
    configure("https://api.x.example", "");
    ck_assert_str_eq(x_authorize_url(&fixture, "a b&c", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
                     "https://x.example/i/oauth2/authorize?response_type=code&client_id=Aladdin"
                     "&redirect_uri=https%3A%2F%2Fgem.example%2Fauth%2Fx&scope=tweet.read%20users.read&state=a%20b%26c"
                     "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
}
END_TEST

/* The first row is RFC 7636 appendix B. */
START_TEST(test_challenges) {
    static const char *const rows[][2] = {
        {"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA"},
        {"A-._~A-._~A-._~A-._~A-._~A-._~A-._~A-._~A-._~A-._~", "4se48UaHi3ay2N4V65MSyq0ObOq9jOajPcSKJvB1Dm4"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned char digest[SHA256_SIZE];
        digest_sha256(rows[i][0], strlen(rows[i][0]), digest);
        ck_assert_str_eq(base64url_encode(fixture.arena, digest, sizeof digest), rows[i][1]);
    }
}
END_TEST

/* RFC 4648 section 10, and the two last digits. */
START_TEST(test_base64) {
    static const char *const rows[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xbf", "+/+/"},
        {"Aladdin:open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(base64_encode(fixture.arena, rows[i][0], strlen(rows[i][0])), rows[i][1]);
}
END_TEST

START_TEST(test_account_is_read) {
    const char *const answers[ANSWERS + 1] = {TOKEN_GIVEN, ACCOUNT_GIVEN, REVOKED};
    struct x_account account;
    const char *path = play(answers, "open sesame");
    ck_assert_int_eq(x_identify(&fixture, "c&d", "v~", &account), STATUS_OK);
    ck_assert_str_eq(account.id, "19");
    ck_assert_str_eq(account.username, "ann_1");
    const char *requests = fixture_read(path);
    ck_assert_ptr_nonnull(strstr(requests, "POST /2/oauth2/token HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(requests, "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
    ck_assert_ptr_nonnull(strstr(requests, "\r\n\r\ngrant_type=authorization_code&code=c%26d"
                                           "&redirect_uri=https%3A%2F%2Fgem.example%2Fauth%2Fx&code_verifier=v~\n"));
    ck_assert_ptr_nonnull(strstr(requests, "GET /2/users/me?user.fields=profile_image_url HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(requests, "Authorization: Bearer T0ken-~+/=\r\n"));
    ck_assert_ptr_nonnull(strstr(requests, "\r\n\r\ntoken=T0ken-~%2B%2F%3D\n"));
}
END_TEST

START_TEST(test_public_client_says_its_name) {
    const char *const answers[ANSWERS + 1] = {TOKEN_GIVEN, ACCOUNT_GIVEN, REVOKED};
    struct x_account account;
    const char *path = play(answers, "");
    ck_assert_int_eq(x_identify(&fixture, "c", "v", &account), STATUS_OK);
    const char *requests = fixture_read(path);
    ck_assert_ptr_null(strstr(requests, "Basic "));
    ck_assert_ptr_nonnull(strstr(requests, "&code_verifier=v&client_id=Aladdin\n"));
    ck_assert_ptr_nonnull(strstr(requests, "token=T0ken-~%2B%2F%3D&client_id=Aladdin\n"));
}
END_TEST

struct refusal {
    const char *answers[ANSWERS + 1];
    enum status status;
    const char *detail; /* part of it */
};

static const struct refusal refusals[] = {
    {{STAND_IN_JSON("400 Bad Request", "", "{\"error\":\"invalid_grant\",\"error_description\":\"too late\"}")},
     STATUS_PROVIDER_REFUSED,
     "invalid_grant (too late)"},
    {{STAND_IN_JSON("401 Unauthorized", "", "{\"title\":\"Unauthorized\",\"type\":\"about:blank\",\"status\":401}")},
     STATUS_PROVIDER_REFUSED,
     "this: Unauthorized."},
    {{STAND_IN_JSON("400 Bad Request", "", "{\"error\":\"invalid_grant\",\"error_description\":\"a\\u0007b\"}")},
     STATUS_PROVIDER_REFUSED,
     "this: invalid_grant."},
    {{STAND_IN_JSON("400 Bad Request", "", "{}")}, STATUS_PROVIDER_REFUSED, "(400)"},
    {{STAND_IN_JSON("400 Bad Request", "", "<html>")}, STATUS_UNAVAILABLE, "not understood"},
    {{STAND_IN_JSON("429 Too Many Requests", "", "{}")}, STATUS_UNAVAILABLE, "429"},
    {{STAND_IN_JSON("503 Service Unavailable", "", "")}, STATUS_UNAVAILABLE, "503"},
    {{STAND_IN_JSON("302 Found", "", "")}, STATUS_UNAVAILABLE, "302"},
    {{""}, STATUS_UNAVAILABLE, "gave no answer"},
    {{NULL}, STATUS_UNAVAILABLE, "gave no answer"},
    {{STAND_IN_JSON("200 OK", "", "{\"token_type\":\"bearer\"")}, STATUS_UNAVAILABLE, "not understood"},
    {{STAND_IN_JSON("200 OK", "", "{\"token_type\":\"bearer\"}")}, STATUS_UNAVAILABLE, "access_token is required"},
    {{STAND_IN_JSON("200 OK", "", "{\"token_type\":\"mac\",\"access_token\":\"a\"}")}, STATUS_UNAVAILABLE, "kind"},
    {{STAND_IN_JSON("200 OK", "", "{\"token_type\":\"bearer\",\"access_token\":\"a\\r\\nb\"}")},
     STATUS_UNAVAILABLE,
     "access_token may only contain"},
    {{TOKEN_GIVEN, STAND_IN_JSON("200 OK", "", "{\"errors\":[]}"), REVOKED}, STATUS_UNAVAILABLE, "data is required"},
    {{TOKEN_GIVEN, STAND_IN_JSON("200 OK", "", "{\"data\":{\"id\":\"x\",\"username\":\"a\"}}"), REVOKED},
     STATUS_UNAVAILABLE,
     "data.id"},
    {{TOKEN_GIVEN, STAND_IN_JSON("500 Internal Server Error", "", ""), REVOKED}, STATUS_UNAVAILABLE, "500"},
};

START_TEST(test_refused) {
    const struct refusal *row = &refusals[_i];
    struct x_account account = {"untouched", NULL};
    const char *path = play(row->answers, "secret");
    ck_assert_int_eq(x_identify(&fixture, "code", "verifier", &account), row->status);
    ck_assert_msg(strstr(fixture.detail, row->detail) != NULL, "%s", fixture.detail);
    ck_assert_str_eq(account.id, "untouched");
    ck_assert_str_eq(fixture_take_errors(), "");
    /* A token that was given is given back whatever came in between. */
    ck_assert_int_eq(strstr(fixture_read(path), "/2/oauth2/revoke") != NULL, row->answers[1] != NULL);
}
END_TEST

START_TEST(test_failed_revocation_is_a_line_without_the_token) {
    static const char *const third[] = {STAND_IN_JSON("503 Service Unavailable", "", "{\"token\":\"T0ken-~+/=\"}"), "",
                                        NULL};
    const char *const answers[ANSWERS + 1] = {TOKEN_GIVEN, ACCOUNT_GIVEN, third[_i]};
    const char *log = arena_format(fixture.arena, "%s.log", play(answers, "secret"));
    struct x_account account;
    int file = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int before = dup(STDERR_FILENO);
    dup2(file, STDERR_FILENO);
    enum status status = x_identify(&fixture, "code", "verifier", &account);
    dup2(before, STDERR_FILENO);
    const char *written = fixture_read(log);
    unlink(log);
    ck_assert_int_eq(status, STATUS_OK);
    ck_assert_ptr_nonnull(strstr(written, "\"event\":\"x_revoke_failed\""));
    ck_assert_ptr_null(strstr(written, "T0ken"));
}
END_TEST

/* json_read_answer(): strict about what the shape names, blind to the rest. */
START_TEST(test_answers_may_carry_more) {
    struct pair {
        const char *id;
    } pair;
    const struct field fields[] = {{"id", FIELD_TEXT, offsetof(struct pair, id), FIELD_REQUIRED, 1, 5}};
    const struct shape shape = SHAPE("Pair", struct pair, fields);
    static const struct {
        const char *json;
        const char *id; /* NULL: refused */
    } rows[] = {
        {"{\"id\":\"a\"}", "a"},
        {"{\"a\":[{\"b\":null}],\"id\":\"a\",\"c\":1.5}", "a"},
        {"{\"id\":\"a\",\"id\":\"b\"}", "b"},
        {"{\"Id\":\"a\"}", NULL},
        {"{\"id\":1}", NULL},
        {"{\"id\":\"toolong\"}", NULL},
        {"{\"id\":null}", NULL},
        {"{\"id\":\"a\"} x", NULL},
        {"{\"id\":\"a\"", NULL},
        {"[]", NULL},
        {"", NULL},
        {"{\"id\":\"a\",\"b\":\"\xff\"}", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum status status = json_read_answer(&fixture, rows[i].json, strlen(rows[i].json), &shape, &pair);
        ck_assert_msg(status == (rows[i].id == NULL ? STATUS_MALFORMED : STATUS_OK), "%s", rows[i].json);
        if (rows[i].id != NULL)
            ck_assert_str_eq(pair.id, rows[i].id);
    }
    ck_assert_str_eq(fixture_take_errors(), "");
}
END_TEST

Suite *x_suite(void) {
    Suite *suite = suite_create("x");
    TCase *tcase = fixture_case(suite, "x");
    tcase_add_test(tcase, test_authorize_url);
    tcase_add_test(tcase, test_challenges);
    tcase_add_test(tcase, test_base64);
    tcase_add_test(tcase, test_account_is_read);
    tcase_add_test(tcase, test_public_client_says_its_name);
    tcase_add_loop_test(tcase, test_refused, 0, sizeof refusals / sizeof *refusals);
    tcase_add_loop_test(tcase, test_failed_revocation_is_a_line_without_the_token, 0, ANSWERS);
    tcase_add_test(tcase, test_answers_may_carry_more);
    return suite;
}
