/* Mail as bytes: addresses, the message of RFC 5322, the body SendGrid gets, and the forms of GEM_MAIL_URL. */
#include "arena.h"
#include "clock.h"
#include "mail.h"
#include "mail_message.h"
#include "text.h"

#include <check.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

Suite *mail_suite(void);

enum { OUTPUT_MAXIMUM = 100000 };

static struct context context;

static void setup(void) {
    context = (struct context){.arena = arena_new()};
}

static void teardown(void) {
    arena_free(context.arena);
}

/* With the id and the time fixed. */
static struct mail_letter letter_of(const char *from, const struct mail *mail) {
    struct mail_letter letter;
    ck_assert_int_eq(mail_letter_prepare(&context, from, mail, &letter), STATUS_OK);
    letter.id = "019234ab-0000-7000-8000-000000000001";
    ck_assert(clock_parse("2026-11-22T04:56:42Z", &letter.time));
    return letter;
}

static const char *message_of(const char *from, const struct mail *mail) {
    struct mail_letter letter = letter_of(from, mail);
    struct text text = text_new(context.arena, OUTPUT_MAXIMUM);
    mail_message_write(&text, &letter);
    ck_assert(!text.overflowed);
    return text.data;
}

static enum status prepare(const struct mail *mail) {
    struct mail_letter letter;
    return mail_letter_prepare(&context, "Gem <no-reply@gem.example>", mail, &letter);
}

START_TEST(test_plain_message) {
    const struct mail mail = {.to = "a@example.com", .subject = "Your code", .text = "Your code is 123456\n\n.dot"};
    ck_assert_str_eq(message_of("Gem <no-reply@gem.example>", &mail),
                     "Date: Sun, 22 Nov 2026 04:56:42 +0000\r\n"
                     "From: \"Gem\" <no-reply@gem.example>\r\n"
                     "To: a@example.com\r\n"
                     "Subject: Your code\r\n"
                     "Message-ID: <019234ab-0000-7000-8000-000000000001@gem.example>\r\n"
                     "Auto-Submitted: auto-generated\r\n"
                     "MIME-Version: 1.0\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: quoted-printable\r\n"
                     "\r\n"
                     "Your code is 123456\r\n"
                     "\r\n"
                     ".dot\r\n");
}
END_TEST

START_TEST(test_alternative_message) {
    const struct mail mail = {.to = "a@example.com",
                              .subject = "Hi",
                              .text = "one",
                              .html = "<p class=\"x\">\xc3\xa9</p>\r\n"};
    const char *message = message_of("no-reply@gem.example", &mail);
    ck_assert_ptr_nonnull(strstr(message, "\r\nFrom: no-reply@gem.example\r\n"));
    ck_assert_str_eq(strstr(message, "Content-Type"),
                     "Content-Type: multipart/alternative; boundary=\"gem-019234ab-0000-7000-8000-000000000001\"\r\n"
                     "\r\n"
                     "--gem-019234ab-0000-7000-8000-000000000001\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: quoted-printable\r\n"
                     "\r\n"
                     "one\r\n"
                     "--gem-019234ab-0000-7000-8000-000000000001\r\n"
                     "Content-Type: text/html; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: quoted-printable\r\n"
                     "\r\n"
                     "<p class=3D\"x\">=C3=A9</p>\r\n"
                     "\r\n"
                     "--gem-019234ab-0000-7000-8000-000000000001--\r\n");
}
END_TEST

START_TEST(test_subject_words) {
    const struct mail diamond = {.to = "a@example.com", .subject = "Order \xe9\x92\xbb\xe7\x9f\xb3 (2)", .text = "x"};
    ck_assert_ptr_nonnull(strstr(message_of("no-reply@gem.example", &diamond),
                                 "\r\nSubject: =?UTF-8?Q?Order_=E9=92=BB=E7=9F=B3_=282=29?=\r\n"));
    /* What only looks like an encoded word is encoded, so that nobody decodes it into something else. */
    const struct mail lookalike = {.to = "a@example.com", .subject = "=?UTF-8?Q?x?=", .text = "x"};
    ck_assert_ptr_nonnull(strstr(message_of("no-reply@gem.example", &lookalike),
                                 "\r\nSubject: =?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fx=3F=3D?=\r\n"));
}
END_TEST

