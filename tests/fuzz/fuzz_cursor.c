/* libFuzzer target: any text as a list cursor. Only what cursor_encode() wrote is taken; and the bytes as a sort key
 * come back. */
#include "arena.h"
#include "cursor.h"
#include "fuzz.h"
#include "text.h"

#include <string.h>

#define LIST "vault/newest"

static void check_text(struct context *context, const char *text) {
    const char *parts[CURSOR_PARTS] = {"", ""};
    enum status status = cursor_decode(context, text, LIST, parts);
    fuzz_must(status == STATUS_OK || status == STATUS_INVALID_CURSOR, "cursor_decode()'s statuses");
    fuzz_must_explain(context, status);
    if (status != STATUS_OK || *text == '\0')
        return;
    fuzz_must(text_equal(cursor_encode(context, LIST, parts[0], parts[1]), text), "nobody else can make a cursor");
}

static void check_round_trip(struct context *context, const char *sort_key) {
    const char *parts[CURSOR_PARTS];
    const char *text = cursor_encode(context, LIST, sort_key, "id");
    if (strchr(sort_key, '\n') != NULL || strlen(text) > CURSOR_MAXIMUM)
        return;
    fuzz_must(cursor_decode(context, text, LIST, parts) == STATUS_OK, "our own cursor is taken");
    fuzz_must(text_equal(parts[0], sort_key) && text_equal(parts[1], "id"), "a cursor carries its place");
    fuzz_must(cursor_decode(context, text, "vault/oldest", parts) == STATUS_INVALID_CURSOR, "a cursor is for one list");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct context *context = fuzz_configured_context();
    const char *text = arena_copy(context->arena, data, size);
    check_text(context, text);
    check_round_trip(context, text);
    return 0;
}
