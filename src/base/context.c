#include "context.h"

#include "arena.h"

#include <stdarg.h>
#include <string.h>

void context_reset(struct context *context) {
    *context = (struct context){.arena = context->arena,
                                .db = context->db,
                                .cache = context->cache,
                                .config = context->config,
                                .templates = context->templates,
                                .solana = context->solana};
}

enum status context_refuse(struct context *context, enum status status, const char *format, ...) {
    va_list list;
    va_start(list, format);
    context->detail = arena_format_list(context->arena, format, list);
    va_end(list);
    return status;
}

/* The array grows when its length is a power of two. */
static void make_room(struct context *context) {
    size_t count = context->field_error_count;
    if ((count & (count - 1)) != 0)
        return;
    struct field_error *errors = arena_array(context->arena, count == 0 ? 1 : count * 2, sizeof *errors);
    if (count > 0)
        memcpy(errors, context->field_errors, count * sizeof *errors);
    context->field_errors = errors;
}

enum status context_field_error(struct context *context, const char *field, const char *code, const char *format, ...) {
    va_list list;
    make_room(context);
    struct field_error *error = &context->field_errors[context->field_error_count++];
    va_start(list, format);
    error->field = arena_string(context->arena, field);
    error->code = code;
    error->detail = arena_format_list(context->arena, format, list);
    va_end(list);
    return STATUS_INVALID_INPUT;
}
