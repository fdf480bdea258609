#include "idempotency.h"

#include "db.h"
#include "digest.h"
#include "text.h"

#include <string.h>

enum { KEY_MAXIMUM = 255 };

enum status idempotency_check(struct request *request) {
    size_t length = strlen(request->idempotency_key);
    bool printable = true;
    for (const char *at = request->idempotency_key; *at != '\0'; at++)
        printable = printable && *at > ' ' && *at < 0x7f;
    if (length < 1 || length > KEY_MAXIMUM || !printable)
        return context_field_error(request->context, "Idempotency-Key", "invalid_header",
                                   "must be 1 to 255 printable ASCII characters");
    return STATUS_OK;
}

static const char *body_hash(const struct request *request) {
    unsigned char digest[SHA256_SIZE];
    digest_sha256(request->body_bytes, request->body_length, digest);
    return text_hex(request->context->arena, digest, sizeof digest);
}

static enum status check_lock(struct context *context, const struct db_rows *rows, void *argument) {
    struct request *request = argument;
    request->holds_key = *db_text(rows, 0, 0) == 't';
    if (request->holds_key)
        return STATUS_OK;
    context->retry_after = 1;
    return context_refuse(context, STATUS_REQUEST_IN_PROGRESS, "Ask again in a moment to get its answer.");
}

static enum status check_stored(struct context *context, const struct db_rows *rows, void *argument) {
    struct request *request = argument;
    int64_t status = 0;
    if (db_count(rows) == 0)
        return STATUS_OK;
    if (!text_equal(db_text(rows, 0, 0), body_hash(request)))
        return context_refuse(context, STATUS_IDEMPOTENCY_KEY_REUSED, "Send a new key with a new request.");
    if (!text_parse_integer(db_text(rows, 0, 1), &status))
        return STATUS_INTERNAL;
    request->replayed_status = (int)status;
    request->replayed_body = db_text(rows, 0, 2);
    return STATUS_REPLAYED;
}

/* A path parameter is part of what is asked for, so the key belongs to the whole path. */
void idempotency_guard(struct request *request) {
    struct context *context = request->context;
    const char *const *parameters = DB(request->session.user_id, request->path, request->idempotency_key);
    bool outbound = (request->route->flags & ROUTE_OUTBOUND) != 0;
    db_guard(context, outbound ? SQL_IDEMPOTENCY_HOLD : SQL_IDEMPOTENCY_LOCK, parameters, check_lock, request);
    db_guard(context, SQL_IDEMPOTENCY_FIND, parameters, check_stored, request);
}

void idempotency_release(struct request *request) {
    struct context *context = request->context;
    if (!request->holds_key)
        return;
    const char *const *parameters = DB(request->session.user_id, request->path, request->idempotency_key);
    enum status status = db_query(context, SQL_IDEMPOTENCY_RELEASE, parameters, NULL);
    (void)status; /* without a connection there is no lock either */
}

void idempotency_store(struct request *request, const struct response *response) {
    struct context *context = request->context;
    db_queue(context, SQL_IDEMPOTENCY_STORE,
             DB(request->session.user_id, request->path, request->idempotency_key, body_hash(request),
                text_from_integer(context->arena, response->status), response->body.data),
             NULL);
}
