#include "operations/alerts.h"

static const char *const severities[] = {"bad", "warn", NULL};

static const struct field alert_fields[] = {
    {"severity", FIELD_CHOICE, offsetof(struct alert, severity), .choices = severities},
    {"what", FIELD_TEXT, offsetof(struct alert, what)},
    {"detail", FIELD_TEXT, offsetof(struct alert, detail)},
    {"page", FIELD_TEXT, offsetof(struct alert, page), .description = "Of the console, where to go"},
};
const struct shape alert_shape = SHAPE("SystemAlert", struct alert, alert_fields);
