#include "queue.h"

#include "context.h"
#include "db.h"
#include "id.h"

void job_add(struct context *context, const char *kind, const char *subject_id) {
    db_queue(context, SQL_JOBS_ADD, DB(id_new(context->arena), kind, subject_id), NULL);
}
