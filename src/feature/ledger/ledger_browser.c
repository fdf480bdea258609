#include "ledger/ledger_browser.h"

static const struct field posted_line_fields[] = {
    {"id", FIELD_INTEGER, offsetof(struct posted_line, id)},
    {"entry_id", FIELD_ID, offsetof(struct posted_line, entry_id)},
    {"cause_type", FIELD_TEXT, offsetof(struct posted_line, cause_type)},
    {"cause_id", FIELD_ID, offsetof(struct posted_line, cause_id)},
    {"description", FIELD_TEXT, offsetof(struct posted_line, description)},
    {"purpose", FIELD_TEXT, offsetof(struct posted_line, purpose)},
    {"owner_id", FIELD_ID, offsetof(struct posted_line, owner_id), FIELD_NULLABLE},
    {"handle", FIELD_TEXT, offsetof(struct posted_line, handle), FIELD_NULLABLE},
    {"amount_usd", FIELD_MONEY, offsetof(struct posted_line, amount_usd)},
    {"balance_after_usd", FIELD_MONEY, offsetof(struct posted_line, balance_after_usd),
     .description = "Of the stripe, where an account has several"},
    {"created_at", FIELD_TIME, offsetof(struct posted_line, created_at)},
};
const struct shape posted_line_shape = SHAPE("PostedLine", struct posted_line, posted_line_fields);