/* Long subjects fold, no line passes 76, no character is split, and the words put together give the subject back. */
START_TEST(test_long_subject) {
    struct text subject = text_new(context.arena, MAIL_SUBJECT_MAXIMUM);
    struct text decoded = text_new(context.arena, MAIL_SUBJECT_MAXIMUM);
    for (int i = 0; i < 40; i++)
        text_append(&subject, "\xe9\x92\xbb b\xf0\x9f\x92\x8e");
    const struct mail mail = {.to = "a@example.com", .subject = subject.data, .text = "x"};
    const char *at = strstr(message_of("no-reply@gem.example", &mail), "\r\nSubject: ") + strlen("\r\nSubject: ");
    size_t column = strlen("Subject: ");
    for (bool more = true; more;) {
        size_t length = strcspn(at, "\r");
        size_t begin = decoded.length;
        ck_assert_uint_le(column + length, 76);
        ck_assert_int_eq(strncmp(at, "=?UTF-8?Q?", 10), 0);
        ck_assert_int_eq(strncmp(at + length - 2, "?=", 2), 0);
        for (const char *from = at + 10; from < at + length - 2; from++) {
            unsigned byte = (unsigned char)*from;
            if (*from == '=') {
                ck_assert_int_eq(sscanf(from + 1, "%2X", &byte), 1);
                from += 2;
            }
            text_append_character(&decoded, *from == '_' ? ' ' : (char)byte);
        }
        ck_assert(text_is_utf8(decoded.data + begin, decoded.length - begin));
        at += length + 2;
        more = *at == ' ';
        at += more;
        column = 1;
    }
    ck_assert_str_eq(decoded.data, subject.data);
}
END_TEST

START_TEST(test_names) {
    const struct mail quoted = {.to = "\"Ann \\\"Gem\\\" <x>, Ltd.\" <a@example.com>", .subject = "s", .text = "x"};
    ck_assert_ptr_nonnull(strstr(message_of("no-reply@gem.example", &quoted),
                                 "\r\nTo: \"Ann \\\"Gem\\\" <x>, Ltd.\" <a@example.com>\r\n"));
    const struct mail diamond = {.to = "Ann \xe9\x92\xbb <a@example.com>", .subject = "s", .text = "x"};
    ck_assert_ptr_nonnull(strstr(message_of("no-reply@gem.example", &diamond),
                                 "\r\nTo: =?UTF-8?Q?Ann_=E9=92=BB?=\r\n <a@example.com>\r\n"));
}
END_TEST

START_TEST(test_quoted_printable) {
    struct text body = text_new(context.arena, 1000);
    text_append(&body, "a = b \r\nlone \rcr\ttab\t\n");
    for (int i = 0; i < 100; i++)
        text_append(&body, "\xe9\x92\xbb");
    const struct mail mail = {.to = "a@example.com", .subject = "s", .text = body.data};
    const char *message = message_of("no-reply@gem.example", &mail);
    const char *start = strstr(message, "\r\n\r\n") + 4;
    ck_assert_ptr_eq(strstr(start, "a =3D b=20\r\nlone=20=0Dcr\ttab=09\r\n=E9=92=BB=E9"), start);
    for (const char *at = message; *at != '\0'; at += strcspn(at, "\n") + 1) {
        ck_assert_uint_le(strcspn(at, "\n"), 77); /* 76 and the CR */
        ck_assert(at[strcspn(at, "\n") - 1] == '\r');
    }
}
END_TEST

START_TEST(test_header_injection) {
    static const char *const addresses[] = {
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\n",
        "Ann\nBcc: x <a@example.com>",
        "a@example.com,b@example.com",
        "a@example.com> <b@example.com",
        "a @example.com",
        "a@",
        "@example.com",
        "a",
        "",
        "a@b@c",
        "\xc3\xa9@example.com",
        "Ann <a@example.com",
        "A\xff <a@example.com>",
        "a@example.com\x01",
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        const struct mail mail = {.to = addresses[i], .subject = "s", .text = "x"};
        ck_assert_msg(prepare(&mail) == STATUS_INVALID_INPUT, "%s", addresses[i]);
    }
    static const char *const subjects[] = {"s\r\nBcc: b@example.com", "s\n", "s\r", "", "\xff", "tab\tbed"};
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        const struct mail mail = {.to = "a@example.com", .subject = subjects[i], .text = "x"};
        ck_assert_msg(prepare(&mail) == STATUS_INVALID_INPUT, "%s", subjects[i]);
    }
    const struct mail category = {.to = "a@example.com", .subject = "s", .text = "x", .category = "a\nb"};
    const struct mail no_text = {.to = "a@example.com", .subject = "s", .text = ""};
    const struct mail bad_html = {.to = "a@example.com", .subject = "s", .text = "x", .html = "\xc0\x80"};
    ck_assert_int_eq(prepare(&category), STATUS_INVALID_INPUT);
    ck_assert_int_eq(prepare(&no_text), STATUS_INVALID_INPUT);
    ck_assert_int_eq(prepare(&bad_html), STATUS_INVALID_INPUT);
    ck_assert_str_eq(context.field_errors[0].field, "to");
}
END_TEST

