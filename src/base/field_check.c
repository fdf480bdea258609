#include "field_check.h"

#include "arena.h"
#include "clock.h"
#include "id.h"
#include "money.h"
#include "text.h"

#include <ctype.h>
#include <string.h>

enum { EMAIL_MAXIMUM = 254 };

typedef enum status take_text(struct context *context, const struct field *field, const char *path, const char *text,
                              void *at);

static enum status take_plain(struct context *context, const struct field *field, const char *path, const char *text,
                              void *at) {
    int64_t length = (int64_t)text_count_characters(text);
    if (length < field->minimum)
        return context_field_error(context, path, "too_short", "must have at least %lld characters",
                                   (long long)field->minimum);
    if (field->maximum > 0 && length > field->maximum)
        return context_field_error(context, path, "too_long", "must have at most %lld characters",
                                   (long long)field->maximum);
    if (field->characters != NULL && text[strspn(text, field->characters)] != '\0')
        return context_field_error(context, path, "invalid_character", "may only contain %s", field->characters);
    *(const char **)at = text;
    return STATUS_OK;
}

static enum status take_id(struct context *context, const struct field *field, const char *path, const char *text,
                           void *at) {
    (void)field;
    if (!id_is_valid(text))
        return context_field_error(context, path, "invalid_id", "must be a UUID in lower case");
    *(const char **)at = text;
    return STATUS_OK;
}

static enum status take_choice(struct context *context, const struct field *field, const char *path, const char *text,
                               void *at) {
    struct text allowed = text_new(context->arena, 1024);
    for (const char *const *choice = field->choices; *choice != NULL; choice++) {
        if (text_equal(*choice, text)) {
            *(const char **)at = *choice;
            return STATUS_OK;
        }
        text_append_format(&allowed, "%s%s", allowed.length > 0 ? ", " : "", *choice);
    }
    return context_field_error(context, path, "invalid_choice", "must be one of %s", allowed.data);
}

static enum status take_decimal(struct context *context, const struct field *field, const char *path, const char *text,
                                void *at) {
    size_t whole = strspn(text, "0123456789");
    /* One value has one text: it may be hashed as it stands. */
    bool padded = whole > 1 && text[0] == '0';
    bool fits = whole > 0 && whole <= 9 && !padded && text[whole] == '.';
    if (fits) {
        size_t decimals = strspn(text + whole + 1, "0123456789");
        fits = (int64_t)decimals == field->maximum && text[whole + 1 + decimals] == '\0';
    }
    if (!fits)
        return context_field_error(context, path, "invalid_decimal", "must be a decimal text with %lld decimals",
                                   (long long)field->maximum);
    *(const char **)at = text;
    return STATUS_OK;
}

static enum status take_hex(struct context *context, const struct field *field, const char *path, const char *text,
                            void *at) {
    if ((int64_t)strlen(text) != field->maximum || text[strspn(text, "0123456789abcdef")] != '\0')
        return context_field_error(context, path, "invalid_hex", "must be %lld lower-case hexadecimal digits",
                                   (long long)field->maximum);
    *(const char **)at = text;
    return STATUS_OK;
}

/* Deliberately loose (RFC 5321 allows nearly anything): the code that is mailed proves the rest. */
static bool looks_like_email(const char *text) {
    const char *at = strchr(text, '@');
    if (at == NULL || at == text || strchr(at + 1, '@') != NULL || strlen(text) > EMAIL_MAXIMUM)
        return false;
    for (const char *character = text; *character != '\0'; character++)
        if (*character <= ' ' || *character == 0x7f || strchr(",;:<>()[]\\\"", *character) != NULL)
            return false;
    const char *dot = strrchr(at, '.');
    return dot != NULL && dot > at + 1 && dot[1] != '\0' && strstr(at, "..") == NULL;
}

