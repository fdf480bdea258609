#include "fairness/version_hash.h"

#include "catalog/rarity.h"
#include "digest.h"
#include "json_write.h"
#include "text.h"

#include <string.h>

enum { CANONICAL_MAXIMUM = 64 * 1024, RATE_DIGITS_MAXIMUM = 12 };

/* In the order of their names, as RFC 8785 sorts members. */
static const struct field hashed_row_fields[] = {
    {"collection_id", FIELD_ID, offsetof(struct hashed_row, collection_id), FIELD_REQUIRED},
    {"drop_rate", FIELD_DECIMAL, offsetof(struct hashed_row, drop_rate), FIELD_REQUIRED, .maximum = 2},
    {"fmv_max", FIELD_DECIMAL, offsetof(struct hashed_row, fmv_max), FIELD_REQUIRED, .maximum = 6},
    {"fmv_min", FIELD_DECIMAL, offsetof(struct hashed_row, fmv_min), FIELD_REQUIRED, .maximum = 6},
    {"rarity", FIELD_CHOICE, offsetof(struct hashed_row, rarity), FIELD_REQUIRED, .choices = rarities},
};
const struct shape hashed_row_shape = SHAPE("HashedRow", struct hashed_row, hashed_row_fields);

const char *version_hash_make(struct arena *arena, const struct hashed_row *rows, size_t count) {
    struct text canonical = text_new(arena, CANONICAL_MAXIMUM);
    unsigned char digest[SHA256_SIZE];
    json_write_list(&canonical, &hashed_row_shape, &(struct list){(void *)rows, count});
    digest_sha256(canonical.data, canonical.length, digest);
    return text_hex(arena, digest, sizeof digest);
}

int64_t version_hash_parse_rate(const char *drop_rate) {
    char digits[RATE_DIGITS_MAXIMUM + 1] = "";
    int64_t rate = 0;
    size_t length = strlen(drop_rate);
    if (length < 4 || length > RATE_DIGITS_MAXIMUM || drop_rate[length - 3] != '.')
        return 0;
    memcpy(digits, drop_rate, length - 3);
    memcpy(digits + length - 3, drop_rate + length - 2, 3);
    return text_parse_integer(digits, &rate) && rate > 0 ? rate : 0;
}
