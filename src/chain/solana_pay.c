#include "solana_pay.h"

#include "arena.h"
#include "text.h"

#include <string.h>

enum { URL_MAXIMUM = 8192, DECIMALS_MAXIMUM = 18 };

/* Base units in whole ones, without zeros at the end: "0.05", "20". */
static const char *amount_text(struct arena *arena, int64_t amount, int decimals) {
    int64_t unit = 1;
    for (int i = 0; i < decimals && i < DECIMALS_MAXIMUM; i++)
        unit *= 10;
    char *text = arena_format(arena, "%lld.%0*lld", (long long)(amount / unit), decimals, (long long)(amount % unit));
    char *end = text + strlen(text);
    while (end[-1] == '0')
        end--;
    if (end[-1] == '.')
        end--;
    *end = '\0';
    return text;
}

static void append_parameter(struct text *url, const char *name, const char *value) {
    if (value != NULL)
        text_append_format(url, "&%s=%s", name, text_percent_encode(url->arena, value));
}

const char *solana_pay_url(struct arena *arena, const struct solana_payment_request *request) {
    struct text url = text_new(arena, URL_MAXIMUM);
    text_append_format(&url, "solana:%s?amount=%s", request->recipient,
                       amount_text(arena, request->amount, request->decimals));
    append_parameter(&url, "spl-token", request->mint);
    append_parameter(&url, "reference", request->reference);
    append_parameter(&url, "label", request->label);
    append_parameter(&url, "message", request->message);
    append_parameter(&url, "memo", request->memo);
    return url.data;
}
