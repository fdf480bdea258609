#include "status.h"

struct status_row {
    int http;
    const char *code;
    const char *title;
};

static const struct status_row status_rows[STATUS_COUNT] = {
#define STATUS(name, http, code, title) [STATUS_##name] = {http, code, title},
#include "status.def"
#undef STATUS
};

int status_http(enum status status) {
    return status_rows[status].http;
}

const char *status_code(enum status status) {
    return status_rows[status].code;
}

const char *status_title(enum status status) {
    return status_rows[status].title;
}