static enum status take_email(struct context *context, const struct field *field, const char *path, const char *text,
                              void *at) {
    (void)field;
    if (!looks_like_email(text))
        return context_field_error(context, path, "invalid_email", "must be an e-mail address");
    char *lower = arena_string(context->arena, text);
    for (char *character = lower; *character != '\0'; character++)
        *character = (char)tolower((unsigned char)*character);
    *(const char **)at = lower;
    return STATUS_OK;
}

static enum status check_bounds(struct context *context, const struct field *field, const char *path, int64_t number,
                                void *at) {
    bool bounded = field->minimum != 0 || field->maximum != 0;
    /* The ends of int64 are no values: the lower means "absent", and the JSON parser cuts what is beyond to either. */
    int64_t minimum = bounded ? field->minimum : INT64_MIN + 1;
    int64_t maximum = bounded ? field->maximum : INT64_MAX - 1;
    if (number < minimum || number > maximum)
        return context_field_error(context, path, "out_of_range", "must be from %lld to %lld", (long long)minimum,
                                   (long long)maximum);
    *(int64_t *)at = number;
    return STATUS_OK;
}

static enum status take_integer_text(struct context *context, const struct field *field, const char *path,
                                     const char *text, void *at) {
    int64_t number;
    if (!text_parse_integer(text, &number))
        return context_field_error(context, path, "invalid_integer", "must be a whole number");
    return check_bounds(context, field, path, number, at);
}

static enum status take_boolean_text(struct context *context, const struct field *field, const char *path,
                                     const char *text, void *at) {
    (void)field;
    if (!text_equal(text, "true") && !text_equal(text, "false"))
        return context_field_error(context, path, "invalid_boolean", "must be true or false");
    *(bool *)at = *text == 't';
    return STATUS_OK;
}

static enum status take_money(struct context *context, const struct field *field, const char *path, const char *text,
                              void *at) {
    int64_t micros;
    const char *decimals = strchr(text, '.');
    if (decimals == NULL || strlen(decimals) != 7 || !money_parse(text, &micros))
        return context_field_error(context, path, "invalid_money",
                                   "must be a decimal text with six decimals, as \"25.000000\"");
    bool bounded = field->minimum != 0 || field->maximum != 0;
    if (bounded && (micros < field->minimum || micros > field->maximum))
        return context_field_error(context, path, "out_of_range", "must be from %s to %s",
                                   money_text(context->arena, field->minimum),
                                   money_text(context->arena, field->maximum));
    *(int64_t *)at = micros;
    return STATUS_OK;
}

static enum status take_time(struct context *context, const struct field *field, const char *path, const char *text,
                             void *at) {
    int64_t time;
    (void)field;
    if (!clock_parse(text, &time))
        return context_field_error(context, path, "invalid_time", "must be an RFC 3339 time in UTC");
    *(int64_t *)at = time;
    return STATUS_OK;
}

static take_text *const take_texts[] = {
    [FIELD_TEXT] = take_plain,
    [FIELD_ID] = take_id,
    [FIELD_CHOICE] = take_choice,
    [FIELD_DECIMAL] = take_decimal,
    [FIELD_HEX] = take_hex,
    [FIELD_EMAIL] = take_email,
    [FIELD_INTEGER] = take_integer_text,
    [FIELD_BOOLEAN] = take_boolean_text,
    [FIELD_MONEY] = take_money,
    [FIELD_TIME] = take_time,
};

enum status field_take_text(struct context *context, const struct field *field, const char *path, const char *text,
                            void *value) {
    if (field->kind > FIELD_TIME)
        return context_field_error(context, path, "wrong_type", "cannot be a text");
    return take_texts[field->kind](context, field, path, text, field_at(field, value));
}

enum status field_take_integer(struct context *context, const struct field *field, const char *path, int64_t number,
                               void *value) {
    if (field->kind != FIELD_INTEGER)
        return context_field_error(context, path, "wrong_type", "cannot be a number");
    return check_bounds(context, field, path, number, field_at(field, value));
}
