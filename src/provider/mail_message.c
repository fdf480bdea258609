#include "mail_message.h"

#include "arena.h"
#include "clock.h"
#include "id.h"
#include "text.h"

#include <string.h>
#include <time.h>

enum {
    EMAIL_MAXIMUM = 254, /* RFC 5321 section 4.5.3.1.3 */
    LINE_MAXIMUM = 76,   /* RFC 2045 section 6.7 and RFC 2047 section 2, CRLF not counted */
    WORD_FRAME = 12,     /* "=?UTF-8?Q?" and "?=" */
};

static bool has_control(const char *string) {
    for (; *string != '\0'; string++)
        if ((unsigned char)*string < ' ' || *string == 0x7f)
            return true;
    return false;
}

static bool is_header_text(const char *string, size_t maximum) {
    return strlen(string) <= maximum && !has_control(string) && text_is_utf8(string, strlen(string));
}

/* Printable ASCII with one @, nothing that means something in a header or a command (RFC 5322 section 3.2.3
 * "specials"). */
static bool is_email(const char *string) {
    const char *at = strchr(string, '@');
    if (at == NULL || at == string || at[1] == '\0' || strchr(at + 1, '@') != NULL || strlen(string) > EMAIL_MAXIMUM)
        return false;
    for (const char *character = string; *character != '\0'; character++)
        if (*character <= ' ' || *character > '~' || strchr(",;:<>()[]\\\"", *character) != NULL)
            return false;
    return true;
}

static char *trimmed(struct arena *arena, const char *start, const char *end) {
    while (start < end && *start == ' ')
        start++;
    while (end > start && end[-1] == ' ')
        end--;
    return arena_copy(arena, start, (size_t)(end - start));
}

/* Takes the quotes off a quoted-string (RFC 5322 section 3.2.4). */
static void unquote(char *name) {
    size_t length = strlen(name);
    if (length < 2 || name[0] != '"' || name[length - 1] != '"')
        return;
    char *to = name;
    for (size_t from = 1; from < length - 1; from++) {
        if (name[from] == '\\' && from + 1 < length - 1)
            from++;
        *to++ = name[from];
    }
    *to = '\0';
}

enum status mail_address_parse(struct context *context, const char *field, const char *text,
                               struct mail_address *ret_address) {
    struct mail_address address = {.email = text};
    size_t length = strlen(text);
    const char *open = strrchr(text, '<');
    if (!is_header_text(text, EMAIL_MAXIMUM + MAIL_NAME_MAXIMUM + 3))
        return context_field_error(context, field, "invalid_email", "must be one line of UTF-8 text");
    if (open != NULL && text[length - 1] == '>') {
        char *name = trimmed(context->arena, text, open);
        unquote(name);
        address.name = *name == '\0' ? NULL : name;
        address.email = arena_copy(context->arena, open + 1, (size_t)(text + length - 1 - (open + 1)));
    }
    if (!is_email(address.email) || (address.name != NULL && strlen(address.name) > MAIL_NAME_MAXIMUM))
        return context_field_error(context, field, "invalid_email", "must be an e-mail address");
    *ret_address = address;
    return STATUS_OK;
}

static enum status check_body(struct context *context, const char *field, const char *body) {
    size_t length = strlen(body);
    if (length == 0 || length > MAIL_BODY_MAXIMUM || !text_is_utf8(body, length))
        return context_field_error(context, field, "invalid_text", "must be UTF-8 text of 1 to %d bytes",
                                   (int)MAIL_BODY_MAXIMUM);
    return STATUS_OK;
}

enum status mail_letter_prepare(struct context *context, const char *from, const struct mail *mail,
                                struct mail_letter *ret_letter) {
    struct mail_letter letter = {.subject = mail->subject,
                                 .text = mail->text,
                                 .html = mail->html,
                                 .category = mail->category};
    enum status status = mail_address_parse(context, "from", from, &letter.from);
    if (status == STATUS_OK)
        status = mail_address_parse(context, "to", mail->to, &letter.to);
    if (status == STATUS_OK && (*mail->subject == '\0' || !is_header_text(mail->subject, MAIL_SUBJECT_MAXIMUM)))
        status = context_field_error(context, "subject", "invalid_text",
                                     "must be one line of UTF-8 text, up to %d bytes", (int)MAIL_SUBJECT_MAXIMUM);
    if (status == STATUS_OK && mail->category != NULL && !is_header_text(mail->category, MAIL_NAME_MAXIMUM))
        status = context_field_error(context, "category", "invalid_text", "must be one line of UTF-8 text");
    if (status == STATUS_OK)
        status = check_body(context, "text", mail->text);
    if (status == STATUS_OK && mail->html != NULL)
        status = check_body(context, "html", mail->html);
    if (status != STATUS_OK)
        return status;
    letter.id = id_new(context->arena);
    letter.time = clock_now();
    *ret_letter = letter;
    return STATUS_OK;
}

static bool is_ascii(const char *string) {
    for (; *string != '\0'; string++)
        if (*string < ' ' || *string > '~')
            return false;
    return true;
}

/* The length of the character at `at`, in valid UTF-8. */
static size_t character_length(const char *at) {
    size_t length = 1;
    while (((unsigned char)at[length] & 0xc0) == 0x80)
        length++;
    return length;
}

