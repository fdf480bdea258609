#include "console/console_waiting.h"

#include "db.h"

#include <string.h>

enum { COUNTED_MAXIMUM = 100 };

static const struct field console_waiting_fields[] = {
    {"deposits", FIELD_INTEGER, offsetof(struct console_waiting, deposits), .description = "Top-ups in REVIEW"},
    {"payments", FIELD_INTEGER, offsetof(struct console_waiting, payments), .description = "Unmatched, on chain"},
    {"payouts", FIELD_INTEGER, offsetof(struct console_waiting, payouts), .description = "In REVIEW"},
    {"withdrawals", FIELD_INTEGER, offsetof(struct console_waiting, withdrawals), .description = "In REVIEW"},
    {"adjustments", FIELD_INTEGER, offsetof(struct console_waiting, adjustments), .description = "PENDING"},
    {"buybacks", FIELD_INTEGER, offsetof(struct console_waiting, buybacks), .description = "PENDING"},
    {"jobs", FIELD_INTEGER, offsetof(struct console_waiting, jobs), .description = "Dead"},
};
const struct shape console_waiting_shape = SHAPE("AdminWaiting", struct console_waiting, console_waiting_fields);

void console_queue_waiting(struct request *request) {
    db_queue(request->context, SQL_CONSOLE_WAITING, DB_NONE, &request->waiting);
}

const char *console_waiting_text(const struct request *request, const char *name) {
    struct console_waiting waiting;
    if (request->waiting == NULL)
        return NULL;
    db_read(request->waiting, 0, &console_waiting_shape, &waiting);
    const struct field *field = shape_find(&console_waiting_shape, name, strlen(name));
    int64_t count = field == NULL ? 0 : *(const int64_t *)field_of(field, &waiting);
    if (count == 0)
        return NULL;
    return count >= COUNTED_MAXIMUM ? "99+" : text_from_integer(request->context->arena, count);
}

enum status console_handle_waiting(struct request *request, struct response *response) {
    struct console_waiting waiting;
    struct db_rows *rows;
    enum status status = db_query(request->context, SQL_CONSOLE_WAITING, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &console_waiting_shape, &waiting);
    return response_answer(request, response, &waiting);
}
