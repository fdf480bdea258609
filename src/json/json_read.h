/* A stranger's JSON into a struct: parsed strictly, unknown and duplicate members refused, every bad field named. */
#ifndef GEM_JSON_READ_H
#define GEM_JSON_READ_H

#include "context.h"
#include "shape.h"

enum { JSON_DEPTH_MAXIMUM = 16 };

/* Parses `length` bytes (RFC 8259, UTF-8 only, at most JSON_DEPTH_MAXIMUM deep) and reads the object by `shape` into
 * ret_value, cleared first. Strings live in the context's arena. STATUS_MALFORMED when it is no JSON object;
 * STATUS_INVALID_INPUT with one field error for every bad, missing, unknown or duplicate member. */
enum status json_read(struct context *context, const char *bytes, size_t length, const struct shape *shape,
                      void *ret_value) MUST_CHECK;

#endif
