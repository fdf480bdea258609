/* Stripe: our requests beside those of its own library, what is read of its answers, and what becomes of each failure.
 * Stripe is a child that plays answers back. */
#include "stripe.h"

#include "arena.h"
#include "config.h"
#include "fixture.h"
#include "stripe_stand_in.h"
#include "text.h"
#include "vectors.h"

#include <string.h>

Suite *stripe_suite(void);

#define SESSION(members)                                                                                               \
    "{\"id\":\"cs_1\",\"object\":\"checkout.session\",\"payment_status\":\"paid\",\"mode\":\"payment\","               \
    "\"livemode\":false,\"created\":1768471200,\"expires_at\":1768474800" members "}"
#define REFUND "{\"id\":\"re_1\",\"amount\":500,\"currency\":\"usd\",\"created\":1768471200}"
#define ERROR(type, message) "{\"error\":{\"type\":\"" type "\",\"message\":\"" message "\",\"doc_url\":\"x\"}}"
#define NOT_FOUND STAND_IN_JSON("404 Not Found", "", ERROR("invalid_request_error", "No such thing"))
#define CONFLICT STAND_IN_JSON("409 Conflict", "", ERROR("invalid_request_error", "Another call is on its way"))

enum { TRIES = 3, SURPLUS_PARTS = 2 };

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

/* --- requests */

static enum status create_session(void) {
    struct stripe_session session;
    const struct stripe_session_request request = {
        .deposit_id = "dep_0001",
        .cents = 2000,
        .product = "GEM credit $20.00",
        .success_url = "https://gem.example/topup/done?session_id={CHECKOUT_SESSION_ID}",
        .cancel_url = "https://gem.example/topup",
        .expires_at = 1768474800,
    };
    return stripe_create_session(&fixture, &request, &session);
}

static enum status find_session(void) {
    struct stripe_session session;
    return stripe_find_session(&fixture, "cs_test_1", &session);
}

static enum status session_of_payment(void) {
    struct stripe_session session;
    return stripe_session_of_payment(&fixture, "pi_1", &session);
}

static enum status create_refund(void) {
    struct stripe_refund refund;
    return stripe_create_refund(&fixture, "rf_1", "pi_1", 500, "requested_by_customer", &refund);
}

static enum status list_events(void) {
    static const char *const types[] = {"checkout.session.completed", "checkout.session.async_payment_succeeded",
                                        "charge.refunded"};
    struct list events;
    bool more;
    return stripe_list_events(&fixture, types, sizeof types / sizeof *types, 1768470000, "evt_0", &events, &more);
}

/* Requests of the library, less what it is told there beyond what we want. */
static const struct {
    const char *name;
    enum status (*call)(void);
    const char *surplus[SURPLUS_PARTS];
} calls[] = {
    {"checkout session create", create_session, {"&customer_email=a%2Bb%40example.com", "&metadata[user_id]=usr_7"}},
    {"checkout session retrieve", find_session, {"?expand[0]=payment_intent"}},
    {"checkout session list by payment intent", session_of_payment, {NULL}},
    {"refund create", create_refund, {NULL}},
    {"events list, several types, newer than", list_events, {NULL}},
};

static struct json_object *library_request(const char *name) {
    struct json_object *requests = vectors_in("stripe_wire", "requests");
    for (size_t i = 0; i < json_object_array_length(requests); i++) {
        struct json_object *request = json_object_array_get_idx(requests, i);
        if (text_equal(vectors_text(request, "name"), name))
            return request;
    }
    ck_abort_msg("there is no request %s", name);
    return NULL;
}

static const char *without(const char *text, const char *const parts[SURPLUS_PARTS]) {
    for (size_t i = 0; i < SURPLUS_PARTS && parts[i] != NULL; i++) {
        const char *at = strstr(text, parts[i]);
        if (at != NULL)
            text = arena_format(fixture.arena, "%.*s%s", (int)(at - text), text, at + strlen(parts[i]));
    }
    return text;
}

