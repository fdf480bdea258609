#include "arena.h"
#include "db.h"
#include "openings/openings.h"
#include "packs/packs.h"
#include "text.h"

enum status openings_confirm(struct context *context, const char *user_id, const char *opening_id,
                             const char *signature, struct opening *ret_opening) {
    enum status status = payments_claim(context, user_id, opening_id, signature);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_OPENINGS_CONFIRM, DB(opening_id), NULL);
    return openings_show(context, user_id, opening_id, ret_opening);
}

enum status openings_pay(struct context *context, const char *opening_id) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OPENINGS_PAY, DB(opening_id), &rows);
    if (status == STATUS_OK && db_count(rows) == 0)
        return context_refuse(context, STATUS_INTERNAL, "Opening %s has an open quote and does not wait for it.",
                              opening_id);
    return status;
}

void openings_queue_unconfirm(struct context *context, const char *transaction_id) {
    db_queue(context, SQL_OPENINGS_UNCONFIRM, DB(transaction_id), NULL);
}

static void forget_pack(struct context *context, void *pack_id) {
    packs_forget_cached(context, pack_id);
}

enum status openings_cancel(struct context *context, const char *const *ids, size_t count) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_OPENINGS_CANCEL, DB(db_array(context->arena, ids, count)), &rows);
    for (size_t i = 0; status == STATUS_OK && i < db_count(rows); i++)
        db_after_commit(context, forget_pack, arena_string(context->arena, db_text(rows, i, 0)));
    return status;
}
