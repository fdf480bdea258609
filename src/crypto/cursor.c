#include "cursor.h"

#include "arena.h"
#include "base64url.h"
#include "config.h"
#include "digest.h"
#include "text.h"

#include <string.h>

enum { TAG_SIZE = 12 };

static void make_tag(struct context *context, const char *payload, size_t length, unsigned char ret_tag[SHA256_SIZE]) {
    const char *key = config_text(context->config, SETTING_CURSOR_KEY);
    digest_hmac_sha256(key, strlen(key), payload, length, ret_tag);
}

const char *cursor_encode(struct context *context, const char *list, const char *sort_key, const char *id) {
    unsigned char tag[SHA256_SIZE];
    const char *payload = arena_format(context->arena, "%s\n%s\n%s", list, sort_key, id);
    size_t length = strlen(payload);
    unsigned char *bytes = arena_alloc(context->arena, TAG_SIZE + length);
    make_tag(context, payload, length, tag);
    memcpy(bytes, tag, TAG_SIZE);
    memcpy(bytes + TAG_SIZE, payload, length);
    return base64url_encode(context->arena, bytes, TAG_SIZE + length);
}

static enum status refuse_cursor(struct context *context) {
    return context_refuse(context, STATUS_INVALID_CURSOR, "Use next_cursor of the same list, or leave the cursor out.");
}

enum status cursor_decode(struct context *context, const char *text, const char *list,
                          const char *ret_parts[CURSOR_PARTS]) {
    unsigned char tag[SHA256_SIZE];
    unsigned char *bytes;
    size_t length;
    if (text == NULL || *text == '\0') {
        ret_parts[0] = ret_parts[1] = NULL;
        return STATUS_OK;
    }
    if (strlen(text) > CURSOR_MAXIMUM || !base64url_decode(context->arena, text, strlen(text), &bytes, &length) ||
        length <= TAG_SIZE)
        return refuse_cursor(context);
    char *payload = arena_copy(context->arena, bytes + TAG_SIZE, length - TAG_SIZE);
    make_tag(context, payload, length - TAG_SIZE, tag);
    if (!digest_equal(tag, bytes, TAG_SIZE))
        return refuse_cursor(context);
    char *first = strchr(payload, '\n');
    char *second = first == NULL ? NULL : strchr(first + 1, '\n');
    if (second == NULL)
        return refuse_cursor(context);
    *first = *second = '\0';
    if (!text_equal(payload, list))
        return refuse_cursor(context);
    ret_parts[0] = first + 1;
    ret_parts[1] = second + 1;
    return STATUS_OK;
}
