/* The double-entry ledger in USD. An entry has a cause, which it names once for ever, and lines that sum to zero;
 * posting it changes the balances in the same statement. What the platform owes is positive. */
#ifndef GEM_LEDGER_H
#define GEM_LEDGER_H

#include "context.h"
#include "shape.h"

enum { LEDGER_LINES_MAXIMUM = 4 };

struct ledger_line {
    const char *purpose;  /* a row of ledger_purpose: "user_credit", "pack_sales" … */
    const char *owner_id; /* a user, or NULL for the platform */
    int64_t amount;       /* USD micros; never zero */
};

struct ledger_entry {
    const char
        *cause_type; /* "opening", "opening_refund", "adjustment" …; with cause_id unique: nothing is booked twice */
    const char *cause_id;
    const char *description;                        /* for the user's statement */
    struct ledger_line lines[LEDGER_LINES_MAXIMUM]; /* users first: platform accounts are shared and locked last */
    size_t line_count;
};

/* Adds a line; one that moves nothing is left out. More than LEDGER_LINES_MAXIMUM abort. */
void ledger_add_line(struct ledger_entry *entry, const char *purpose, const char *owner_id, int64_t amount);

/* Queues the entry in the caller's transaction. Lines that do not sum to zero are our fault and abort. The flush
 * answers STATUS_NOT_ENOUGH_CREDIT when a user's balance would fall below zero, STATUS_ALREADY_EXISTS for a cause
 * booked before. */
void ledger_queue_entry(struct context *context, const struct ledger_entry *entry);

/* A user's credit in USD micros. */
enum status ledger_balance(struct context *context, const char *user_id, int64_t *ret_micros) MUST_CHECK;

/* One line of a user's statement. */
struct statement_entry {
    const char *id;
    const char *entry_id;
    const char *cause_type;
    const char *cause_id;
    const char *description;
    int64_t amount_usd;
    int64_t balance_after_usd;
    int64_t created_at;
};
extern const struct shape statement_entry_shape;

/* At most `limit` lines, newest first, after `cursor`. */
enum status ledger_statement(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                             struct page *ret_page) MUST_CHECK;

/* Grants (or, negative, takes) credit by hand. */
enum status ledger_adjust(struct context *context, const char *user_id, int64_t micros, const char *reason) MUST_CHECK;

struct ledger_fault {
    const char *fault;
    const char *subject;
    const char *detail;
};

/* Recomputes everything from the postings, records the outcome, and lists what does not add up: struct ledger_fault. */
enum status ledger_check(struct context *context, struct list *ret_faults) MUST_CHECK;

#endif
