/* libFuzzer target: any bytes as multipart/form-data. The first line is the Content-Type, the rest the body. */
#include "arena.h"
#include "fuzz.h"
#include "multipart.h"
#include "text.h"

#include <string.h>

static void check_part(const struct multipart_part *part, const char *body, size_t length) {
    fuzz_must(part->name != NULL && *part->name != '\0', "each part has a name");
    fuzz_must(strlen(part->name) <= MULTIPART_NAME_MAXIMUM, "names are bounded");
    fuzz_must(text_is_utf8(part->name, strlen(part->name)), "names are UTF-8");
    fuzz_must(part->file_name == NULL || text_is_utf8(part->file_name, strlen(part->file_name)), "names are UTF-8");
    fuzz_must(part->bytes >= body && part->length <= length, "a part lies inside the body");
    fuzz_must((size_t)(part->bytes - body) <= length - part->length, "a part ends inside the body");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct context *context = fuzz_context();
    struct multipart_part parts[MULTIPART_PARTS_MAXIMUM];
    size_t count = 0;
    const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
    size_t head = end == NULL ? size : (size_t)(end - data);
    const char *type = arena_copy(context->arena, data, head);
    size_t length = end == NULL ? 0 : size - head - 1;
    /* A copy of just its length, so that a step beyond it is seen. */
    char *body = arena_alloc(context->arena, length + 1);
    if (length > 0)
        memcpy(body, data + head + 1, length);
    enum status status = multipart_read(context, type, body, length, parts, &count);
    fuzz_must(status == STATUS_OK || status == STATUS_MALFORMED, "multipart_read()'s statuses");
    fuzz_must_explain(context, status);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        check_part(&parts[i], body, length);
    return 0;
}
