#include "buyback/buyback.h"

#include "arena.h"
#include "buyback/buyback_rows.h"
#include "clock.h"
#include "config.h"
#include "cursor.h"
#include "db.h"
#include "id.h"
#include "ledger/ledger.h"
#include "money.h"
#include "text.h"

const char *const buyback_payouts[] = {"CREDIT", "USDC", "SOL", NULL};
static const char *const buyback_statuses[] = {"PENDING",   "APPROVED", "COMPLETED", "REJECTED",
                                               "CANCELLED", "FAILED",   NULL};
static const char rate_text[] = "0.85";

static const struct field buyback_fields[] = {
    {"id", FIELD_ID, offsetof(struct buyback, id)},
    {"vault_item_id", FIELD_ID, offsetof(struct buyback, vault_item_id)},
    {"fmv_at_request", FIELD_MONEY, offsetof(struct buyback, fmv_at_request)},
    {"buyback_rate", FIELD_TEXT, offsetof(struct buyback, buyback_rate), .description = "0.85: 85 % of the value"},
    {"buyback_price", FIELD_MONEY, offsetof(struct buyback, buyback_price)},
    {"instant", FIELD_BOOLEAN, offsetof(struct buyback, instant), .description = "Sold at once, without a review"},
    {"payout", FIELD_CHOICE, offsetof(struct buyback, payout), .choices = buyback_payouts},
    {"address", FIELD_TEXT, offsetof(struct buyback, address), FIELD_NULLABLE, .description = "Where it is paid to"},
    {"status", FIELD_CHOICE, offsetof(struct buyback, status), .choices = buyback_statuses},
    {"reason", FIELD_TEXT, offsetof(struct buyback, reason), FIELD_NULLABLE,
     .description = "Why it was rejected, or paid as credit instead"},
    {"tx_hash", FIELD_TEXT, offsetof(struct buyback, tx_hash), FIELD_NULLABLE,
     .description = "The transaction that paid, once it has"},
    {"created_at", FIELD_TIME, offsetof(struct buyback, created_at)},
    {"completed_at", FIELD_TIME, offsetof(struct buyback, completed_at), FIELD_NULLABLE},
};
const struct shape buyback_shape = SHAPE("Buyback", struct buyback, buyback_fields);

static const struct field buyback_quote_fields[] = {
    {"vault_item_id", FIELD_ID, offsetof(struct buyback_quote, vault_item_id)},
    {"fmv", FIELD_MONEY, offsetof(struct buyback_quote, fmv)},
    {"buyback_rate", FIELD_TEXT, offsetof(struct buyback_quote, buyback_rate)},
    {"price_usd", FIELD_MONEY, offsetof(struct buyback_quote, price_usd)},
};
const struct shape buyback_quote_shape = SHAPE("BuybackQuote", struct buyback_quote, buyback_quote_fields);

static const struct field instant_sale_fields[] = {
    {"price_usd", FIELD_MONEY, offsetof(struct instant_sale, price_usd)},
    {"credit_balance", FIELD_MONEY, offsetof(struct instant_sale, credit_balance)},
};
const struct shape instant_sale_shape = SHAPE("InstantSale", struct instant_sale, instant_sale_fields);

/* --- the gem */

struct sold_item {
    const char *vault_item_id;
    const char *nft_id;
    const char *name;
    const char *status; /* only when looked up */
    int64_t fmv;        /* micros */
};
static const struct field sold_item_fields[] = {
    {"vault_item_id", FIELD_ID, offsetof(struct sold_item, vault_item_id)},
    {"nft_id", FIELD_ID, offsetof(struct sold_item, nft_id)},
    {"name", FIELD_TEXT, offsetof(struct sold_item, name)},
    {"status", FIELD_TEXT, offsetof(struct sold_item, status)},
    {"fmv", FIELD_MONEY, offsetof(struct sold_item, fmv)},
};
static const struct shape sold_item_shape = SHAPE("SoldItem", struct sold_item, sold_item_fields);

struct taken_by {
    const char *status;
    const char *by;
};

static const struct taken_by taken_by[] = {
    {"LISTED", "is listed on the market"},
    {"BUYBACK", "is in a request to sell it back"},
    {"PROCESSING", "is being made ready for delivery"},
    {"DELIVERED", "has been delivered"},
    {"SOLD", "has been sold"},
};

static enum status find_item(struct context *context, const char *user_id, const char *item_id,
                             struct sold_item *ret_item) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_BUYBACK_FIND_ITEM, DB(item_id, user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such gem in your vault.");
    db_read(rows, 0, &sold_item_shape, ret_item);
    return STATUS_OK;
}

