#include "console/console_write.h"

#include "arena.h"
#include "audit/audit.h"
#include "json_write.h"

#include <stdlib.h>
#include <string.h>

enum { REPRESENTATION_MAXIMUM = 1024 * 1024 };

/* The version a caller names: a form's hidden field, or If-Match (RFC 9110 section 13.1.1) without its quotes. nginx
 * marks the tag of an answer that it has compressed as weak. */
static const char *named_version(const struct request *request) {
    if (request->is_page)
        return request->form.version;
    static const char weak[] = "W/";
    const char *tag = request->if_match;
    if (tag != NULL && strncmp(tag, weak, sizeof weak - 1) == 0) /* nginx compressed what it was read from */
        tag += sizeof weak - 1;
    size_t length = tag == NULL ? 0 : strlen(tag);
    if (length < 2 || tag[0] != '"' || tag[length - 1] != '"')
        return tag;
    return arena_copy(request->context->arena, tag + 1, length - 2);
}

enum status console_compare_version(struct request *request, const struct shape *shape, const void *current) {
    static const char name[] = "version";
    struct context *context = request->context;
    const struct field *field = shape_find(shape, name, sizeof name - 1);
    const char *given = named_version(request);
    if (field == NULL || field->kind != FIELD_INTEGER)
        abort();
    const char *version = text_from_integer(context->arena, *(const int64_t *)field_of(field, current));
    request->version_compared = true;
    if (given == NULL)
        return context_refuse(context, STATUS_VERSION_REQUIRED, "Send If-Match with the ETag of what you have seen.");
    if (text_equal(given, version))
        return STATUS_OK;
    context->extension_name = "current";
    context->extension_shape = shape;
    context->extension_value = current;
    return context_refuse(context, STATUS_VERSION_CHANGED, "Version %s was changed meanwhile; it is version %s now.",
                          given, version);
}

static const char *representation(struct arena *arena, const struct shape *shape, const void *value) {
    struct text text = text_new(arena, REPRESENTATION_MAXIMUM);
    if (shape == NULL || value == NULL)
        return NULL;
    json_write(&text, shape, value);
    return text.data;
}

void console_audit(struct request *request, const struct console_act *act) {
    struct context *context = request->context;
    const struct audit_entry entry = {
        .actor = request->admin.admin_id,
        .action = act->action,
        .subject_type = act->subject_type,
        .subject_id = act->subject_id,
        .before = representation(context->arena, act->shape, act->before),
        .after = representation(context->arena, act->shape, act->after),
        .remote_address = request->remote_address,
    };
    audit_queue(context, &entry);
    request->audited = true;
}

void console_note_audited(struct request *request) {
    request->audited = true;
}
