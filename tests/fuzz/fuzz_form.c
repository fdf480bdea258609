/* libFuzzer target: any bytes as a query string or urlencoded form for a shape with every kind of field. */
#include "arena.h"
#include "everything.h"
#include "fuzz.h"
#include "request.h"
#include "text.h"

#include <string.h>

/* The value percent-encoded whole. */
static void append_encoded(struct text *text, const char *name, const char *value) {
    if (value == NULL)
        return;
    text_append_format(text, "&%s=", name);
    for (; *value != '\0'; value++)
        text_append_format(text, "%%%02X", (unsigned)(unsigned char)*value);
}

static void check_reads_back(struct context *context, const struct everything *value) {
    struct everything again;
    struct text form = text_new(context->arena, 64 * 1024);
    append_encoded(&form, "text", value->text);
    append_encoded(&form, "nullable", value->nullable);
    append_encoded(&form, "email", value->email);
    enum status status = request_read_form(context, form.data, &everything_shape, &again);
    fuzz_must(status == STATUS_OK, "an encoded form is taken");
    fuzz_must(value->text == NULL || text_equal(again.text, value->text), "texts read back as themselves");
    fuzz_must(value->nullable == NULL || text_equal(again.nullable, value->nullable), "texts read back as themselves");
    fuzz_must(value->email == NULL || text_equal(again.email, value->email), "addresses read back as themselves");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct context *context = fuzz_context();
    struct everything value;
    memset(&value, 0xa5, sizeof value);
    enum status status = request_read_form(context, arena_copy(context->arena, data, size), &everything_shape, &value);
    fuzz_must(status == STATUS_OK || status == STATUS_INVALID_INPUT, "request_read_form()'s statuses");
    fuzz_must_explain(context, status);
    if (status != STATUS_OK)
        return 0;
    fuzz_must(value.text == NULL || text_is_utf8(value.text, strlen(value.text)), "texts are UTF-8");
    fuzz_must(value.pointer == NULL && value.object.word == NULL, "forms have no objects");
    fuzz_must(value.list.count <= 3, "lists are bounded");
    check_reads_back(context, &value);
    return 0;
}
