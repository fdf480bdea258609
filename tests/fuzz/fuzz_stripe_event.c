/* libFuzzer target: any bytes as the body of a webhook of Stripe's. What is read has what every event has, and is the
 * same when it is read again. */
#include "arena.h"
#include "fuzz.h"
#include "stripe.h"
#include "text.h"

#include <string.h>

static bool same(const char *left, const char *right) {
    return left == NULL ? right == NULL : text_equal(left, right);
}

static void check_event(struct context *context, const struct stripe_event *event, const char *body, size_t size) {
    struct stripe_event again;
    fuzz_must(event->json == body, "the event is the whole body");
    fuzz_must(event->id != NULL && *event->id != '\0' && strlen(event->id) <= 4 * 255, "an event has an id");
    fuzz_must(event->type != NULL && event->object != NULL, "an event is of a kind, about something");
    fuzz_must(event->object_id == NULL || *event->object_id != '\0', "an id is never empty");
    fuzz_must(stripe_event_read(context, body, size, &again) == STATUS_OK, "what is read is read again");
    fuzz_must(same(event->id, again.id) && same(event->type, again.type) && same(event->object, again.object) &&
                  same(event->object_id, again.object_id) && same(event->payment_intent, again.payment_intent) &&
                  event->created == again.created && event->livemode == again.livemode,
              "to the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct context *context = fuzz_context();
    struct stripe_event event;
    const char *body = arena_copy(context->arena, data, size);
    enum status status = stripe_event_read(context, body, size, &event);
    fuzz_must(status == STATUS_OK || status == STATUS_MALFORMED, "stripe_event_read()'s statuses");
    fuzz_must_explain(context, status);
    if (status == STATUS_OK)
        check_event(context, &event, body, size);
    return 0;
}
