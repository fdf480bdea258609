#include "arena.h"
#include "clock.h"
#include "config.h"
#include "db.h"
#include "digest.h"
#include "fairness/seeds.h"
#include "id.h"
#include "ledger/ledger.h"
#include "money.h"
#include "openings/opening_draw.h"
#include "openings/openings.h"
#include "packs/packs.h"
#include "session.h"
#include "text.h"

/* The pack as it is sold at this moment. */
struct offer {
    const char *pack_id;
    const char *pack_name;
    bool on_sale;
    int64_t unit_price;
    int64_t xp_reward;
    const char *version_id;
    int64_t version;
    const char *version_hash;
    int64_t remaining;
    int64_t now; /* the transaction's time: what every row it writes is dated */
};

static const struct field offer_fields[] = {
    {"pack_id", FIELD_ID, offsetof(struct offer, pack_id)},
    {"pack_name", FIELD_TEXT, offsetof(struct offer, pack_name)},
    {"on_sale", FIELD_BOOLEAN, offsetof(struct offer, on_sale)},
    {"unit_price", FIELD_MONEY, offsetof(struct offer, unit_price)},
    {"xp_reward", FIELD_INTEGER, offsetof(struct offer, xp_reward)},
    {"version_id", FIELD_ID, offsetof(struct offer, version_id)},
    {"version", FIELD_INTEGER, offsetof(struct offer, version)},
    {"version_hash", FIELD_HEX, offsetof(struct offer, version_hash)},
    {"remaining", FIELD_INTEGER, offsetof(struct offer, remaining)},
    {"now", FIELD_TIME, offsetof(struct offer, now)},
};
static const struct shape offer_shape = SHAPE("Offer", struct offer, offer_fields);

/* Everything a purchase decides on, read and locked in one round trip. */
struct counter {
    struct context *context;
    const struct purchase *purchase;
    struct db_rows *buyer_rows;
    struct db_rows *balance_rows;
    struct db_rows *seed_rows;
    struct db_rows *offer_rows;
    struct db_rows *draw_rows;
    struct offer offer;
    struct next_seed seed;
    struct paid_opening opening;
    int64_t total;
    bool with_credit;
    struct opening *ret_opening;
};

