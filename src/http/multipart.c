#include "multipart.h"

#include "arena.h"
#include "text.h"

#include <string.h>
#include <strings.h>

enum { BOUNDARY_MAXIMUM = 70, DELIMITER_MAXIMUM = BOUNDARY_MAXIMUM + 8 };

static enum status refuse(struct context *context, const char *why) {
    return context_refuse(context, STATUS_MALFORMED, "The form cannot be read: %s.", why);
}

/* The value of `name=` among the parameters behind a semicolon, with or without quotes, in the arena; NULL when it is
 * not there. Browsers write a quote inside a name as %22 and a line end as %0D%0A, so a quote ends it. */
static const char *parameter(struct arena *arena, const char *header, const char *name) {
    size_t length = strlen(name);
    for (const char *at = strchr(header, ';'); at != NULL; at = strchr(at, ';')) {
        at++;
        at += strspn(at, " \t");
        if (strncasecmp(at, name, length) == 0 && at[length] == '=') {
            const char *value = at + length + 1;
            bool quoted = *value == '"';
            value += quoted;
            size_t value_length = strcspn(value, quoted ? "\"" : "; \t");
            if (quoted && value[value_length] != '"')
                return NULL;
            return arena_copy(arena, value, value_length);
        }
        /* A semicolon between quotes does not end a parameter. */
        const char *quote = strchr(at, '"');
        const char *end = strchr(at, ';');
        if (quote != NULL && end != NULL && quote < end) {
            const char *closing = strchr(quote + 1, '"');
            if (closing == NULL)
                return NULL;
            at = closing;
        }
    }
    return NULL;
}

/* RFC 2046 section 5.1.1. */
static const char *read_boundary(struct arena *arena, const char *content_type) {
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=? ";
    const char *boundary = content_type == NULL ? NULL : parameter(arena, content_type, "boundary");
    size_t length = boundary == NULL ? 0 : strlen(boundary);
    bool fits = length > 0 && length <= BOUNDARY_MAXIMUM && strspn(boundary, characters) == length;
    return fits && boundary[length - 1] != ' ' ? boundary : NULL;
}

struct reader {
    struct context *context;
    const char *at;
    const char *end;
    char delimiter[DELIMITER_MAXIMUM]; /* CR LF -- boundary */
    size_t delimiter_length;
};

static bool starts_with(const struct reader *reader, const char *bytes, size_t length) {
    return (size_t)(reader->end - reader->at) >= length && memcmp(reader->at, bytes, length) == 0;
}

/* The line called Content-Disposition among the head's lines. */
static const char *find_disposition(struct arena *arena, const char *head, size_t length) {
    static const char name[] = "Content-Disposition:";
    const char *end = head + length;
    while (head < end) {
        const char *line_end = memmem(head, (size_t)(end - head), "\r\n", 2);
        size_t line_length = (size_t)((line_end == NULL ? end : line_end) - head);
        if (line_length >= sizeof name - 1 && strncasecmp(head, name, sizeof name - 1) == 0)
            return arena_copy(arena, head + sizeof name - 1, line_length - sizeof name + 1);
        head += line_length + 2;
    }
    return NULL;
}

static enum status read_head(struct reader *reader, const char *head, size_t length, struct multipart_part *ret_part) {
    static const char kind[] = "form-data";
    struct arena *arena = reader->context->arena;
    if (length > MULTIPART_HEAD_MAXIMUM || !text_is_utf8(head, length))
        return refuse(reader->context, "a part's head is too long or no text");
    const char *disposition = find_disposition(arena, head, length);
    if (disposition != NULL)
        disposition += strspn(disposition, " \t");
    if (disposition == NULL || strncasecmp(disposition, kind, sizeof kind - 1) != 0)
        return refuse(reader->context, "a part is not form-data");
    ret_part->name = parameter(arena, disposition, "name");
    ret_part->file_name = parameter(arena, disposition, "filename");
    if (ret_part->name == NULL || *ret_part->name == '\0' || strlen(ret_part->name) > MULTIPART_NAME_MAXIMUM)
        return refuse(reader->context, "a part has no name");
    return STATUS_OK;
}

static enum status read_part(struct reader *reader, struct multipart_part *ret_part) {
    const char *head = reader->at;
    const char *blank = memmem(head, (size_t)(reader->end - head), "\r\n\r\n", 4);
    if (blank == NULL)
        return refuse(reader->context, "a part's head does not end");
    const char *body = blank + 4;
    const char *close = memmem(body - 2, (size_t)(reader->end - body) + 2, reader->delimiter, reader->delimiter_length);
    if (close == NULL)
        return refuse(reader->context, "a part does not end");
    ret_part->bytes = body;
    ret_part->length = close < body ? 0 : (size_t)(close - body);
    reader->at = close + reader->delimiter_length;
    return read_head(reader, head, (size_t)(blank - head), ret_part);
}

enum status multipart_read(struct context *context, const char *content_type, const char *bytes, size_t length,
                           struct multipart_part *ret_parts, size_t *ret_count) {
    const char *boundary = read_boundary(context->arena, content_type);
    struct reader reader = {.context = context, .at = bytes, .end = bytes + length};
    size_t count = 0;
    if (boundary == NULL)
        return refuse(context, "it names no boundary");
    memcpy(reader.delimiter, "\r\n--", 4);
    memcpy(reader.delimiter + 4, boundary, strlen(boundary));
    reader.delimiter_length = strlen(boundary) + 4;
    if (!starts_with(&reader, reader.delimiter + 2, reader.delimiter_length - 2))
        return refuse(context, "it does not begin with its boundary");
    reader.at += reader.delimiter_length - 2;
    while (!starts_with(&reader, "--", 2)) {
        if (!starts_with(&reader, "\r\n", 2))
            return refuse(context, "a boundary is not a line of its own");
        if (count == MULTIPART_PARTS_MAXIMUM)
            return refuse(context, "it has too many parts");
        reader.at += 2;
        enum status status = read_part(&reader, &ret_parts[count]);
        if (status != STATUS_OK)
            return status;
        count++;
    }
    *ret_count = count;
    return STATUS_OK;
}
