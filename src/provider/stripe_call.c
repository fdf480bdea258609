#include "stripe_call.h"

#include "arena.h"
#include "config.h"
#include "http_client.h"
#include "json_read.h"
#include "log.h"
#include "text.h"

#include <string.h>
#include <time.h>

/* Three tries and the two pauses between them make 15 s: half of what a request may take. */
enum {
    TRIES = 3,
    TRY_MILLISECONDS = 4500,
    FIRST_PAUSE_MILLISECONDS = 500,
    ANSWER_MAXIMUM = 1024 * 1024,
    REASON_MAXIMUM = 500,
    PAUSE_SECONDS_MAXIMUM = 3600,
};

#define API_VERSION "2026-10-28.endive"

struct error {
    const char *type;
    const char *message;
};
static const struct field error_fields[] = {
    {"type", FIELD_TEXT, offsetof(struct error, type), FIELD_REQUIRED},
    {"message", FIELD_TEXT, offsetof(struct error, message), FIELD_NULLABLE, .maximum = REASON_MAXIMUM},
};
static const struct shape error_shape = SHAPE("StripeError", struct error, error_fields);

struct error_answer {
    struct error error;
};
static const struct field error_answer_fields[] = {
    {"error", FIELD_OBJECT, offsetof(struct error_answer, error), FIELD_REQUIRED, .shape = &error_shape},
};
static const struct shape error_answer_shape = SHAPE("StripeErrorAnswer", struct error_answer, error_answer_fields);

static enum status ask(struct context *context, const struct stripe_call *call, struct http_answer *ret_answer) {
    struct arena *arena = context->arena;
    const char *key = config_text(context->config, SETTING_STRIPE_SECRET_KEY);
    const char *base = config_text(context->config, SETTING_STRIPE_API_URL);
    const struct http_header headers[] = {
        {"Accept", "application/json"},
        {"Stripe-Version", API_VERSION},
        {"Authorization", arena_format(arena, "Bearer %s", key)},
        {"Content-Type", "application/x-www-form-urlencoded"},
        {"Idempotency-Key", call->idempotency_key},
    };
    const struct http_call sent = {
        .method = call->form == NULL ? "GET" : "POST",
        .url = arena_format(arena, "%s%s", base, call->path),
        .headers = headers,
        .header_count = sizeof headers / sizeof *headers - (call->form == NULL ? 2 : 0),
        .body = call->form,
        .body_length = call->form == NULL ? 0 : strlen(call->form),
        .timeout = TRY_MILLISECONDS,
        .answer_maximum = ANSWER_MAXIMUM,
    };
    return http_client_send(context, &sent, ret_answer);
}

/* What Stripe says itself about trying again counts more than the status. */
static bool is_passing(const struct http_answer *answer) {
    if (text_equal(http_answer_header(answer, "Stripe-Should-Retry"), "true"))
        return true;
    return answer->status == 409 || answer->status == 429 || answer->status >= 500;
}

static bool is_worth_a_try(enum status status, const struct http_answer *answer) {
    if (status != STATUS_OK)
        return status == STATUS_UNAVAILABLE;
    return is_passing(answer) && !text_equal(http_answer_header(answer, "Stripe-Should-Retry"), "false") &&
           http_answer_header(answer, "Retry-After") == NULL;
}

/* Half a second, then twice as long each time. */
static void pause_before(int try) {
    int64_t milliseconds = (int64_t)FIRST_PAUSE_MILLISECONDS << (try - 1);
    nanosleep(&(struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000}, NULL);
}

static void note_pause(struct context *context, const struct http_answer *answer) {
    const char *header = http_answer_header(answer, "Retry-After");
    int64_t seconds;
    if (header != NULL && text_parse_integer(header, &seconds) && seconds > 0 && seconds <= PAUSE_SECONDS_MAXIMUM)
        context->retry_after = seconds;
}

static enum status read_answer(struct context *context, const struct http_answer *answer, const struct shape *shape,
                               void *ret_value) {
    if (json_read_answer(context, answer->body, answer->body_length, shape, ret_value) == STATUS_OK)
        return STATUS_OK;
    return context_refuse(context, STATUS_UNAVAILABLE, "Stripe gave an answer that is not understood: %s",
                          context->detail);
}

/* Stripe says no (400, 402). A key used for something else before is a fault of ours that tells nothing of what became
 * of the first use. */
static enum status refuse_reasoned(struct context *context, const struct http_answer *answer) {
    struct error_answer reason;
    enum status status = read_answer(context, answer, &error_answer_shape, &reason);
    if (status != STATUS_OK)
        return status;
    status = text_equal(reason.error.type, "idempotency_error") ? STATUS_UNAVAILABLE : STATUS_PROVIDER_REFUSED;
    const char *message = reason.error.message == NULL ? reason.error.type : reason.error.message;
    return context_refuse(context, status, "Stripe did not accept this: %s", message);
}

/* What Stripe says of a key it does not take (401, 403) shows part of the key, and is mended by us: it is not repeated.
 * By Request-Id Stripe's support finds the call. */
static enum status refuse(struct context *context, const struct http_answer *answer) {
    LOG(LOG_WARNING, "stripe_refused", LOG_TEXT("request_id", context->request_id),
        LOG_NUMBER("status", answer->status), LOG_TEXT("stripe_request_id", http_answer_header(answer, "Request-Id")));
    note_pause(context, answer);
    if (!is_passing(answer) && answer->status == 404)
        return context_refuse(context, STATUS_NOT_FOUND, "Stripe knows no such thing.");
    if (!is_passing(answer) && (answer->status == 400 || answer->status == 402))
        return refuse_reasoned(context, answer);
    return context_refuse(context, STATUS_UNAVAILABLE, "Stripe answered %d.", answer->status);
}

enum status stripe_send(struct context *context, const struct stripe_call *call, const struct shape *shape,
                        void *ret_value) {
    struct http_answer answer;
    if (*config_text(context->config, SETTING_STRIPE_SECRET_KEY) == '\0')
        return context_refuse(context, STATUS_METHOD_UNAVAILABLE, "Cards are not accepted here.");
    enum status status = ask(context, call, &answer);
    for (int try = 1; try < TRIES && is_worth_a_try(status, &answer); try++) {
        pause_before(try);
        status = ask(context, call, &answer);
    }
    if (status != STATUS_OK)
        return status;
    return answer.status == 200 ? read_answer(context, &answer, shape, ret_value) : refuse(context, &answer);
}

struct list_answer {
    struct list data;
    bool has_more;
};

enum status stripe_send_list(struct context *context, const char *path, const struct shape *shape,
                             struct list *ret_list, bool *ret_has_more) {
    const struct field fields[] = {
        {"data", FIELD_LIST, offsetof(struct list_answer, data), FIELD_REQUIRED, 0, STRIPE_LIST_MAXIMUM,
         .shape = shape},
        {"has_more", FIELD_BOOLEAN, offsetof(struct list_answer, has_more), FIELD_REQUIRED},
    };
    const struct shape list_shape = SHAPE("StripeList", struct list_answer, fields);
    struct list_answer answer;
    enum status status = stripe_send(context, &(struct stripe_call){.path = path}, &list_shape, &answer);
    if (status != STATUS_OK)
        return status;
    *ret_list = answer.data;
    *ret_has_more = answer.has_more;
    return STATUS_OK;
}