/* Says what has the gem, so that its owner knows what to end first. */
static enum status refuse_item(struct context *context, const char *user_id, const char *item_id) {
    struct sold_item item;
    enum status status = find_item(context, user_id, item_id, &item);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < sizeof taken_by / sizeof *taken_by; i++)
        if (text_equal(taken_by[i].status, item.status))
            return context_refuse(context, STATUS_ITEM_NOT_FREE, "The gem %s.", taken_by[i].by);
    return context_refuse(context, STATUS_CONFLICT, "The gem or the account changed at this moment; try again.");
}

/* --- the sale */

/* One sale under way: a request or an instant sale. */
struct selling {
    struct context *context;
    const char *id;
    const char *user_id;
    const char *item_id;
    const char *payout;
    const char *address; /* NULL: credit */
    bool instant;
    struct sold_item item;
    int64_t price;
};

/* Locks the user, then takes the gem: from then on nobody else can. `*ret_wallet` is the user's own, or NULL. */
static enum status take_item(struct selling *sale, const char **ret_wallet) {
    struct context *context = sale->context;
    struct db_rows *user;
    struct db_rows *item;
    db_queue(context, SQL_BUYBACK_LOCK_USER, DB(sale->user_id), &user);
    db_queue(context, SQL_BUYBACK_TAKE_ITEM, DB(sale->item_id, sale->user_id, sale->instant ? "SOLD" : "BUYBACK"),
             &item);
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    if (db_count(item) == 0)
        return refuse_item(context, sale->user_id, sale->item_id);
    db_read(item, 0, &sold_item_shape, &sale->item);
    *ret_wallet = db_text(user, 0, 0);
    status = money_share(sale->item.fmv, BUYBACK_BASIS_POINTS, &sale->price);
    if (status == STATUS_OK && sale->price == 0)
        return context_refuse(context, STATUS_RULE_REFUSED, "The gem is worth too little to be sold back.");
    return status;
}

static void queue_create(const struct selling *sale) {
    struct arena *arena = sale->context->arena;
    db_queue(sale->context, SQL_BUYBACK_CREATE,
             DB(sale->id, sale->user_id, sale->item_id, sale->item.nft_id, sale->instant ? "true" : "false",
                money_text(arena, sale->item.fmv), text_from_integer(arena, BUYBACK_BASIS_POINTS),
                money_text(arena, sale->price), sale->payout, sale->address),
             NULL);
}

/* Nothing is paid to an address that its owner has not proven to be theirs. */
static enum status choose_address(struct selling *sale, const char *given, const char *wallet) {
    struct context *context = sale->context;
    bool credit = text_equal(sale->payout, "CREDIT");
    if (credit && given != NULL)
        return context_field_error(context, "address", "not_allowed", "is for USDC and SOL only");
    if (credit)
        return STATUS_OK;
    if (*config_text(context->config, SETTING_SOLANA_TREASURY_ADDRESS) == '\0')
        return context_refuse(context, STATUS_METHOD_UNAVAILABLE, "%s is not paid out here.", sale->payout);
    if (given == NULL && wallet == NULL)
        return context_refuse(context, STATUS_ADDRESS_NOT_CONFIRMED, "Bind your Solana wallet first.");
    sale->address = given == NULL ? wallet : given;
    const struct buyback_payee payee = {sale->user_id, sale->address, sale->price, false};
    return buyback_check_payee(context, &payee);
}

enum status buyback_request(struct context *context, const char *user_id, const char *item_id,
                            const struct buyback_input *input, struct buyback *ret_buyback) {
    struct selling sale = {.context = context,
                           .id = id_new(context->arena),
                           .user_id = user_id,
                           .item_id = item_id,
                           .payout = input->payout};
    const char *wallet = NULL;
    enum status status = take_item(&sale, &wallet);
    if (status == STATUS_OK)
        status = choose_address(&sale, input->address, wallet);
    if (status != STATUS_OK)
        return status;
    queue_create(&sale);
    status = buyback_take_user_limit(context, user_id, sale.price);
    if (status == STATUS_OK)
        status = buyback_take_platform_limit(context, sale.price);
    return status == STATUS_OK ? buyback_show(context, user_id, sale.id, ret_buyback) : status;
}

static void fill_quote(const struct sold_item *item, int64_t price, struct buyback_quote *ret_quote) {
    *ret_quote = (struct buyback_quote){item->vault_item_id, item->fmv, rate_text, price};
}

