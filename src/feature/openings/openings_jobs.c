#include "openings/openings_jobs.h"

#include "db.h"
#include "openings/openings.h"

enum status openings_schedule_draw_paid(struct context *context) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OPENINGS_DUE, DB_NONE, &rows);
    for (size_t i = 0; status == STATUS_OK && i < db_count(rows); i++) {
        status = openings_draw_paid(context, db_text(rows, i, 0));
        if (status == STATUS_NOT_FOUND) /* another worker was quicker */
            status = STATUS_OK;
    }
    return status;
}
