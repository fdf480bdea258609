#include "ledger/purse_checks.h"

static const struct field purse_check_fields[] = {
    {"asset", FIELD_TEXT, offsetof(struct purse_check, asset)},
    {"on_chain", FIELD_TEXT, offsetof(struct purse_check, on_chain), .description = "Lamports or base units"},
    {"recorded", FIELD_TEXT, offsetof(struct purse_check, recorded)},
    {"difference", FIELD_TEXT, offsetof(struct purse_check, difference), FIELD_NULLABLE,
     .description = "null: there is none"},
    {"on_chain_whole", FIELD_TEXT, offsetof(struct purse_check, on_chain_whole), .description = "In SOL or USDC"},
    {"promised_usd", FIELD_MONEY, offsetof(struct purse_check, promised_usd),
     .description = "To be paid out in it, and not yet paid"},
    {"checked_at", FIELD_TIME, offsetof(struct purse_check, checked_at)},
};
const struct shape purse_check_shape = SHAPE("PurseCheck", struct purse_check, purse_check_fields);
