/* multipart/form-data (RFC 7578), as browsers send a form with a file: its parts, bounded and read strictly. */
#ifndef GEM_MULTIPART_H
#define GEM_MULTIPART_H

#include "context.h"

#include <stddef.h>

enum { MULTIPART_PARTS_MAXIMUM = 16, MULTIPART_HEAD_MAXIMUM = 1024, MULTIPART_NAME_MAXIMUM = 128 };

struct multipart_part {
    const char *name;
    const char *file_name; /* NULL: an ordinary field */
    const char *bytes;     /* inside what was read; not NUL-terminated */
    size_t length;
};

/* Reads the parts of a body of `length` bytes whose Content-Type is given into ret_parts, which has room for
 * MULTIPART_PARTS_MAXIMUM. Names live in the context's arena. STATUS_MALFORMED for anything that is not well formed,
 * has too many parts, or a part without a name. */
enum status multipart_read(struct context *context, const char *content_type, const char *bytes, size_t length,
                           struct multipart_part *ret_parts, size_t *ret_count) MUST_CHECK;

#endif
