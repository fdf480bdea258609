#include "buyback/buyback_jobs.h"

#include "arena.h"
#include "buyback/buyback_rows.h"
#include "db.h"
#include "payouts/payouts.h"
#include "text.h"

struct finished {
    const char *buyback_id;
};

static enum status finish(struct context *context, void *argument) {
    const struct finished *finished = argument;
    struct buyback_row row;
    struct payout_state payout;
    enum status status = buyback_lock(context, finished->buyback_id, &row);
    if (status != STATUS_OK || !text_equal(row.status, "APPROVED"))
        return status;
    status = payouts_state(context, "BUYBACK", row.id, &payout);
    if (status != STATUS_OK)
        return status;
    if (text_equal(payout.status, "COMPLETED"))
        db_queue(context, SQL_BUYBACK_COMPLETE_PAYOUT, DB(row.id, payout.signature), NULL);
    if (!text_equal(payout.status, "CANCELLED"))
        return STATUS_OK;
    buyback_queue_credit(context, &row, "buyback_failed",
                         arena_format(context->arena, "Sold back, paid as credit: %s", row.name));
    buyback_queue_status(context, &row, "FAILED", "It could not be paid on chain; the price is in your credit.");
    return STATUS_OK;
}

enum status buyback_job_finish(struct context *context, const char *buyback_id) {
    struct finished finished = {buyback_id};
    return db_transaction(context, finish, &finished);
}
