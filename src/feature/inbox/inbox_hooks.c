#include "inbox/inbox_hooks.h"

#include "clock.h"
#include "config.h"
#include "digest.h"
#include "inbox/inbox.h"
#include "json_read.h"
#include "signature_header.h"

/* How long a signed delivery stays good, either way: what Stripe's own library allows. */
enum { TOLERANCE_SECONDS = 300, EVENT_ID_MAXIMUM = 255 };

struct named_event {
    const char *id;
};
static const struct field named_event_fields[] = {
    {"id", FIELD_TEXT, offsetof(struct named_event, id), FIELD_REQUIRED, 1, EVENT_ID_MAXIMUM},
};
static const struct shape named_event_shape = SHAPE("NamedEvent", struct named_event, named_event_fields);

struct shippo_hook_query {
    const char *token;
};
static const struct field shippo_hook_query_fields[] = {
    {"token", FIELD_TEXT, offsetof(struct shippo_hook_query, token)},
};
const struct shape shippo_hook_query_shape =
    SHAPE("ShippoHookQuery", struct shippo_hook_query, shippo_hook_query_fields);

static bool is_signed(const struct request *request, const char *header, enum setting secrets) {
    return signature_header_is_valid(header, request->body_bytes, request->body_length,
                                     config_text(request->context->config, secrets), clock_now() / CLOCK_SECOND,
                                     TOLERANCE_SECONDS);
}

static enum status refuse(struct request *request, const char *how) {
    return context_refuse(request->context, STATUS_WEBHOOK_REFUSED, "%s", how);
}

static enum status store(struct request *request, struct response *response, const char *provider,
                         const char *event_id) {
    static const char nothing = 0;
    enum status status = inbox_store(request->context, provider, event_id, request->body_bytes, request->body_length);
    return status == STATUS_OK ? response_answer(request, response, &nothing) : status;
}

/* The service names its events. */
static enum status store_named(struct request *request, struct response *response, const char *provider) {
    struct named_event event;
    enum status status =
        json_read_answer(request->context, request->body_bytes, request->body_length, &named_event_shape, &event);
    return status == STATUS_OK ? store(request, response, provider, event.id) : status;
}

/* It does not: the same bytes are the same event. */
static enum status store_unnamed(struct request *request, struct response *response, const char *provider) {
    unsigned char digest[SHA256_SIZE];
    enum status status = json_check(request->context, request->body_bytes, request->body_length);
    if (status != STATUS_OK)
        return status;
    digest_sha256(request->body_bytes, request->body_length, digest);
    return store(request, response, provider, text_hex(request->context->arena, digest, sizeof digest));
}

enum status inbox_handle_stripe(struct request *request, struct response *response) {
    if (!is_signed(request, request->stripe_signature, SETTING_STRIPE_WEBHOOK_SECRET))
        return refuse(request, "Stripe-Signature does not fit the body, the time or the secret.");
    return store_named(request, response, "stripe");
}

enum status inbox_handle_solana(struct request *request, struct response *response) {
    if (!secret_matches(request->authorization, config_text(request->context->config, SETTING_SOLANA_WEBHOOK_AUTH)))
        return refuse(request, "Authorization is not the one agreed.");
    return store_unnamed(request, response, "solana");
}

/* A signature when a secret was agreed, else the token in the address they were given. */
enum status inbox_handle_shippo(struct request *request, struct response *response) {
    const struct config *config = request->context->config;
    const struct shippo_hook_query *query = request->query;
    bool signs = *config_text(config, SETTING_SHIPPO_WEBHOOK_SECRET) != '\0';
    if (signs && !is_signed(request, request->shippo_signature, SETTING_SHIPPO_WEBHOOK_SECRET))
        return refuse(request, "Shippo-Auth-Signature does not fit the body, the time or the secret.");
    if (!signs && !secret_matches(query->token, config_text(config, SETTING_SHIPPO_WEBHOOK_TOKEN)))
        return refuse(request, "The token is not the one agreed.");
    return store_unnamed(request, response, "shippo");
}

enum status inbox_handle_activity(struct request *request, struct response *response) {
    if (!is_signed(request, request->gem_signature, SETTING_ACTIVITY_SECRET))
        return refuse(request, "Gem-Signature does not fit the body, the time or the secret.");
    return store_named(request, response, "activity");
}
