/* What one unit of work (a request, a job, a command) carries: its memory, its connections, and the detail of a
 * refusal.
 *
 * Features take a context first. Clock, randomness and outside services hang on it, so tests can fix them. */
#ifndef GEM_CONTEXT_H
#define GEM_CONTEXT_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cache;
struct config;
struct db;
struct shape;
struct solana_nodes;
struct template_set;

/* One bad field of a request, in RFC 9457 terms a member of `errors`. Strings live in the arena. */
struct field_error {
    const char *field; /* "quantity", "nfts[3].carat" */
    const char *code;  /* "required", "too_long" … */
    const char *detail;
};

struct context {
    struct arena *arena;
    struct db *db;
    struct cache *cache;
    const struct config *config;
    const struct template_set *templates; /* NULL in programs that render nothing */
    struct solana_nodes *solana;          /* NULL in programs that do not ask the chain */
    const char *request_id;               /* for log lines; NULL outside requests */
    const char *remote_address;           /* of who is asking, for the audit log; NULL outside the console */

    /* The refusal, filled by context_refuse() and context_field_error(). */
    const char *detail;
    int64_t retry_after;              /* seconds; 0 when unknown */
    struct field_error *field_errors; /* in the arena */
    size_t field_error_count;
    const char *extension_name; /* one extra member of the problem document: the current state of what was refused */
    const struct shape *extension_shape;
    const void *extension_value;

    /* Commit what the transaction wrote although it ends in a refusal: a wrong code must be counted. */
    bool keep_on_refusal;
};

/* Prepares a context for the next unit of work on the same connections. */
void context_reset(struct context *context);

/* Notes why, for people, and gives the status back: `return context_refuse(context, STATUS_SOLD_OUT, "…", …);` */
enum status context_refuse(struct context *context, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds one bad field and gives STATUS_INVALID_INPUT back. */
enum status context_field_error(struct context *context, const char *field, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
