#include "stripe.h"

#include "arena.h"
#include "config.h"
#include "json_read.h"
#include "stripe_call.h"
#include "text.h"

#include <string.h>

enum { ID_MAXIMUM = 255 };

/* What we gave Stripe to keep with an object; read in place into the struct around it. */
static const struct field session_metadata_fields[] = {{"deposit_id", FIELD_TEXT}};
static const struct shape session_metadata_shape = SHAPE("StripeMetadata", const char *, session_metadata_fields);

static const struct field session_fields[] = {
    {"id", FIELD_TEXT, offsetof(struct stripe_session, id), FIELD_REQUIRED, 1, ID_MAXIMUM},
    {"url", FIELD_TEXT, offsetof(struct stripe_session, url), FIELD_NULLABLE},
    {"status", FIELD_TEXT, offsetof(struct stripe_session, status), FIELD_NULLABLE},
    {"payment_status", FIELD_TEXT, offsetof(struct stripe_session, payment_status), FIELD_REQUIRED},
    {"mode", FIELD_TEXT, offsetof(struct stripe_session, mode), FIELD_REQUIRED},
    {"currency", FIELD_TEXT, offsetof(struct stripe_session, currency), FIELD_NULLABLE},
    {"amount_total", FIELD_INTEGER, offsetof(struct stripe_session, amount_total), FIELD_NULLABLE},
    {"client_reference_id", FIELD_TEXT, offsetof(struct stripe_session, client_reference_id), FIELD_NULLABLE},
    {"metadata", FIELD_OBJECT, offsetof(struct stripe_session, deposit_id), FIELD_NULLABLE,
     .shape = &session_metadata_shape},
    {"payment_intent", FIELD_TEXT, offsetof(struct stripe_session, payment_intent), FIELD_NULLABLE, 1, ID_MAXIMUM},
    {"livemode", FIELD_BOOLEAN, offsetof(struct stripe_session, livemode), FIELD_REQUIRED},
    {"created", FIELD_INTEGER, offsetof(struct stripe_session, created), FIELD_REQUIRED},
    {"expires_at", FIELD_INTEGER, offsetof(struct stripe_session, expires_at), FIELD_REQUIRED},
};
static const struct shape session_shape = SHAPE("StripeSession", struct stripe_session, session_fields);

static const struct field refund_metadata_fields[] = {{"refund_id", FIELD_TEXT}};
static const struct shape refund_metadata_shape = SHAPE("StripeMetadata", const char *, refund_metadata_fields);

static const struct field refund_fields[] = {
    {"id", FIELD_TEXT, offsetof(struct stripe_refund, id), FIELD_REQUIRED, 1, ID_MAXIMUM},
    {"payment_intent", FIELD_TEXT, offsetof(struct stripe_refund, payment_intent), FIELD_NULLABLE, 1, ID_MAXIMUM},
    {"amount", FIELD_INTEGER, offsetof(struct stripe_refund, amount), FIELD_REQUIRED},
    {"currency", FIELD_TEXT, offsetof(struct stripe_refund, currency), FIELD_REQUIRED},
    {"status", FIELD_TEXT, offsetof(struct stripe_refund, status), FIELD_NULLABLE},
    {"failure_reason", FIELD_TEXT, offsetof(struct stripe_refund, failure_reason), FIELD_NULLABLE},
    {"metadata", FIELD_OBJECT, offsetof(struct stripe_refund, refund_id), FIELD_NULLABLE,
     .shape = &refund_metadata_shape},
    {"created", FIELD_INTEGER, offsetof(struct stripe_refund, created), FIELD_REQUIRED},
};
static const struct shape refund_shape = SHAPE("StripeRefund", struct stripe_refund, refund_fields);

static const struct field dispute_fields[] = {
    {"id", FIELD_TEXT, offsetof(struct stripe_dispute, id), FIELD_REQUIRED, 1, ID_MAXIMUM},
    {"payment_intent", FIELD_TEXT, offsetof(struct stripe_dispute, payment_intent), FIELD_NULLABLE, 1, ID_MAXIMUM},
    {"amount", FIELD_INTEGER, offsetof(struct stripe_dispute, amount), FIELD_REQUIRED},
    {"currency", FIELD_TEXT, offsetof(struct stripe_dispute, currency), FIELD_REQUIRED},
    {"status", FIELD_TEXT, offsetof(struct stripe_dispute, status), FIELD_REQUIRED},
    {"reason", FIELD_TEXT, offsetof(struct stripe_dispute, reason), FIELD_REQUIRED},
};
static const struct shape dispute_shape = SHAPE("StripeDispute", struct stripe_dispute, dispute_fields);

bool stripe_expects_live(const struct config *config) {
    const char *key = config_text(config, SETTING_STRIPE_SECRET_KEY);
    return strncmp(key, "sk_live_", 8) == 0 || strncmp(key, "rk_live_", 8) == 0;
}