static enum status read_counter(struct counter *counter) {
    struct context *context = counter->context;
    const struct purchase *purchase = counter->purchase;
    db_queue(context, SQL_OPENINGS_LOCK_BUYER,
             DB(purchase->user_id, config_text(context->config, SETTING_PURCHASE_INTERVAL)), &counter->buyer_rows);
    db_queue(context, SQL_LEDGER_BALANCE, DB(purchase->user_id), &counter->balance_rows);
    seeds_queue_lock(context, purchase->user_id, &counter->seed_rows);
    db_queue(context, SQL_PACKS_FOR_PURCHASE, DB(purchase->pack_id), &counter->offer_rows);
    db_queue(context, SQL_PACKS_DRAW_ROWS, DB(purchase->pack_id), &counter->draw_rows);
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    if (db_count(counter->offer_rows) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such pack.");
    if (db_count(counter->buyer_rows) == 0)
        return context_refuse(context, STATUS_ACCOUNT_FROZEN, "The account cannot buy any more.");
    if (db_count(counter->seed_rows) == 0)
        return STATUS_INTERNAL;
    db_read(counter->offer_rows, 0, &offer_shape, &counter->offer);
    db_read(counter->seed_rows, 0, &next_seed_shape, &counter->seed);
    return STATUS_OK;
}

static enum status refuse_changed_odds(struct context *context, const char *pack_id) {
    struct odds *odds = arena_alloc(context->arena, sizeof *odds);
    enum status status = packs_show_odds(context, pack_id, odds);
    if (status != STATUS_OK)
        return status;
    context->extension_name = "odds";
    context->extension_shape = &odds_shape;
    context->extension_value = odds;
    return context_refuse(context, STATUS_ODDS_CHANGED,
                          "The pack is now sold with version %lld; look at its odds and buy again.",
                          (long long)odds->version);
}

static enum status refuse_too_soon(struct context *context, int64_t seconds) {
    context->retry_after = seconds;
    return context_refuse(context, STATUS_PURCHASE_TOO_SOON, "Wait %lld s before the next purchase.",
                          (long long)seconds);
}

static enum status check_counter(struct counter *counter) {
    struct context *context = counter->context;
    const struct purchase *purchase = counter->purchase;
    const struct offer *offer = &counter->offer;
    int64_t wait = 0;
    const char *wait_text = db_text(counter->buyer_rows, 0, 0);
    if (wait_text != NULL && !text_parse_integer(wait_text, &wait))
        return STATUS_INTERNAL;
    if (wait > 0)
        return refuse_too_soon(context, wait);
    if (!offer->on_sale)
        return context_refuse(context, STATUS_PACK_NOT_ON_SALE, "%s is not on sale now.", offer->pack_name);
    if (purchase->version_hash != NULL && !text_equal(purchase->version_hash, offer->version_hash))
        return refuse_changed_odds(context, purchase->pack_id);
    if (offer->remaining < purchase->quantity)
        return context_refuse(context, STATUS_SOLD_OUT, "%lld of this pack are left.", (long long)offer->remaining);
    return money_multiply(offer->unit_price, purchase->quantity, &counter->total);
}

static enum status check_credit(const struct counter *counter) {
    struct context *context = counter->context;
    int64_t balance;
    if (!money_parse(db_text(counter->balance_rows, 0, 0), &balance))
        return STATUS_INTERNAL;
    if (balance < counter->total)
        return context_refuse(context, STATUS_NOT_ENOUGH_CREDIT, "The purchase costs %s and the balance is %s.",
                              money_text(context->arena, counter->total), money_text(context->arena, balance));
    return STATUS_OK;
}

static void queue_opening(struct counter *counter) {
    struct context *context = counter->context;
    const struct paid_opening *opening = &counter->opening;
    db_queue(context, SQL_OPENINGS_CREATE,
             DB(opening->id, opening->user_id, opening->pack_id, opening->version_id,
                text_from_integer(context->arena, opening->quantity), money_text(context->arena, opening->unit_price),
                text_from_integer(context->arena, opening->nonce), counter->purchase->method),
             NULL);
    seeds_queue_take(context, opening->user_id, &counter->seed, opening->id, opening->client_seed);
}

static void queue_supply(struct counter *counter) {
    struct context *context = counter->context;
    const struct paid_opening *opening = &counter->opening;
    unsigned char stripe;
    digest_random(&stripe, 1);
    db_queue(context, SQL_PACKS_TAKE_SUPPLY,
             DB(opening->pack_id, text_from_integer(context->arena, opening->quantity),
                text_from_integer(context->arena, stripe)),
             NULL);
}

static void queue_charge(struct counter *counter) {
    struct context *context = counter->context;
    const struct paid_opening *opening = &counter->opening;
    const char *pack_name = counter->offer.pack_name;
    ledger_queue_entry(context, &(struct ledger_entry){
                                    .cause_type = "opening",
                                    .cause_id = opening->id,
                                    .description = arena_format(context->arena, "%s × %lld", pack_name,
                                                                (long long)opening->quantity),
                                    .lines = {{"user_credit", opening->user_id, -counter->total},
                                              {"pack_sales", NULL, counter->total}},
                                    .line_count = 2,
                                });
}

static void forget_pack(struct context *context, void *pack_id) {
    packs_forget_cached(context, pack_id);
}

/* What was bought, before anything of it is drawn. */
static void describe(const struct counter *counter) {
    const struct offer *offer = &counter->offer;
    *counter->ret_opening = (struct opening){
        .id = counter->opening.id,
        .pack_id = offer->pack_id,
        .pack_name = offer->pack_name,
        .version = offer->version,
        .quantity = counter->opening.quantity,
        .method = counter->purchase->method,
        .status = "PENDING_PAYMENT",
        .total_cost_usd = counter->total,
        .created_at = offer->now,
        .opened_at = CLOCK_NONE,
        .fairness = {counter->seed.server_seed_hash, counter->opening.client_seed, counter->opening.nonce, NULL},
    };
}

/* Rows that every buyer wants are touched last, so they are held for the shortest time. */
static enum status charge_and_draw(struct counter *counter) {
    struct opening *opening = counter->ret_opening;
    struct draw_outcome outcome;
    struct drawing *drawing = opening_draw_begin(counter->context, &counter->opening, counter->draw_rows);
    queue_supply(counter);
    queue_charge(counter);
    enum status status = opening_draw_end(drawing, &outcome);
    if (status != STATUS_OK)
        return status;
    opening->status = outcome.status;
    opening->items = outcome.items;
    opening->opened_at = opening->created_at;
    opening->fairness.server_seed = counter->opening.server_seed;
    return STATUS_OK;
}

/* The supply is taken with the quote (E5), and the price of both is held. */
static enum status reserve(struct counter *counter) {
    struct context *context = counter->context;
    const struct paid_opening *opening = &counter->opening;
    struct payment *payment = arena_alloc(context->arena, sizeof *payment);
    enum status status = payments_quote(context,
                                        &(struct quote_request){opening->id, opening->user_id, "OPENING",
                                                                counter->purchase->method, counter->total},
                                        payment);
    if (status != STATUS_OK)
        return status;
    payment->payment_token = session_payment_token(context, opening->user_id, opening->id);
    counter->ret_opening->payment = payment;
    db_queue(context, SQL_OPENINGS_RECORD_PURCHASE, DB(opening->user_id, "0"), NULL);
    queue_supply(counter);
    return STATUS_OK;
}

static enum status sell(struct context *context, void *argument) {
    struct counter *counter = argument;
    const struct purchase *purchase = counter->purchase;
    enum status status = read_counter(counter);
    if (status == STATUS_OK)
        status = check_counter(counter);
    if (status == STATUS_OK && counter->with_credit)
        status = check_credit(counter);
    if (status != STATUS_OK)
        return status;
    counter->opening = (struct paid_opening){
        .id = id_new(context->arena),
        .user_id = purchase->user_id,
        .pack_id = purchase->pack_id,
        .version_id = counter->offer.version_id,
        .quantity = purchase->quantity,
        .unit_price = counter->offer.unit_price,
        .xp_reward = counter->offer.xp_reward,
        .nonce = counter->seed.nonce,
        .client_seed = purchase->client_seed == NULL ? counter->seed.client_seed : purchase->client_seed,
        .server_seed = counter->seed.server_seed,
    };
    queue_opening(counter);
    describe(counter);
    status = counter->with_credit ? charge_and_draw(counter) : reserve(counter);
    if (status != STATUS_OK)
        return status;
    db_after_commit(context, forget_pack, (void *)purchase->pack_id);
    return STATUS_OK;
}

enum status openings_purchase(struct context *context, const struct purchase *purchase, struct opening *ret_opening) {
    struct counter counter = {
        .context = context,
        .purchase = purchase,
        .with_credit = text_equal(purchase->method, "CREDIT"),
        .ret_opening = ret_opening,
    };
    return db_transaction(context, sell, &counter);
}