START_TEST(test_requests_are_those_of_the_library) {
    struct json_object *theirs = library_request(calls[_i].name);
    struct json_object *headers = vectors_member(theirs, "headers");
    const char *method = vectors_text(theirs, "method");
    const char *path = stripe_play_one(NOT_FOUND);
    ck_assert_int_eq(calls[_i].call(), STATUS_NOT_FOUND);
    const char *ours = fixture_read(path);
    const char *first_line = arena_format(fixture.arena, "%s %s HTTP/1.1\r\n", method,
                                          without(vectors_text(theirs, "target"), calls[_i].surplus));
    const char *body =
        arena_format(fixture.arena, "\r\n\r\n%s\n", without(vectors_text(theirs, "body"), calls[_i].surplus));
    const char *version =
        arena_format(fixture.arena, "\r\nStripe-Version: %s\r\n", vectors_text(headers, "stripe-version"));
    const char *authorization =
        arena_format(fixture.arena, "\r\nAuthorization: %s\r\n", vectors_text(headers, "authorization"));
    ck_assert_msg(strncmp(ours, first_line, strlen(first_line)) == 0, "%s", ours);
    ck_assert_str_eq(strstr(ours, "\r\n\r\n"), body);
    ck_assert_ptr_nonnull(strstr(ours, version));
    ck_assert_ptr_nonnull(strstr(ours, authorization));
    bool post = text_equal(method, "POST");
    ck_assert_uint_eq(count_of(ours, "\r\nIdempotency-Key: "), post);
    ck_assert_uint_eq(count_of(ours, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"), post);
}
END_TEST

START_TEST(test_ours_alone) {
    struct list list;
    struct stripe_session session;
    struct stripe_refund refund;
    bool more;
    const char *path = stripe_play((const char *const[]){NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NULL});
    ck_assert_int_eq(stripe_list_complete_sessions(&fixture, 17, "cs/1&", &list, &more), STATUS_NOT_FOUND);
    ck_assert_int_eq(stripe_list_refunds(&fixture, "pi_1", &list), STATUS_NOT_FOUND);
    ck_assert_int_eq(stripe_list_disputes(&fixture, "pi_1", &list), STATUS_NOT_FOUND);
    ck_assert_int_eq(stripe_find_session(&fixture, "cs_1/../x?", &session), STATUS_NOT_FOUND);
    ck_assert_int_eq(stripe_create_refund(&fixture, "r", "pi_1", 1, NULL, &refund), STATUS_NOT_FOUND);
    const char *requests = fixture_read(path);
    ck_assert_ptr_nonnull(strstr(requests, "GET /v1/checkout/sessions?created[gte]=17&status=complete&limit=100"
                                           "&starting_after=cs%2F1%26 HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(requests, "GET /v1/refunds?payment_intent=pi_1&limit=100 HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(requests, "GET /v1/disputes?payment_intent=pi_1&limit=100 HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(requests, "GET /v1/checkout/sessions/cs_1%2F..%2Fx%3F HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(requests, "\r\nIdempotency-Key: refund-r\r\n"));
    ck_assert_ptr_nonnull(strstr(requests, "\r\n\r\npayment_intent=pi_1&amount=1&metadata[refund_id]=r\n"));
}
END_TEST

/* --- answers */

START_TEST(test_session_is_read) {
    struct stripe_session session;
    stripe_play_one(
        FOUND(SESSION(",\"url\":\"https://checkout.example/c/pay\",\"status\":\"complete\",\"currency\":\"usd\","
                      "\"amount_total\":2000,\"client_reference_id\":\"d\",\"payment_intent\":\"pi_1\","
                      "\"metadata\":{\"deposit_id\":\"dep\",\"x\":\"y\"},\"more\":[1.5]")));
    ck_assert_int_eq(stripe_find_session(&fixture, "cs_1", &session), STATUS_OK);
    ck_assert_str_eq(session.id, "cs_1");
    ck_assert_str_eq(session.url, "https://checkout.example/c/pay");
    ck_assert_str_eq(session.status, "complete");
    ck_assert_str_eq(session.payment_status, "paid");
    ck_assert_str_eq(session.mode, "payment");
    ck_assert_str_eq(session.currency, "usd");
    ck_assert_int_eq(session.amount_total, 2000);
    ck_assert_str_eq(session.client_reference_id, "d");
    ck_assert_str_eq(session.deposit_id, "dep");
    ck_assert_str_eq(session.payment_intent, "pi_1");
    ck_assert(!session.livemode);
    ck_assert_int_eq(session.created, 1768471200);
    ck_assert_int_eq(session.expires_at, 1768474800);
}
END_TEST

START_TEST(test_what_a_session_lacks) {
    static const char *const answers[] = {
        FOUND(SESSION("")),
        FOUND(SESSION(",\"url\":null,\"status\":null,\"currency\":null,\"amount_total\":null,\"metadata\":null,"
                      "\"client_reference_id\":null,\"payment_intent\":null")),
        FOUND(SESSION(",\"metadata\":{}")),
    };
    struct stripe_session session;
    memset(&session, 1, sizeof session);
    stripe_play_one(answers[_i]);
    ck_assert_int_eq(stripe_find_session(&fixture, "cs_1", &session), STATUS_OK);
    ck_assert_ptr_null(session.url);
    ck_assert_ptr_null(session.status);
    ck_assert_ptr_null(session.currency);
    ck_assert_int_eq(session.amount_total, FIELD_INTEGER_NONE);
    ck_assert_ptr_null(session.client_reference_id);
    ck_assert_ptr_null(session.deposit_id);
    ck_assert_ptr_null(session.payment_intent);
}
END_TEST

START_TEST(test_sessions_are_listed) {
    struct list list;
    struct stripe_session session;
    bool more = false;
    stripe_play((const char *const[]){FOUND(LIST(SESSION("") "," SESSION(",\"amount_total\":7"), "true")),
                                      FOUND(LIST("", "false")), FOUND(LIST(SESSION(",\"amount_total\":9"), "true")),
                                      NULL});
    ck_assert_int_eq(stripe_list_complete_sessions(&fixture, 0, NULL, &list, &more), STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_int_eq(((struct stripe_session *)list.items)[1].amount_total, 7);
    ck_assert(more);
    ck_assert_int_eq(stripe_session_of_payment(&fixture, "pi_1", &session), STATUS_NOT_FOUND);
    ck_assert_int_eq(stripe_session_of_payment(&fixture, "pi_1", &session), STATUS_OK);
    ck_assert_int_eq(session.amount_total, 9);
}
END_TEST

START_TEST(test_refunds_are_read) {
    struct list list;
    stripe_play_one(FOUND(LIST(
        "{\"id\":\"re_2\",\"payment_intent\":\"pi_1\",\"amount\":700,\"currency\":\"usd\",\"status\":\"failed\","
        "\"failure_reason\":\"lost_or_stolen_card\",\"metadata\":{\"refund_id\":\"r\"},\"created\":1768471300}," REFUND,
        "false")));
    ck_assert_int_eq(stripe_list_refunds(&fixture, "pi_1", &list), STATUS_OK);
    ck_assert_uint_eq(list.count, 2);
    const struct stripe_refund *refunds = list.items;
    ck_assert_str_eq(refunds[0].id, "re_2");
    ck_assert_str_eq(refunds[0].payment_intent, "pi_1");
    ck_assert_int_eq(refunds[0].amount, 700);
    ck_assert_str_eq(refunds[0].currency, "usd");
    ck_assert_str_eq(refunds[0].status, "failed");
    ck_assert_str_eq(refunds[0].failure_reason, "lost_or_stolen_card");
    ck_assert_str_eq(refunds[0].refund_id, "r");
    ck_assert_int_eq(refunds[0].created, 1768471300);
    ck_assert_str_eq(refunds[1].id, "re_1");
    ck_assert_ptr_null(refunds[1].refund_id);
}
END_TEST

/* What is made is answered as itself, not in a list. */
START_TEST(test_made_refund_is_read) {
    struct stripe_refund refund;
    stripe_play_one(FOUND("{\"id\":\"re_1\",\"payment_intent\":null,\"amount\":500,\"currency\":\"usd\","
                          "\"status\":\"pending\",\"metadata\":{\"refund_id\":\"r\"},\"created\":1768471200}"));
    ck_assert_int_eq(stripe_create_refund(&fixture, "r", "pi_1", 500, NULL, &refund), STATUS_OK);
    ck_assert_str_eq(refund.id, "re_1");
    ck_assert_ptr_null(refund.payment_intent);
    ck_assert_int_eq(refund.amount, 500);
    ck_assert_str_eq(refund.status, "pending");
    ck_assert_ptr_null(refund.failure_reason);
    ck_assert_str_eq(refund.refund_id, "r");
}
END_TEST

START_TEST(test_disputes_are_read) {
    struct list list;
    stripe_play((const char *const[]){
        FOUND(
            LIST("{\"id\":\"dp_1\",\"payment_intent\":\"pi_1\",\"amount\":500,\"currency\":\"usd\",\"status\":\"won\","
                 "\"reason\":\"fraudulent\"}",
                 "false")),
        FOUND(LIST("", "false")), NULL});
    ck_assert_int_eq(stripe_list_disputes(&fixture, "pi_1", &list), STATUS_OK);
    ck_assert_uint_eq(list.count, 1);
    const struct stripe_dispute *dispute = list.items;
    ck_assert_str_eq(dispute->id, "dp_1");
    ck_assert_str_eq(dispute->payment_intent, "pi_1");
    ck_assert_int_eq(dispute->amount, 500);
    ck_assert_str_eq(dispute->currency, "usd");
    ck_assert_str_eq(dispute->status, "won");
    ck_assert_str_eq(dispute->reason, "fraudulent");
    ck_assert_int_eq(stripe_list_disputes(&fixture, "pi_1", &list), STATUS_OK);
    ck_assert_uint_eq(list.count, 0);
}
END_TEST

/* --- failures */

static const struct {
    const char *answer;
    enum status status;
    const char *detail; /* part of it */
    int64_t retry_after;
} refusals[] = {
    {STAND_IN_JSON("400 Bad Request", "", ERROR("invalid_request_error", "Amount must be at least 50 cents")),
     STATUS_PROVIDER_REFUSED, "Amount must be at least 50 cents", 0},
    {STAND_IN_JSON("402 Payment Required", "", ERROR("card_error", "Your card was declined.")), STATUS_PROVIDER_REFUSED,
     "declined", 0},
    {STAND_IN_JSON("400 Bad Request", "", "{\"error\":{\"type\":\"card_error\"}}"), STATUS_PROVIDER_REFUSED,
     "card_error", 0},
    {STAND_IN_JSON("400 Bad Request", "", ERROR("idempotency_error", "Keys can only be used once")), STATUS_UNAVAILABLE,
     "only be used once", 0},
    {STAND_IN_JSON("400 Bad Request", "", "<html>"), STATUS_UNAVAILABLE, "not understood", 0},
    {STAND_IN_JSON("400 Bad Request", "", "{}"), STATUS_UNAVAILABLE, "error is required", 0},
    {STAND_IN_JSON("401 Unauthorized", "", ERROR("invalid_request_error", "Invalid API Key: sk_test_***ors")),
     STATUS_UNAVAILABLE, "Stripe answered 401.", 0},
    {STAND_IN_JSON("403 Forbidden", "", ERROR("invalid_request_error", "rk_test_1")), STATUS_UNAVAILABLE,
     "Stripe answered 403.", 0},
    {NOT_FOUND, STATUS_NOT_FOUND, "no such", 0},
    {STAND_IN_JSON("302 Found", "Location: http://127.0.0.1:1/\r\n", ""), STATUS_UNAVAILABLE, "302", 0},
    {STAND_IN_JSON("204 No Content", "", ""), STATUS_UNAVAILABLE, "204", 0},
    {STAND_IN_JSON("500 Internal Server Error", "Stripe-Should-Retry: false\r\n", ""), STATUS_UNAVAILABLE, "500", 0},
    {STAND_IN_JSON("429 Too Many Requests", "Retry-After: 7\r\n", ""), STATUS_UNAVAILABLE, "429", 7},
    {STAND_IN_JSON("503 Service Unavailable", "Retry-After: soon\r\n", ""), STATUS_UNAVAILABLE, "503", 0},
    {STAND_IN_JSON("503 Service Unavailable", "Retry-After: 99999999\r\n", ""), STATUS_UNAVAILABLE, "503", 0},
    {FOUND("{\"id\":\"cs_1\""), STATUS_UNAVAILABLE, "not understood", 0},
    {FOUND("[]"), STATUS_UNAVAILABLE, "must be a JSON object", 0},
    {FOUND("{\"id\":\"cs_1\"}"), STATUS_UNAVAILABLE, "payment_status is required", 0},
    {FOUND(SESSION(",\"amount_total\":20.00")), STATUS_UNAVAILABLE, "amount_total must not be a fraction", 0},
    {FOUND(SESSION(",\"amount_total\":\"2000\"")), STATUS_UNAVAILABLE, "amount_total must not be a text", 0},
    {FOUND(SESSION(",\"amount_total\":9223372036854775808")), STATUS_UNAVAILABLE, "amount_total must be from", 0},
    {FOUND(SESSION(",\"payment_intent\":{\"id\":\"pi_1\"}")), STATUS_UNAVAILABLE, "payment_intent", 0},
    {FOUND(SESSION(",\"metadata\":{\"deposit_id\":7}")), STATUS_UNAVAILABLE, "metadata.deposit_id", 0},
};

/* None of these is tried again. */
START_TEST(test_refused) {
    struct stripe_session session = {.id = "untouched"};
    const char *path = stripe_play((const char *const[]){refusals[_i].answer, FOUND(SESSION("")), NULL});
    ck_assert_int_eq(stripe_find_session(&fixture, "cs_1", &session), refusals[_i].status);
    ck_assert_msg(strstr(fixture.detail, refusals[_i].detail) != NULL, "%s", fixture.detail);
    ck_assert_ptr_null(strstr(fixture.detail, "k_test_"));
    ck_assert_int_eq(fixture.retry_after, refusals[_i].retry_after);
    ck_assert_uint_eq(count_of(fixture_read(path), "HTTP/1.1"), 1);
    ck_assert_str_eq(fixture_take_errors(), "");
}
END_TEST

/* What passes is tried again, three times in all, always under the same key. */
static const struct {
    const char *answers[TRIES + 1];
    enum status status;
    size_t requests;
} passing[] = {
    {{CONFLICT, FOUND(REFUND)}, STATUS_OK, 2},
    {{STAND_IN_JSON("429 Too Many Requests", "", ""), FOUND(REFUND)}, STATUS_OK, 2},
    {{STAND_IN_JSON("500 Internal Server Error", "", ""), FOUND(REFUND)}, STATUS_OK, 2},
    {{STAND_IN_JSON("400 Bad Request", "Stripe-Should-Retry: true\r\n", ""), FOUND(REFUND)}, STATUS_OK, 2},
    {{"", FOUND(REFUND)}, STATUS_OK, 2},
    {{"", NOT_FOUND}, STATUS_NOT_FOUND, 2},
    {{"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", CONFLICT, FOUND(REFUND)}, STATUS_OK, 3},
    {{CONFLICT, STAND_IN_JSON("502 Bad Gateway", "", ""), CONFLICT, FOUND(REFUND)}, STATUS_UNAVAILABLE, 3},
    {{"", "", "", FOUND(REFUND)}, STATUS_UNAVAILABLE, 3},
    {{STAND_IN_JSON("404 Not Found", "Stripe-Should-Retry: true\r\n", ""),
      STAND_IN_JSON("404 Not Found", "Stripe-Should-Retry: true\r\n", ""),
      STAND_IN_JSON("404 Not Found", "Stripe-Should-Retry: true\r\n", "")},
     STATUS_UNAVAILABLE,
     3},
};

START_TEST(test_tried_again) {
    struct stripe_refund refund;
    const char *answers[TRIES + 2] = {NULL};
    memcpy(answers, passing[_i].answers, sizeof passing[_i].answers);
    const char *path = stripe_play(answers);
    ck_assert_int_eq(stripe_create_refund(&fixture, "rf_1", "pi_1", 500, NULL, &refund), passing[_i].status);
    const char *requests = fixture_read(path);
    ck_assert_uint_eq(count_of(requests, "POST /v1/refunds HTTP/1.1\r\n"), passing[_i].requests);
    ck_assert_uint_eq(count_of(requests, "\r\nIdempotency-Key: refund-rf_1\r\n"), passing[_i].requests);
    ck_assert_uint_eq(count_of(requests, "\r\n\r\npayment_intent=pi_1&amount=500&metadata[refund_id]=rf_1\n"),
                      passing[_i].requests);
}
END_TEST

START_TEST(test_nobody_there) {
    struct stripe_session session;
    stripe_configure("http://127.0.0.1:1", "sk_test_vectors");
    ck_assert_int_eq(stripe_find_session(&fixture, "cs_1", &session), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fixture.detail, "127.0.0.1:1 gave no answer"));
}
END_TEST

START_TEST(test_no_key) {
    struct list list;
    bool more;
    stripe_configure("http://127.0.0.1:1", "");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        ck_assert_msg(calls[i].call() == STATUS_METHOD_UNAVAILABLE, "%s", calls[i].name);
    ck_assert_int_eq(stripe_list_complete_sessions(&fixture, 0, NULL, &list, &more), STATUS_METHOD_UNAVAILABLE);
    ck_assert_int_eq(stripe_list_refunds(&fixture, "pi_1", &list), STATUS_METHOD_UNAVAILABLE);
    ck_assert_int_eq(stripe_list_disputes(&fixture, "pi_1", &list), STATUS_METHOD_UNAVAILABLE);
}
END_TEST

START_TEST(test_live_or_test) {
    static const struct {
        const char *key;
        bool live;
    } rows[] = {{"sk_live_1", true}, {"rk_live_1", true},  {"sk_test_1", false}, {"rk_test_1", false},
                {"", false},         {"pk_live_1", false}, {"sk_live", false},   {"x_sk_live_1", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stripe_configure("http://127.0.0.1:1", rows[i].key);
        ck_assert_msg(stripe_expects_live(fixture.config) == rows[i].live, "%s", rows[i].key);
    }
}
END_TEST

/* A list of `count` refunds, each followed by `padding` blanks. */
static const char *refund_list(size_t count, int padding, const char *more) {
    struct text text = text_new(fixture.arena, 4 * 1024 * 1024);
    text_append(&text, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"data\":[");
    for (size_t i = 0; i < count; i++)
        text_append_format(&text, "%s%s%*s", i == 0 ? "" : ",", REFUND, padding, "");
    text_append_format(&text, "],\"has_more\":%s}", more);
    ck_assert(!text.overflowed);
    return text.data;
}

/* A hundred elements and a megabyte; a part never passes for the whole. */
START_TEST(test_lists_are_whole_and_bounded) {
    struct list list = {NULL, 17};
    stripe_play((const char *const[]){refund_list(100, 9000, "false"), refund_list(1, 0, "true"),
                                      refund_list(101, 0, "false"), NULL});
    ck_assert_int_eq(stripe_list_refunds(&fixture, "pi_1", &list), STATUS_OK);
    ck_assert_uint_eq(list.count, 100);
    ck_assert_int_eq(stripe_list_refunds(&fixture, "pi_1", &list), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fixture.detail, "more than 100 refunds"));
    ck_assert_int_eq(stripe_list_refunds(&fixture, "pi_1", &list), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fixture.detail, "from 0 to 100"));
    const char *huge = refund_list(100, 12000, "false");
    stripe_play((const char *const[]){huge, huge, huge, NULL});
    ck_assert_int_eq(stripe_list_refunds(&fixture, "pi_1", &list), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fixture.detail, "too long"));
    ck_assert_uint_eq(list.count, 100);
}
END_TEST

Suite *stripe_suite(void) {
    Suite *suite = suite_create("stripe");
    TCase *tcase = fixture_case(suite, "stripe");
    tcase_add_loop_test(tcase, test_requests_are_those_of_the_library, 0, sizeof calls / sizeof *calls);
    tcase_add_test(tcase, test_ours_alone);
    tcase_add_test(tcase, test_session_is_read);
    tcase_add_loop_test(tcase, test_what_a_session_lacks, 0, 3);
    tcase_add_test(tcase, test_sessions_are_listed);
    tcase_add_test(tcase, test_refunds_are_read);
    tcase_add_test(tcase, test_made_refund_is_read);
    tcase_add_test(tcase, test_disputes_are_read);
    tcase_add_loop_test(tcase, test_refused, 0, sizeof refusals / sizeof *refusals);
    tcase_add_loop_test(tcase, test_tried_again, 0, sizeof passing / sizeof *passing);
    tcase_add_test(tcase, test_nobody_there);
    tcase_add_test(tcase, test_no_key);
    tcase_add_test(tcase, test_live_or_test);
    tcase_add_test(tcase, test_lists_are_whole_and_bounded);
    return suite;
}
