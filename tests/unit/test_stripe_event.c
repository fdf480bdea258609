/* Stripe's events: as the body of a webhook, and as a list. */
#include "fixture.h"
#include "stripe.h"
#include "stripe_stand_in.h"
#include "vectors.h"

#include <string.h>

Suite *stripe_event_suite(void);

START_TEST(test_event_is_read) {
    struct stripe_event event;
    const char *body = vectors_text(vectors_file("stripe_signature"), "payload");
    ck_assert_int_eq(stripe_event_read(&fixture, body, strlen(body), &event), STATUS_OK);
    ck_assert_str_eq(event.id, "evt_1");
    ck_assert_str_eq(event.type, "checkout.session.completed");
    ck_assert_int_eq(event.created, 1768471200);
    ck_assert(!event.livemode);
    ck_assert_str_eq(event.object, "checkout.session");
    ck_assert_str_eq(event.object_id, "cs_test_1");
    ck_assert_str_eq(event.payment_intent, "pi_1");
    ck_assert_ptr_eq(event.json, body);
}
END_TEST

#define EVENT(data) "{\"id\":\"evt_1\",\"type\":\"a.b\",\"created\":5,\"livemode\":true,\"data\":" data "}"

START_TEST(test_odd_events) {
    static const struct {
        const char *body;
        const char *detail; /* NULL: is read */
    } rows[] = {
        {EVENT("{\"object\":{\"object\":\"balance\"}}"), NULL},
        {EVENT("{\"object\":{\"object\":\"refund\",\"id\":null,\"payment_intent\":null},\"previous_attributes\":{}}"),
         NULL},
        {EVENT("{\"object\":{\"id\":\"x\"}}"), "data.object.object is required"},
        {EVENT("{\"object\":null}"), "data.object must not be null"},
        {EVENT("{}"), "data.object is required"},
        {EVENT("[]"), "data must not be an array"},
        {EVENT("{\"object\":{\"object\":\"x\",\"id\":\"\"}}"), "data.object.id"},
        {"{\"id\":\"evt_1\"}", "is required"},
        {"{\"id\":7}", "id"},
        {"[]", "JSON object"},
        {"{", "JSON"},
        {"", "JSON"},
        {"\xff", "UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stripe_event event = {.id = "untouched"};
        enum status status = stripe_event_read(&fixture, rows[i].body, strlen(rows[i].body), &event);
        ck_assert_msg(status == (rows[i].detail == NULL ? STATUS_OK : STATUS_MALFORMED), "%s", rows[i].body);
        ck_assert_str_eq(event.id, rows[i].detail == NULL ? "evt_1" : "untouched");
        if (rows[i].detail != NULL)
            ck_assert_msg(strstr(fixture.detail, rows[i].detail) != NULL, "%s", fixture.detail);
        else
            ck_assert(event.livemode && event.object_id == NULL && event.payment_intent == NULL);
    }
    ck_assert_str_eq(fixture_take_errors(), "");
}
END_TEST

/* Each one as a text of its own, which reads like a webhook. */
START_TEST(test_events_are_listed) {
    static const char *const types[] = {"a.b"};
    struct list list;
    struct stripe_event again;
    bool more = false;
    stripe_play_one(FOUND(LIST(EVENT("{\"object\":{\"object\":\"refund\",\"id\":\"re_1\",\"n\":1.50}}") "," EVENT(
                                   "{\"object\":{\"object\":\"charge\",\"payment_intent\":\"pi_1\"}}"),
                               "true")));
    ck_assert_int_eq(stripe_list_events(&fixture, types, 1, 0, NULL, &list, &more), STATUS_OK);
    const struct stripe_event *events = list.items;
    ck_assert_uint_eq(list.count, 2);
    ck_assert(more);
    ck_assert_str_eq(events[0].object_id, "re_1");
    ck_assert_ptr_nonnull(strstr(events[0].json, "1.50"));
    ck_assert_str_eq(events[1].payment_intent, "pi_1");
    ck_assert_int_eq(stripe_event_read(&fixture, events[1].json, strlen(events[1].json), &again), STATUS_OK);
    ck_assert_str_eq(again.object, "charge");
}
END_TEST

START_TEST(test_bad_lists_of_events) {
    static const char *const answers[] = {FOUND(LIST("null", "false")), FOUND(LIST("7", "false")),
                                          FOUND(LIST("{\"id\":\"evt_1\"}", "false")), FOUND("{\"data\":[]}")};
    static const char *const types[] = {"a.b"};
    struct list list;
    bool more;
    stripe_play_one(answers[_i]);
    ck_assert_int_eq(stripe_list_events(&fixture, types, 1, 0, NULL, &list, &more), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fixture.detail, "not understood"));
}
END_TEST

Suite *stripe_event_suite(void) {
    Suite *suite = suite_create("stripe event");
    TCase *tcase = fixture_case(suite, "stripe event");
    tcase_add_test(tcase, test_event_is_read);
    tcase_add_test(tcase, test_odd_events);
    tcase_add_test(tcase, test_events_are_listed);
    tcase_add_loop_test(tcase, test_bad_lists_of_events, 0, 4);
    return suite;
}
