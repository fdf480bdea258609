#include "market/credit_purchase.h"

#include "db.h"
#include "market/listings.h"
#include "market/offers.h"
#include "money.h"
#include "text.h"

/* What is reserved for a buyer is bought by what reserved it: an offer or a payment, which would else stay open. */
static enum status check_buyer(struct context *context, const struct locked_listing *listing, const char *buyer_id) {
    enum status status = listing_check_buyer(context, listing, buyer_id);
    if (status == STATUS_OK && text_equal(listing->status, "RESERVED"))
        status = context_refuse(context, STATUS_LISTING_RESERVED,
                                "It is reserved for you: pay what you have begun, your offer or your purchase.");
    return listings_note_wait(context, listing->id, status);
}

static enum status check_credit(struct context *context, const struct db_rows *balance_rows, int64_t price) {
    int64_t balance;
    if (db_count(balance_rows) == 0 || !money_parse(db_text(balance_rows, 0, 0), &balance))
        return STATUS_INTERNAL;
    if (balance < price)
        return context_refuse(context, STATUS_NOT_ENOUGH_CREDIT, "The gem costs %s and the balance is %s.",
                              money_text(context->arena, price), money_text(context->arena, balance));
    return STATUS_OK;
}

enum status credit_purchase(struct context *context, const char *buyer_id, const char *listing_id, int64_t seen_price,
                            struct trade *ret_trade) {
    struct locked_listing listing;
    struct db_rows *balance_rows;
    db_queue(context, SQL_LEDGER_BALANCE, DB(buyer_id), &balance_rows);
    enum status status = listing_lock(context, listing_id, &listing);
    if (status == STATUS_OK)
        status = offers_free_lapsed(context, &listing);
    if (status == STATUS_OK)
        status = check_buyer(context, &listing, buyer_id);
    if (status == STATUS_OK)
        status = listings_check_price(context, &listing, seen_price);
    if (status == STATUS_OK)
        status = check_credit(context, balance_rows, listing.asking_price);
    if (status != STATUS_OK)
        return status;
    const struct sale sale = {
        .listing = &listing,
        .buyer_id = buyer_id,
        .price = listing.asking_price,
        .method = "CREDIT",
        .paid_from = "user_credit",
    };
    return sale_complete(context, &sale, ret_trade);
}
