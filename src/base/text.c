#include "text.h"

#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct text text_new(struct arena *arena, size_t maximum) {
    struct text text = {.arena = arena, .maximum = maximum};
    text.capacity = maximum < 256 ? maximum + 1 : 256;
    text.data = arena_alloc(arena, text.capacity);
    return text;
}

static bool text_reserve(struct text *text, size_t more) {
    if (text->overflowed || more > text->maximum - text->length) {
        text->overflowed = true;
        return false;
    }
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity)
        return true;
    size_t capacity = text->capacity * 2 > needed ? text->capacity * 2 : needed;
    char *data = arena_alloc(text->arena, capacity);
    memcpy(data, text->data, text->length + 1);
    text->data = data;
    text->capacity = capacity;
    return true;
}

void text_append_bytes(struct text *text, const char *bytes, size_t length) {
    if (!text_reserve(text, length))
        return;
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_append(struct text *text, const char *string) {
    text_append_bytes(text, string, strlen(string));
}

void text_append_character(struct text *text, char character) {
    text_append_bytes(text, &character, 1);
}

void text_append_integer(struct text *text, int64_t value) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%lld", (long long)value);
    text_append_bytes(text, digits, (size_t)length);
}

void text_append_format(struct text *text, const char *format, ...) {
    va_list list;
    va_start(list, format);
    text_append(text, arena_format_list(text->arena, format, list));
    va_end(list);
}

static const char *json_escape(unsigned char character, char buffer[8]) {
    switch (character) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        snprintf(buffer, 8, "\\u%04x", character);
        return buffer;
    }
}

void text_append_json(struct text *text, const char *string) {
    char buffer[8];
    text_append_character(text, '"');
    const char *plain = string;
    for (const char *at = string; *at != '\0'; at++) {
        unsigned char character = (unsigned char)*at;
        if (character >= 0x20 && character != '"' && character != '\\')
            continue;
        text_append_bytes(text, plain, (size_t)(at - plain));
        text_append(text, json_escape(character, buffer));
        plain = at + 1;
    }
    text_append(text, plain);
    text_append_character(text, '"');
}

static const char *html_escape(char character) {
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void text_append_html(struct text *text, const char *string) {
    const char *plain = string;
    for (const char *at = string; *at != '\0'; at++) {
        const char *escaped = html_escape(*at);
        if (escaped == NULL)
            continue;
        text_append_bytes(text, plain, (size_t)(at - plain));
        text_append(text, escaped);
        plain = at + 1;
    }
    text_append(text, plain);
}

bool text_equal(const char *left, const char *right) {
    return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* The length of the well-formed sequence at `at` (RFC 3629 section 4), or 0. */
static size_t utf8_sequence(const unsigned char *at, size_t left) {
    unsigned char first = at[0];
    if (first < 0x80)
        return first == 0 ? 0 : 1;
    size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || left < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((first == 0xe0 && at[1] < 0xa0) || (first == 0xed && at[1] > 0x9f))
        return 0;
    if ((first == 0xf0 && at[1] < 0x90) || (first == 0xf4 && at[1] > 0x8f))
        return 0;
    return length;
}

bool text_is_utf8(const char *bytes, size_t length) {
    const unsigned char *at = (const unsigned char *)bytes;
    while (length > 0) {
        size_t sequence = utf8_sequence(at, length);
        if (sequence == 0)
            return false;
        at += sequence;
        length -= sequence;
    }
    return true;
}

size_t text_count_characters(const char *string) {
    size_t count = 0;
    for (; *string != '\0'; string++)
        count += ((unsigned char)*string & 0xc0) != 0x80;
    return count;
}

bool text_parse_integer(const char *string, int64_t *ret_value) {
    bool negative = *string == '-';
    const char *at = string + negative;
    if (*at == '\0')
        return false;
    int64_t value = 0;
    for (; *at != '\0'; at++) {
        if (*at < '0' || *at > '9')
            return false;
        int64_t digit = negative ? -(*at - '0') : *at - '0';
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value))
            return false;
    }
    *ret_value = value;
    return true;
}

const char *text_from_integer(struct arena *arena, int64_t value) {
    return arena_format(arena, "%lld", (long long)value);
}

char *text_hex(struct arena *arena, const void *bytes, size_t length) {
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    char *hex = arena_alloc(arena, length * 2 + 1);
    for (size_t i = 0; i < length; i++) {
        hex[i * 2] = digits[from[i] >> 4];
        hex[i * 2 + 1] = digits[from[i] & 15];
    }
    return hex;
}

char *text_percent_encode(struct arena *arena, const char *value) {
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    static const char digits[] = "0123456789ABCDEF";
    char *encoded = arena_array(arena, strlen(value) + 1, 3);
    char *to = encoded;
    for (; *value != '\0'; value++) {
        unsigned char byte = (unsigned char)*value;
        if (strchr(unreserved, byte) != NULL) {
            *to++ = *value;
            continue;
        }
        *to++ = '%';
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
    return encoded;
}

static int hex_digit(char character) {
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    return -1;
}

bool text_parse_hex(const char *string, void *ret_bytes, size_t length) {
    if (strlen(string) != length * 2)
        return false;
    for (size_t i = 0; i < length * 2; i++)
        if (hex_digit(string[i]) < 0)
            return false;
    unsigned char *to = ret_bytes;
    for (size_t i = 0; i < length; i++)
        to[i] = (unsigned char)(hex_digit(string[i * 2]) << 4 | hex_digit(string[i * 2 + 1]));
    return true;
}

const char *text_like_pattern(struct arena *arena, const char *part) {
    struct text pattern = text_new(arena, 2 * strlen(part) + 3);
    text_append_character(&pattern, '%');
    for (; *part != '\0'; part++) {
        if (*part == '%' || *part == '_' || *part == '\\')
            text_append_character(&pattern, '\\');
        text_append_character(&pattern, *part);
    }
    text_append_character(&pattern, '%');
    return pattern.data;
}