/* "&name=value", or nothing without a value. */
static const char *parameter(struct context *context, const char *name, const char *value) {
    struct arena *arena = context->arena;
    return value == NULL ? "" : arena_format(arena, "&%s=%s", name, text_percent_encode(arena, value));
}

enum status stripe_create_session(struct context *context, const struct stripe_session_request *request,
                                  struct stripe_session *ret_session) {
    struct arena *arena = context->arena;
    const char *deposit_id = text_percent_encode(arena, request->deposit_id);
    const struct stripe_call call = {
        .path = "/v1/checkout/sessions",
        .idempotency_key = arena_format(arena, "deposit-%s", request->deposit_id),
        .form =
            arena_format(arena,
                         "mode=payment&client_reference_id=%s&success_url=%s&cancel_url=%s&expires_at=%lld"
                         "&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd"
                         "&line_items[0][price_data][unit_amount]=%lld&line_items[0][price_data][product_data][name]=%s"
                         "&metadata[deposit_id]=%s&payment_intent_data[metadata][deposit_id]=%s",
                         deposit_id, text_percent_encode(arena, request->success_url),
                         text_percent_encode(arena, request->cancel_url), (long long)request->expires_at,
                         (long long)request->cents, text_percent_encode(arena, request->product), deposit_id,
                         deposit_id),
    };
    return stripe_send(context, &call, &session_shape, ret_session);
}

enum status stripe_find_session(struct context *context, const char *id, struct stripe_session *ret_session) {
    const char *path =
        arena_format(context->arena, "/v1/checkout/sessions/%s", text_percent_encode(context->arena, id));
    return stripe_send(context, &(struct stripe_call){.path = path}, &session_shape, ret_session);
}

enum status stripe_session_of_payment(struct context *context, const char *payment_intent,
                                      struct stripe_session *ret_session) {
    struct list sessions;
    bool more;
    const char *path = arena_format(context->arena, "/v1/checkout/sessions?payment_intent=%s&limit=1",
                                    text_percent_encode(context->arena, payment_intent));
    enum status status = stripe_send_list(context, path, &session_shape, &sessions, &more);
    if (status != STATUS_OK)
        return status;
    if (sessions.count == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "Stripe knows no session of this payment.");
    *ret_session = *(const struct stripe_session *)sessions.items;
    return STATUS_OK;
}

enum status stripe_list_complete_sessions(struct context *context, int64_t created_since, const char *starting_after,
                                          struct list *ret_sessions, bool *ret_has_more) {
    const char *path =
        arena_format(context->arena, "/v1/checkout/sessions?created[gte]=%lld&status=complete&limit=%d%s",
                     (long long)created_since, STRIPE_LIST_MAXIMUM,
                     parameter(context, "starting_after", starting_after));
    return stripe_send_list(context, path, &session_shape, ret_sessions, ret_has_more);
}

enum status stripe_create_refund(struct context *context, const char *refund_id, const char *payment_intent,
                                 int64_t cents, const char *reason, struct stripe_refund *ret_refund) {
    struct arena *arena = context->arena;
    const struct stripe_call call = {
        .path = "/v1/refunds",
        .idempotency_key = arena_format(arena, "refund-%s", refund_id),
        .form = arena_format(arena, "payment_intent=%s&amount=%lld%s&metadata[refund_id]=%s",
                             text_percent_encode(arena, payment_intent), (long long)cents,
                             parameter(context, "reason", reason), text_percent_encode(arena, refund_id)),
    };
    return stripe_send(context, &call, &refund_shape, ret_refund);
}

/* All that there is of one payment: never a part of it that looks like the whole. */
static enum status list_of_payment(struct context *context, const char *objects, const char *payment_intent,
                                   const struct shape *shape, struct list *ret_list) {
    struct list list;
    bool more;
    const char *path = arena_format(context->arena, "/v1/%s?payment_intent=%s&limit=%d", objects,
                                    text_percent_encode(context->arena, payment_intent), STRIPE_LIST_MAXIMUM);
    enum status status = stripe_send_list(context, path, shape, &list, &more);
    if (status != STATUS_OK)
        return status;
    if (more)
        return context_refuse(context, STATUS_UNAVAILABLE, "Stripe has more than %d %s of this payment.",
                              STRIPE_LIST_MAXIMUM, objects);
    *ret_list = list;
    return STATUS_OK;
}

enum status stripe_list_refunds(struct context *context, const char *payment_intent, struct list *ret_refunds) {
    return list_of_payment(context, "refunds", payment_intent, &refund_shape, ret_refunds);
}

enum status stripe_list_disputes(struct context *context, const char *payment_intent, struct list *ret_disputes) {
    return list_of_payment(context, "disputes", payment_intent, &dispute_shape, ret_disputes);
}
