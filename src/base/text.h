/* A growing piece of text in an arena, with a stated maximum, and the small questions one asks of text. */
#ifndef GEM_TEXT_H
#define GEM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* `data` is always NUL-terminated. Past `maximum` bytes nothing more is added and `overflowed` is set. */
struct text {
    struct arena *arena;
    char *data;
    size_t length;
    size_t capacity;
    size_t maximum;
    bool overflowed;
};

struct text text_new(struct arena *arena, size_t maximum);

void text_append(struct text *text, const char *string);
void text_append_bytes(struct text *text, const char *bytes, size_t length);
void text_append_character(struct text *text, char character);
void text_append_integer(struct text *text, int64_t value);
void text_append_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends a JSON string with its quotes (RFC 8259 section 7). Bytes from 0x80 pass through: feed it valid UTF-8. */
void text_append_json(struct text *text, const char *string);

/* Appends with & < > " ' escaped for HTML and XML text and attribute values. */
void text_append_html(struct text *text, const char *string);

/* Equal strings? NULL equals nothing. */
bool text_equal(const char *left, const char *right);

/* Well-formed UTF-8 without NUL, overlong forms or surrogates (RFC 3629)? */
bool text_is_utf8(const char *bytes, size_t length);

/* Number of code points in valid UTF-8. */
size_t text_count_characters(const char *string);

/* Parses a whole string as a decimal int64, without blanks or a plus sign; false when it is not one. */
bool text_parse_integer(const char *string, int64_t *ret_value);

/* A decimal int64 in the arena, for SQL parameters. */
const char *text_from_integer(struct arena *arena, int64_t value);

/* Lower-case hexadecimal of `length` bytes, in the arena. */
char *text_hex(struct arena *arena, const void *bytes, size_t length);

/* Everything but unreserved characters as %XX (RFC 3986 section 2.1), in the arena: right in addresses and in forms. */
char *text_percent_encode(struct arena *arena, const char *value);

/* A pattern for SQL's LIKE that finds `part` anywhere, in the arena: what LIKE takes for itself is escaped. */
const char *text_like_pattern(struct arena *arena, const char *part);

/* Exactly 2 × length lower-case hexadecimal digits into `ret_bytes`; false otherwise. */
bool text_parse_hex(const char *string, void *ret_bytes, size_t length);

#endif
