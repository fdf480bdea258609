#include "everything.h"

static const char *const choices[] = {"UP", "DOWN", NULL};

static const struct field leaf_fields[] = {
    {"flag", FIELD_BOOLEAN, offsetof(struct leaf, flag), FIELD_REQUIRED},
};
static const struct shape leaf_shape = SHAPE("Leaf", struct leaf, leaf_fields);

static const struct field part_fields[] = {
    {"word", FIELD_TEXT, offsetof(struct part, word), FIELD_REQUIRED, 2, 9},
    {"number", FIELD_INTEGER, offsetof(struct part, number), 0, 1, 5},
    {"parts", FIELD_LIST, offsetof(struct part, parts), 0, 0, 2, .shape = &leaf_shape},
};
const struct shape part_shape = SHAPE("Part", struct part, part_fields);

static const struct field everything_fields[] = {
    {"text", FIELD_TEXT, offsetof(struct everything, text), 0, 1, 64},
    {"id", FIELD_ID, offsetof(struct everything, id)},
    {"choice", FIELD_CHOICE, offsetof(struct everything, choice), .choices = choices},
    {"decimal", FIELD_DECIMAL, offsetof(struct everything, decimal), .maximum = 2},
    {"hex", FIELD_HEX, offsetof(struct everything, hex), .maximum = 8},
    {"email", FIELD_EMAIL, offsetof(struct everything, email)},
    {"integer", FIELD_INTEGER, offsetof(struct everything, integer), 0, -10, 10},
    {"unbounded", FIELD_INTEGER, offsetof(struct everything, unbounded)},
    {"boolean", FIELD_BOOLEAN, offsetof(struct everything, boolean)},
    {"money", FIELD_MONEY, offsetof(struct everything, money), 0, 1, INT64_C(1000000000)},
    {"time", FIELD_TIME, offsetof(struct everything, time)},
    {"object", FIELD_OBJECT, offsetof(struct everything, object), .shape = &part_shape},
    {"pointer", FIELD_POINTER, offsetof(struct everything, pointer), .shape = &part_shape},
    {"list", FIELD_LIST, offsetof(struct everything, list), 0, 1, 3, .shape = &part_shape},
    {"texts", FIELD_LIST, offsetof(struct everything, texts), 0, 0, 3},
    {"json", FIELD_JSON, offsetof(struct everything, json)},
    {"nullable", FIELD_TEXT, offsetof(struct everything, nullable), FIELD_NULLABLE, 1, 64},
    {"nullable_integer", FIELD_INTEGER, offsetof(struct everything, nullable_integer), FIELD_NULLABLE},
};
const struct shape everything_shape = SHAPE("Everything", struct everything, everything_fields);
