/* Batches of gems that were uploaded: stored with what was found in them, then imported in one transaction (E55). */
#ifndef GEM_BATCHES_H
#define GEM_BATCHES_H

#include "request.h"

/* A batch of more gems than this takes longer than anybody waits for a page. */
enum { BATCH_FAULTS_SHOWN = 200, BATCH_AT_ONCE = 5000 };

struct gem_batch {
    const char *id;
    const char *file_name;
    const char *admin;
    const char *status;  /* READY, FAULTY, IMPORTING, IMPORTED, REFUSED, EXPIRED */
    const char *problem; /* of REFUSED */
    int64_t stones;
    int64_t pools;
    int64_t total_fmv_usd;
    int64_t faults;
    int64_t created_at;
    int64_t imported_at;
    int64_t milliseconds; /* that the import took */
    int64_t version;
};
extern const struct shape gem_batch_shape;

struct gem_batch_fault {
    int64_t place;
    int64_t row; /* from 1; FIELD_INTEGER_NONE: not of one row */
    const char *field;
    const char *problem;
};

struct gem_batch_detail {
    struct gem_batch batch;
    struct list first_faults; /* struct gem_batch_fault; BATCH_FAULTS_SHOWN at most */
};
extern const struct shape gem_batch_detail_shape;

enum status batches_list(struct context *context, const char *cursor, int64_t limit, struct page *ret_page) MUST_CHECK;
enum status batches_read(struct context *context, const char *id, struct gem_batch *ret_batch) MUST_CHECK;
enum status batches_show(struct context *context, const char *id, struct gem_batch_detail *ret_batch) MUST_CHECK;

/* Looks through a file without importing it and stores it with every fault; its id in ret_id. STATUS_MALFORMED when it
 * is no JSON. Faults in it are no refusal. */
enum status batches_store(struct context *context, const char *admin_id, const struct upload *upload,
                          const char **ret_id) MUST_CHECK;

/* Imports a batch that is READY, or leaves it to the worker when it is large; how it was before in ret_before.
 * STATUS_CONFLICT for any other, STATUS_INVALID_INPUT when the catalogue has changed meanwhile so that it does not fit.
 * Must run inside a transaction. */
enum status batches_import(struct context *context, const char *id, struct gem_batch *ret_before) MUST_CHECK;

/* Job: imports a batch that was left to the worker. What does not fit any more is REFUSED with its problem. */
enum status batches_job_import(struct context *context, const char *batch_id);

#endif
