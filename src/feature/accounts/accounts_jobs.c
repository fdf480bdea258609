#include "accounts/accounts_jobs.h"

#include "db.h"

enum status accounts_schedule_forget(struct context *context) {
    struct db_rows *rows;
    return db_query(context, SQL_ACCOUNTS_FORGET_EXPIRED, DB_NONE, &rows);
}
