#include "health/health_api.h"

#include "cache.h"
#include "db.h"
#include "metrics.h"
#include "response.h"

struct health {
    const char *status;
};

struct readiness {
    const char *status;
    bool database;
    bool cache;
};

static const struct field health_fields[] = {{"status", FIELD_TEXT, offsetof(struct health, status)}};
const struct shape health_shape = SHAPE("Health", struct health, health_fields);

static const struct field readiness_fields[] = {
    {"status", FIELD_TEXT, offsetof(struct readiness, status)},
    {"database", FIELD_BOOLEAN, offsetof(struct readiness, database)},
    {"cache", FIELD_BOOLEAN, offsetof(struct readiness, cache), .description = "false: slower, but everything works"},
};
const struct shape readiness_shape = SHAPE("Readiness", struct readiness, readiness_fields);

enum status health_handle_process(struct request *request, struct response *response) {
    return response_answer(request, response, &(struct health){"ok"});
}

enum status health_handle_ready(struct request *request, struct response *response) {
    struct db_rows *rows;
    enum status status = db_query(request->context, SQL_HEALTH_DATABASE, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    struct readiness readiness = {"ready", true, cache_answers(request->context->cache)};
    return response_answer(request, response, &readiness);
}

enum status health_handle_metrics(struct request *request, struct response *response) {
    response_text(request, response, request->route->content_type, "");
    metrics_write(&response->body);
    return STATUS_OK;
}