/* Safe in an encoded word wherever it stands (RFC 2047 section 5, rule 3). */
static bool is_word_safe(char character) {
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') || (character != '\0' && strchr("!*+-/", character) != NULL);
}

static void append_hex(struct text *text, char byte) {
    static const char digits[] = "0123456789ABCDEF";
    text_append_character(text, '=');
    text_append_character(text, digits[(unsigned char)byte >> 4]);
    text_append_character(text, digits[(unsigned char)byte & 15]);
}

/* Appends `string` as Q words, folded; a character is never split. `column` is where the line stands. */
static void append_words(struct text *text, const char *string, size_t column) {
    size_t left = 0;
    bool open = false;
    while (*string != '\0') {
        size_t length = character_length(string);
        bool plain = is_word_safe(*string) || *string == ' ';
        size_t width = plain ? 1 : length * 3;
        if (!open || width > left) {
            text_append(text, open ? "?=\r\n =?UTF-8?Q?" : "=?UTF-8?Q?");
            left = LINE_MAXIMUM - WORD_FRAME - (open ? 1 : column);
            open = true;
        }
        if (plain)
            text_append_character(text, *string == ' ' ? '_' : *string);
        for (size_t i = 0; !plain && i < length; i++)
            append_hex(text, string[i]);
        left -= width;
        string += length;
    }
    text_append(text, "?=");
}

/* Short ASCII stands as it is, unless a reader would take it for an encoded word. */
static bool needs_words(const char *string, size_t column) {
    return !is_ascii(string) || strlen(string) + column > LINE_MAXIMUM || strstr(string, "=?") != NULL;
}

static void append_address(struct text *text, const char *header, const struct mail_address *address) {
    size_t column = strlen(header) + 2;
    const char *between = "\r\n ";
    text_append_format(text, "%s: ", header);
    if (address->name == NULL) {
        text_append_format(text, "%s\r\n", address->email);
        return;
    }
    if (needs_words(address->name, column + 2)) {
        append_words(text, address->name, column);
    } else {
        text_append_character(text, '"');
        for (const char *character = address->name; *character != '\0'; character++) {
            if (*character == '"' || *character == '\\')
                text_append_character(text, '\\');
            text_append_character(text, *character);
        }
        text_append_character(text, '"');
        if (column + strlen(address->name) + strlen(address->email) + 5 <= LINE_MAXIMUM)
            between = " ";
    }
    text_append_format(text, "%s<%s>\r\n", between, address->email);
}

/* Quoted-printable (RFC 2045 section 6.7). Line ends of any kind become CRLF. */
static void append_quoted_printable(struct text *text, const char *string) {
    size_t column = 0;
    for (; *string != '\0'; string++) {
        if (*string == '\n' || (string[0] == '\r' && string[1] == '\n')) {
            string += *string == '\r';
            text_append(text, "\r\n");
            column = 0;
            continue;
        }
        bool blank = *string == ' ' || *string == '\t';
        bool ends_line = string[1] == '\0' || string[1] == '\n' || string[1] == '\r';
        bool plain = (*string > ' ' && *string <= '~' && *string != '=') || (blank && !ends_line);
        size_t width = plain ? 1 : 3;
        if (column + width > LINE_MAXIMUM - 1) {
            text_append(text, "=\r\n");
            column = 0;
        }
        if (plain)
            text_append_character(text, *string);
        else
            append_hex(text, *string);
        column += width;
    }
}

static void append_part(struct text *text, const char *type, const char *body) {
    text_append_format(text, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
                       type);
    append_quoted_printable(text, body);
}

/* RFC 5322 section 3.3. */
static void append_date(struct text *text, int64_t time) {
    static const char days[] = "Sun\0Mon\0Tue\0Wed\0Thu\0Fri\0Sat";
    static const char months[] = "Jan\0Feb\0Mar\0Apr\0May\0Jun\0Jul\0Aug\0Sep\0Oct\0Nov\0Dec";
    time_t seconds = time / CLOCK_SECOND;
    struct tm parts = {0};
    gmtime_r(&seconds, &parts);
    text_append_format(text, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days + parts.tm_wday * 4, parts.tm_mday,
                       months + parts.tm_mon * 4, parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

void mail_message_write(struct text *text, const struct mail_letter *letter) {
    static const char subject[] = "Subject: ";
    append_date(text, letter->time);
    append_address(text, "From", &letter->from);
    append_address(text, "To", &letter->to);
    text_append(text, subject);
    if (needs_words(letter->subject, sizeof subject - 1))
        append_words(text, letter->subject, sizeof subject - 1);
    else
        text_append(text, letter->subject);
    /* Auto-Submitted (RFC 3834) keeps holiday replies away. */
    text_append_format(text, "\r\nMessage-ID: <%s%s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n",
                       letter->id, strchr(letter->from.email, '@'));
    if (letter->html == NULL) {
        append_part(text, "text/plain", letter->text);
        text_append(text, "\r\n");
        return;
    }
    text_append_format(text, "Content-Type: multipart/alternative; boundary=\"gem-%s\"\r\n\r\n--gem-%s\r\n", letter->id,
                       letter->id);
    append_part(text, "text/plain", letter->text);
    text_append_format(text, "\r\n--gem-%s\r\n", letter->id);
    append_part(text, "text/html", letter->html);
    text_append_format(text, "\r\n--gem-%s--\r\n", letter->id);
}
