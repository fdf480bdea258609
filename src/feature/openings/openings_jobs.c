#include "openings/openings_jobs.h"

#include "db.h"
#include "openings/openings.h"

enum status openings_schedule_draw_paid(struct context *context) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OPENINGS_DUE, DB_NONE, &rows);
    if (status != STATUS_OK)
        return status;
    /* One that cannot be drawn must not hold up those after it. */
    for (size_t i = 0; i < db_count(rows) && status != STATUS_UNAVAILABLE; i++) {
        enum status drawn = openings_draw_paid(context, db_text(rows, i, 0));
        if (drawn != STATUS_OK && drawn != STATUS_NOT_FOUND) /* not found: another worker was quicker */
            status = drawn;
    }
    return status;
}
