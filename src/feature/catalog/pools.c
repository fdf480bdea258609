#include "catalog/pools.h"

#include "catalog/rarity.h"
#include "clock.h"
#include "cursor.h"
#include "db.h"
#include "text.h"

static const struct field pool_commitment_fields[] = {
    {"pool_id", FIELD_ID, offsetof(struct pool_commitment, pool_id)},
    {"collection", FIELD_TEXT, offsetof(struct pool_commitment, collection)},
    {"rarity", FIELD_CHOICE, offsetof(struct pool_commitment, rarity), .choices = rarities},
    {"size", FIELD_INTEGER, offsetof(struct pool_commitment, size)},
    {"order_hash", FIELD_HEX, offsetof(struct pool_commitment, order_hash), .maximum = 64,
     .description = "SHA-256 of the hash before and the certificate numbers in order, a newline after each"},
    {"committed_at", FIELD_TIME, offsetof(struct pool_commitment, committed_at)},
};
const struct shape pool_commitment_shape = SHAPE("PoolCommitment", struct pool_commitment, pool_commitment_fields);

enum status pools_list_commitments(struct context *context, const char *cursor, int64_t limit, struct page *ret_page) {
    static const char list_name[] = "pools";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status != STATUS_OK)
        return status;
    status = db_query(context, SQL_CATALOG_POOLS, DB(place[0], place[1], text_from_integer(context->arena, limit + 1)),
                      &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &pool_commitment_shape)};
    const struct pool_commitment *pools = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(context->arena, pools[limit - 1].committed_at),
                          pools[limit - 1].pool_id);
    return STATUS_OK;
}

enum status pools_schedule_refresh(struct context *context) {
    struct db_rows *rows;
    return db_query(context, SQL_CATALOG_REFRESH_POOL_STATISTICS, DB_NONE, &rows);
}
