#include "settlement/decision.h"

#include "money.h"
#include "text.h"

enum { PER_MILLE = 1000, LEAST_PER_MILLE = 995, MOST_PER_MILLE = 1005, LAMPORTS_PER_SOL = 1000000000 };

static bool same_asset(const struct receipt *receipt, const struct quote *quote) {
    return quote != NULL && text_equal(receipt->asset, quote->asset);
}

/* USDC is a dollar, and its base unit a micro of one. */
static enum status appraise(const struct receipt *receipt, const struct quote *quote, int64_t sol_price,
                            int64_t *ret_value) {
    if (receipt->asset == NULL) {
        *ret_value = MONEY_NONE;
        return STATUS_OK;
    }
    if (text_equal(receipt->asset, "USDC"))
        return money_ratio(receipt->amount, 1, 1, ret_value);
    if (same_asset(receipt, quote) && receipt->paid_at <= quote->expires_at)
        return money_ratio(quote->usd, receipt->amount, quote->amount, ret_value);
    if (sol_price == MONEY_NONE)
        return STATUS_PRICE_UNAVAILABLE;
    return money_ratio(sol_price, receipt->amount, LAMPORTS_PER_SOL, ret_value);
}

/* The price of an opening or a trade, while it is held. */
static bool pays_price(const struct receipt *receipt, const struct quote *quote) {
    int64_t least;
    return same_asset(receipt, quote) && !text_equal(quote->purpose, "DEPOSIT") && !quote->blocked &&
           text_equal(quote->status, "OPEN") && receipt->paid_at <= quote->expires_at &&
           money_ratio(quote->amount, LEAST_PER_MILLE, PER_MILLE, &least) == STATUS_OK && receipt->amount >= least;
}

static bool pays_deposit(const struct receipt *receipt, const struct quote *quote, int64_t value) {
    return same_asset(receipt, quote) && text_equal(quote->purpose, "DEPOSIT") && !text_equal(quote->status, "PAID") &&
           value > 0;
}

static enum status split_price(const struct receipt *receipt, const struct quote *quote, struct decision *decision) {
    int64_t most;
    enum status status = money_ratio(quote->amount, MOST_PER_MILLE, PER_MILLE, &most);
    if (status != STATUS_OK)
        return status;
    int64_t over = decision->value - quote->usd;
    decision->price = quote->usd;
    decision->credit = receipt->amount > most ? over : 0;
    decision->difference = over - decision->credit;
    return STATUS_OK;
}

/* The price goes to the buyer's credit too, from where the seller is paid. */
static enum status split_trade(const struct receipt *receipt, const struct quote *quote, struct decision *decision) {
    enum status status = split_price(receipt, quote, decision);
    if (status != STATUS_OK)
        return status;
    decision->credit += decision->price;
    decision->price = 0;
    return STATUS_OK;
}

enum status settlement_decide(const struct receipt *receipt, const struct quote *quote, bool payer_known,
                              int64_t sol_price, struct decision *ret_decision) {
    struct decision decision = {.outcome = "UNMATCHED"};
    enum status status = appraise(receipt, quote, sol_price, &decision.value);
    if (status != STATUS_OK)
        return status;
    if (pays_price(receipt, quote)) {
        bool trade = text_equal(quote->purpose, "TRADE");
        decision.outcome = quote->purpose;
        status = trade ? split_trade(receipt, quote, &decision) : split_price(receipt, quote, &decision);
    } else if (receipt->asset != NULL && (quote != NULL || payer_known)) {
        decision.outcome = pays_deposit(receipt, quote, decision.value) ? "DEPOSIT" : "CREDIT";
        decision.credit = decision.value;
    }
    if (status == STATUS_OK)
        *ret_decision = decision;
    return status;
}
