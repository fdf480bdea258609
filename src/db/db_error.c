#include "db_error.h"

#include "text.h"

#include <stddef.h>
#include <string.h>

struct constraint_row {
    const char *constraint;
    enum status status;
};

/* Rules the database itself enforces, and what breaking one means to a caller. */
static const struct constraint_row constraint_rows[] = {
    {"ledger_account_balance_not_negative", STATUS_NOT_ENOUGH_CREDIT},
    {"pack_version_drop_rates_100", STATUS_DROP_RATES_NOT_100},
    {"pack_supply_not_negative", STATUS_SOLD_OUT},
    {"pack_transition", STATUS_RULE_REFUSED},
    {"vault_item_one_place", STATUS_CONFLICT},
    {"vault_item_transition", STATUS_ITEM_NOT_FREE},
    {"listing_once", STATUS_ITEM_NOT_FREE},
    {"listing_transition", STATUS_LISTING_GONE},
    {"listing_price_floor", STATUS_PRICE_TOO_LOW},
    {"listing_reservation_agrees", STATUS_LISTING_RESERVED},
    {"market_purchase_one_open", STATUS_LISTING_RESERVED},
    {"offer_one_active", STATUS_OFFER_EXISTS},
    {"offer_one_accepted", STATUS_LISTING_RESERVED},
    {"offer_below_asking", STATUS_OFFER_TOO_HIGH},
    {"offer_not_to_oneself", STATUS_OWN_LISTING},
    {"offer_transition", STATUS_OFFER_NOT_OPEN},
    {"buyback_transition", STATUS_BUYBACK_NOT_PENDING},
    {"withdrawal_transition", STATUS_WITHDRAWAL_NOT_PENDING},
    {"app_user_way_in", STATUS_LAST_WAY_IN},
    {"app_user_solana_address_key", STATUS_WALLET_TAKEN},
    {"app_user_evm_address_key", STATUS_WALLET_TAKEN},
    {"app_user_email_key", STATUS_EMAIL_TAKEN},
    {"app_user_twitter_id_key", STATUS_TWITTER_TAKEN},
    {"app_user_handle_key", STATUS_HANDLE_TAKEN},
    {"app_user_handle_skeleton", STATUS_HANDLE_TAKEN},
};

struct sqlstate_row {
    const char *prefix;
    enum status status;
};

/* The first prefix that fits decides (PostgreSQL documentation, appendix A). */
static const struct sqlstate_row sqlstate_rows[] = {
    {"40001", STATUS_RETRY_TRANSACTION}, {"40P01", STATUS_RETRY_TRANSACTION}, {"55P03", STATUS_UNAVAILABLE},
    {"57014", STATUS_UNAVAILABLE},       {"23505", STATUS_ALREADY_EXISTS},    {"23503", STATUS_CONFLICT},
    {"23514", STATUS_CONFLICT},          {"23P01", STATUS_CONFLICT},          {"08", STATUS_UNAVAILABLE},
    {"53", STATUS_UNAVAILABLE},          {"57P", STATUS_UNAVAILABLE},         {"25006", STATUS_UNAVAILABLE},
};

enum status db_error_status(const char *sqlstate, const char *constraint) {
    for (size_t i = 0; i < sizeof constraint_rows / sizeof *constraint_rows; i++)
        if (text_equal(constraint_rows[i].constraint, constraint))
            return constraint_rows[i].status;
    if (sqlstate == NULL)
        return STATUS_UNAVAILABLE;
    for (size_t i = 0; i < sizeof sqlstate_rows / sizeof *sqlstate_rows; i++)
        if (strncmp(sqlstate, sqlstate_rows[i].prefix, strlen(sqlstate_rows[i].prefix)) == 0)
            return sqlstate_rows[i].status;
    return STATUS_INTERNAL;
}