static void assert_sendgrid_body(const char *from, const struct mail *mail, const char *expected) {
    struct mail_letter letter = letter_of(from, mail);
    struct text text = text_new(context.arena, OUTPUT_MAXIMUM);
    mail_sendgrid_write(&text, &letter);
    struct json_object *got = json_tokener_parse(text.data);
    struct json_object *wanted = json_tokener_parse(expected);
    ck_assert_ptr_nonnull(got);
    ck_assert_ptr_nonnull(wanted);
    ck_assert_msg(json_object_equal(got, wanted), "expected %s\nwritten %s", expected, text.data);
    json_object_put(got);
    json_object_put(wanted);
}

/* What the official client sends for the same mail, without the message id of ours that it was given besides. */
START_TEST(test_sendgrid_body) {
    const struct mail mail = {.to = "a@example.com",
                              .subject = "Your code",
                              .text = "Your code is 123456",
                              .html = "<p>Your code is <b>123456</b></p>",
                              .category = "otp"};
    assert_sendgrid_body("GEM <no-reply@gem.example>", &mail,
                         "{\"from\":{\"email\":\"no-reply@gem.example\",\"name\":\"GEM\"},\"subject\":\"Your code\","
                         "\"personalizations\":[{\"to\":[{\"email\":\"a@example.com\"}]}],\"categories\":[\"otp\"],"
                         "\"content\":[{\"value\":\"Your code is 123456\",\"type\":\"text/plain\"},"
                         "{\"value\":\"<p>Your code is <b>123456</b></p>\",\"type\":\"text/html\"}],"
                         "\"tracking_settings\":{\"click_tracking\":{\"enable\":false,\"enable_text\":false},"
                         "\"open_tracking\":{\"enable\":false}}}");
}
END_TEST

/* The official client's second request: a recipient's name, one part, no category. Its sandbox mode, reply address and
 * extra header are nothing we send; tracking we always turn off. */
START_TEST(test_sendgrid_body_with_name) {
    const struct mail mail = {.to = "Ann \xe9\x92\xbb\xe7\x9f\xb3 <a@example.com>",
                              .subject = "Order shipped",
                              .text = "On its way"};
    assert_sendgrid_body("no-reply@gem.example", &mail,
                         "{\"from\":{\"email\":\"no-reply@gem.example\"},\"subject\":\"Order shipped\","
                         "\"personalizations\":[{\"to\":[{\"email\":\"a@example.com\",\"name\":\"Ann 钻石\"}]}],"
                         "\"content\":[{\"value\":\"On its way\",\"type\":\"text/plain\"}],"
                         "\"tracking_settings\":{\"click_tracking\":{\"enable\":false,\"enable_text\":false},"
                         "\"open_tracking\":{\"enable\":false}}}");
}
END_TEST

START_TEST(test_routes) {
    static const struct {
        const char *url;
        enum mail_transport transport;
        const char *base;
    } rows[] = {
        {"sendgrid+https://api.sendgrid.com", MAIL_SENDGRID, "https://api.sendgrid.com"},
        {"sendgrid+https://api.sendgrid.com/", MAIL_SENDGRID, "https://api.sendgrid.com"},
        {"sendgrid+http://127.0.0.1:8090/sendgrid", MAIL_SENDGRID, "http://127.0.0.1:8090/sendgrid"},
        {"smtp://user:p%40ss@mail.example:587", MAIL_SMTP, "smtp://user:p%40ss@mail.example:587"},
        {"smtps://mail.example", MAIL_SMTP, "smtps://mail.example"},
    };
    static const char *const refused[] = {
        "",          "https://api.sendgrid.com",  "sendgrid+https://", "sendgrid+https:///x", "sendgrid+ftp://host",
        "smtp://",   "sendgrid+https://host?x=1", "smtp://host#x",     "smtp://ho st",        "SMTP host",
        "file:///x", "smtp://host\r\n",
    };
    struct mail_route route;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_msg(mail_route_parse(context.arena, rows[i].url, &route), "%s", rows[i].url);
        ck_assert_int_eq(route.transport, rows[i].transport);
        ck_assert_str_eq(route.base, rows[i].base);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        ck_assert_msg(!mail_route_parse(context.arena, refused[i], &route), "%s", refused[i]);
}
END_TEST

Suite *mail_suite(void) {
    Suite *suite = suite_create("mail");
    TCase *message = tcase_create("mail");
    tcase_add_checked_fixture(message, setup, teardown);
    tcase_add_test(message, test_plain_message);
    tcase_add_test(message, test_alternative_message);
    tcase_add_test(message, test_subject_words);
    tcase_add_test(message, test_long_subject);
    tcase_add_test(message, test_names);
    tcase_add_test(message, test_quoted_printable);
    tcase_add_test(message, test_header_injection);
    tcase_add_test(message, test_sendgrid_body);
    tcase_add_test(message, test_sendgrid_body_with_name);
    tcase_add_test(message, test_routes);
    suite_add_tcase(suite, message);
    return suite;
}
