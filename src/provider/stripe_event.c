#include "stripe.h"

#include "arena.h"
#include "json_read.h"
#include "stripe_call.h"
#include "text.h"

#include <string.h>

enum { ID_MAXIMUM = 255, QUERY_MAXIMUM = 4096 };

struct subject {
    const char *id;
    const char *object;
    const char *payment_intent;
};
static const struct field subject_fields[] = {
    {"id", FIELD_TEXT, offsetof(struct subject, id), FIELD_NULLABLE, 1, ID_MAXIMUM},
    {"object", FIELD_TEXT, offsetof(struct subject, object), FIELD_REQUIRED},
    {"payment_intent", FIELD_TEXT, offsetof(struct subject, payment_intent), FIELD_NULLABLE, 1, ID_MAXIMUM},
};
static const struct shape subject_shape = SHAPE("StripeSubject", struct subject, subject_fields);

struct data {
    struct subject object;
};
static const struct field data_fields[] = {
    {"object", FIELD_OBJECT, offsetof(struct data, object), FIELD_REQUIRED, .shape = &subject_shape},
};
static const struct shape data_shape = SHAPE("StripeData", struct data, data_fields);

struct event {
    const char *id;
    const char *type;
    int64_t created;
    bool livemode;
    struct data data;
};
static const struct field event_fields[] = {
    {"id", FIELD_TEXT, offsetof(struct event, id), FIELD_REQUIRED, 1, ID_MAXIMUM},
    {"type", FIELD_TEXT, offsetof(struct event, type), FIELD_REQUIRED},
    {"created", FIELD_INTEGER, offsetof(struct event, created), FIELD_REQUIRED},
    {"livemode", FIELD_BOOLEAN, offsetof(struct event, livemode), FIELD_REQUIRED},
    {"data", FIELD_OBJECT, offsetof(struct event, data), FIELD_REQUIRED, .shape = &data_shape},
};
static const struct shape event_shape = SHAPE("StripeEvent", struct event, event_fields);

enum status stripe_event_read(struct context *context, const char *body, size_t length,
                              struct stripe_event *ret_event) {
    struct event event;
    enum status status = json_read_answer(context, body, length, &event_shape, &event);
    if (status != STATUS_OK)
        return status;
    *ret_event = (struct stripe_event){
        .id = event.id,
        .type = event.type,
        .created = event.created,
        .livemode = event.livemode,
        .object = event.data.object.object,
        .object_id = event.data.object.id,
        .payment_intent = event.data.object.payment_intent,
        .json = body,
    };
    return STATUS_OK;
}

/* Elements of a list of events as they came: each is read like the body of a webhook. */
static const struct field text_fields[] = {{"", FIELD_JSON}};
static const struct shape text_shape = SHAPE("StripeEventText", const char *, text_fields);

static enum status read_events(struct context *context, const struct list *texts, struct list *ret_events) {
    const char *const *text = texts->items;
    struct stripe_event *events = arena_array(context->arena, texts->count, sizeof *events);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < texts->count && status == STATUS_OK; i++)
        status = text[i] == NULL ? STATUS_MALFORMED : stripe_event_read(context, text[i], strlen(text[i]), &events[i]);
    if (status != STATUS_OK)
        return context_refuse(context, STATUS_UNAVAILABLE, "Stripe gave an event that is not understood.");
    *ret_events = (struct list){events, texts->count};
    return STATUS_OK;
}

enum status stripe_list_events(struct context *context, const char *const *types, size_t type_count,
                               int64_t created_since, const char *starting_after, struct list *ret_events,
                               bool *ret_has_more) {
    struct text path = text_new(context->arena, QUERY_MAXIMUM);
    struct list texts;
    bool more;
    text_append(&path, "/v1/events?");
    for (size_t i = 0; i < type_count; i++)
        text_append_format(&path, "types[%zu]=%s&", i, text_percent_encode(context->arena, types[i]));
    text_append_format(&path, "created[gte]=%lld&limit=%d", (long long)created_since, STRIPE_LIST_MAXIMUM);
    if (starting_after != NULL)
        text_append_format(&path, "&starting_after=%s", text_percent_encode(context->arena, starting_after));
    if (path.overflowed)
        return context_refuse(context, STATUS_INTERNAL, "The types of events are too many for one call.");
    enum status status = stripe_send_list(context, path.data, &text_shape, &texts, &more);
    if (status == STATUS_OK)
        status = read_events(context, &texts, ret_events);
    if (status == STATUS_OK)
        *ret_has_more = more;
    return status;
}
