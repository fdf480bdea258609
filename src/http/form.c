#include "form.h"

#include "arena.h"
#include "multipart.h"
#include "text.h"

#include <string.h>

struct hidden_field {
    const char *name;
    size_t offset; /* in struct form_fields */
};

static const struct hidden_field hidden_fields[] = {
    {"_method", offsetof(struct form_fields, method)},
    {"_seen", offsetof(struct form_fields, seen)},
    {"_token", offsetof(struct form_fields, token)},
    {"_version", offsetof(struct form_fields, version)},
};

/* The value behind "name=" when the pair is called `name`, else NULL. Browsers encode brackets in names. */
static const char *pair_value(struct arena *arena, const char *pair, size_t length, const char *name) {
    const char *equals = memchr(pair, '=', length);
    if (equals == NULL || !text_equal(request_decode(arena, pair, (size_t)(equals - pair)), name))
        return NULL;
    return request_decode(arena, equals + 1, length - (size_t)(equals - pair) - 1);
}

static bool take_part(struct request *request, const struct multipart_part *part, struct text *rest) {
    static const char file[] = "file";
    struct arena *arena = request->context->arena;
    if (text_equal(part->name, file) && part->file_name != NULL) {
        request->upload = (struct upload){part->file_name, part->bytes, part->length};
        return true;
    }
    const char *value = arena_copy(arena, part->bytes, part->length);
    if (!text_is_utf8(part->bytes, part->length))
        return false;
    for (size_t i = 0; i < sizeof hidden_fields / sizeof *hidden_fields; i++) {
        if (!text_equal(part->name, hidden_fields[i].name))
            continue;
        *(const char **)(void *)((char *)&request->form + hidden_fields[i].offset) = value;
        return true;
    }
    text_append_format(rest, "%s%s=%s", rest->length > 0 ? "&" : "", text_percent_encode(arena, part->name),
                       text_percent_encode(arena, value));
    return true;
}

enum status form_take_parts(struct request *request) {
    struct context *context = request->context;
    struct multipart_part parts[MULTIPART_PARTS_MAXIMUM];
    struct text rest = text_new(context->arena, 4 * request->body_length + 1);
    size_t count = 0;
    enum status status =
        multipart_read(context, request->content_type, request->body_bytes, request->body_length, parts, &count);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (!take_part(request, &parts[i], &rest))
            return context_refuse(context, STATUS_MALFORMED, "A field of the form is not UTF-8 text.");
    request->form.rest = rest.data;
    return status;
}

static bool take_pair(struct request *request, const char *pair, size_t length) {
    for (size_t i = 0; i < sizeof hidden_fields / sizeof *hidden_fields; i++) {
        const char *value = pair_value(request->context->arena, pair, length, hidden_fields[i].name);
        if (value == NULL)
            continue;
        *(const char **)(void *)((char *)&request->form + hidden_fields[i].offset) = value;
        return true;
    }
    return false;
}

/* Browsers send the end of a line as CR LF, whatever was typed or put into the field (HTML, constructing an entry
 * list); here it is LF, as in JSON. */
static void append_pair(struct text *rest, const char *pair, size_t length) {
    static const char line_end[] = "%0D%0A";
    size_t end_length = sizeof line_end - 1;
    text_append(rest, rest->length > 0 ? "&" : "");
    for (size_t i = 0; i < length; i++) {
        if (length - i >= end_length && memcmp(pair + i, line_end, end_length) == 0)
            i += end_length / 2;
        text_append_character(rest, pair[i]);
    }
}

void form_take_hidden(struct request *request) {
    struct text rest = text_new(request->context->arena, request->body_length + 1);
    const char *form = request->body_bytes == NULL ? "" : request->body_bytes;
    while (*form != '\0') {
        size_t length = strcspn(form, "&");
        if (length > 0 && !take_pair(request, form, length))
            append_pair(&rest, form, length);
        form += length;
        form += *form == '&';
    }
    request->form.rest = rest.data;
}

const char *form_typed(const struct request *request, const char *name) {
    const char *form = request->form.rest == NULL ? "" : request->form.rest;
    while (*form != '\0') {
        size_t length = strcspn(form, "&");
        const char *value = pair_value(request->context->arena, form, length, name);
        if (value != NULL)
            return value;
        form += length;
        form += *form == '&';
    }
    return NULL;
}

const char *form_complete_decimal(struct arena *arena, const struct field *field, const char *value) {
    static const char zeros[] = "000000";
    static const char digits[] = "0123456789";
    size_t wanted = field->kind == FIELD_MONEY ? sizeof zeros - 1 : (size_t)field->maximum;
    if ((field->kind != FIELD_MONEY && field->kind != FIELD_DECIMAL) || wanted == 0 || wanted > sizeof zeros - 1)
        return value;
    const char *number = value + (*value == '-');
    size_t whole = strspn(number, digits);
    size_t given = number[whole] == '.' ? strspn(number + whole + 1, digits) : 0;
    bool ends = number[whole] == '\0' || (given > 0 && number[whole + 1 + given] == '\0');
    if (whole == 0 || !ends || given >= wanted)
        return value;
    return arena_format(arena, "%s%s%.*s", value, given == 0 ? "." : "", (int)(wanted - given), zeros);
}