enum status buyback_quote(struct context *context, const char *user_id, const char *item_id,
                          struct buyback_quote *ret_quote) {
    struct sold_item item;
    int64_t price;
    enum status status = find_item(context, user_id, item_id, &item);
    if (status == STATUS_OK && !text_equal(item.status, "VAULTED"))
        return refuse_item(context, user_id, item_id);
    if (status == STATUS_OK)
        status = money_share(item.fmv, BUYBACK_BASIS_POINTS, &price);
    if (status == STATUS_OK)
        fill_quote(&item, price, ret_quote);
    return status;
}

static enum status refuse_changed_price(const struct selling *sale) {
    struct context *context = sale->context;
    struct buyback_quote *quote = arena_alloc(context->arena, sizeof *quote);
    fill_quote(&sale->item, sale->price, quote);
    context->extension_name = "quote";
    context->extension_shape = &buyback_quote_shape;
    context->extension_value = quote;
    return context_refuse(context, STATUS_PRICE_CHANGED, "The gem brings %s now.",
                          money_text(context->arena, sale->price));
}

/* Gem and money: the gem returns to its pool, the price is the user's. Gives the balance after it. */
static enum status exchange(const struct selling *sale, int64_t *ret_balance) {
    struct context *context = sale->context;
    const struct buyback_row row = {.id = sale->id, .user_id = sale->user_id, .price = sale->price};
    struct db_rows *balance;
    queue_create(sale);
    enum status status = buyback_take_user_limit(context, sale->user_id, sale->price);
    if (status != STATUS_OK)
        return status;
    db_queue(context, SQL_BUYBACK_RETURN_GEM, DB(sale->item.nft_id), NULL);
    buyback_queue_credit(context, &row, "buyback", arena_format(context->arena, "Sold back: %s", sale->item.name));
    db_queue(context, SQL_LEDGER_BALANCE, DB(sale->user_id), &balance);
    status = buyback_take_platform_limit(context, sale->price);
    if (status != STATUS_OK)
        return status;
    return money_parse(db_text(balance, 0, 0), ret_balance) ? STATUS_OK : STATUS_INTERNAL;
}

enum status buyback_sell(struct context *context, const char *user_id, const char *item_id, int64_t expected_price,
                         struct instant_sale *ret_sale) {
    struct selling sale = {.context = context,
                           .id = id_new(context->arena),
                           .user_id = user_id,
                           .item_id = item_id,
                           .payout = "CREDIT",
                           .instant = true};
    const char *wallet;
    int64_t balance;
    enum status status = take_item(&sale, &wallet);
    if (status != STATUS_OK)
        return status;
    if (expected_price != MONEY_NONE && expected_price != sale.price)
        return refuse_changed_price(&sale);
    status = exchange(&sale, &balance);
    if (status == STATUS_OK)
        *ret_sale = (struct instant_sale){sale.price, balance};
    return status;
}

/* --- afterwards */

enum status buyback_withdraw(struct context *context, const char *user_id, const char *id) {
    struct buyback_row row;
    enum status status = buyback_lock(context, id, &row);
    if (status == STATUS_OK && !text_equal(row.user_id, user_id))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_NOT_FOUND)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such request of yours.");
    if (status == STATUS_OK)
        status = buyback_check_pending(context, &row);
    if (status == STATUS_OK)
        buyback_queue_release(context, &row, "CANCELLED", NULL);
    return status;
}

enum status buyback_list(struct context *context, const char *user_id, const char *cursor, int64_t limit,
                         struct page *ret_page) {
    static const char list_name[] = "buyback";
    const char *place[CURSOR_PARTS];
    struct db_rows *rows;
    enum status status = cursor_decode(context, cursor, list_name, place);
    if (status == STATUS_OK)
        status = db_query(context, SQL_BUYBACK_LIST,
                          DB(user_id, place[0], place[1], text_from_integer(context->arena, limit + 1)), &rows);
    if (status != STATUS_OK)
        return status;
    *ret_page = (struct page){.items = db_read_list(context, rows, &buyback_shape)};
    const struct buyback *requests = ret_page->items.items;
    if (page_has_more(ret_page, limit))
        ret_page->next_cursor =
            cursor_encode(context, list_name, clock_text(context->arena, requests[limit - 1].created_at),
                          requests[limit - 1].id);
    return STATUS_OK;
}

enum status buyback_show(struct context *context, const char *user_id, const char *id, struct buyback *ret_buyback) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_BUYBACK_SHOW, DB(id, user_id), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such request of yours.");
    db_read(rows, 0, &buyback_shape, ret_buyback);
    return STATUS_OK;
}
