/* Other people's JSON into a struct. A stranger's request is read strictly: unknown and duplicate members refused,
 * every bad field named. An outside service's answer may carry more than we ask for. */
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

/* The same for an outside service's answer: members that the shape does not name are skipped, and of a repeated one the
 * last counts. `bytes` end with a NUL after `length`, as those of http_client.h do, and are not copied.
 * STATUS_MALFORMED for whatever does not fit, with a detail that names the first member and no value; no field errors,
 * because it is not the visitor who sent it.
 *
 * Two more things can be read from an answer: FIELD_JSON keeps whatever it finds as JSON text, a number as it was
 * written (null: NULL); and the shape of a list whose elements are no objects has one field without a name, which says
 * what they are. */
enum status json_read_answer(struct context *context, const char *bytes, size_t length, const struct shape *shape,
                             void *ret_value) MUST_CHECK;

/* Whether the bytes, which end with a NUL after `length`, are JSON of any kind. STATUS_MALFORMED when not. */
enum status json_check(struct context *context, const char *bytes, size_t length) MUST_CHECK;

#endif
