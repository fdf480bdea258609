#include "mail.h"

#include "arena.h"
#include "config.h"
#include "http_client.h"
#include "json_read.h"
#include "mail_message.h"
#include "smtp_client.h"
#include "text.h"

#include <string.h>

enum {
    SENDGRID_MILLISECONDS = 15000,
    SMTP_MILLISECONDS = 30000, /* a server may look at a mail for a while before it takes it */
    ANSWER_MAXIMUM = 64 * 1024,
    REASON_MAXIMUM = 200,
    /* Quoted-printable makes three bytes of one, JSON at most six, and there are two bodies. */
    WIRE_MAXIMUM = 2 * 6 * MAIL_BODY_MAXIMUM + 64 * 1024,
};

struct sendgrid_error {
    const char *message;
    const char *field;
    const char *help;
};
static const struct field error_fields[] = {
    {"message", FIELD_TEXT, offsetof(struct sendgrid_error, message), .flags = FIELD_NULLABLE},
    {"field", FIELD_TEXT, offsetof(struct sendgrid_error, field), .flags = FIELD_NULLABLE},
    {"help", FIELD_TEXT, offsetof(struct sendgrid_error, help), .flags = FIELD_NULLABLE},
};
static const struct shape error_shape = SHAPE("SendgridError", struct sendgrid_error, error_fields);

struct sendgrid_errors {
    struct list errors;
};
static const struct field errors_fields[] = {
    {"errors", FIELD_LIST, offsetof(struct sendgrid_errors, errors), .maximum = 100, .shape = &error_shape},
};
static const struct shape errors_shape = SHAPE("SendgridErrors", struct sendgrid_errors, errors_fields);

/* After the scheme: a host, and nothing that would swallow the path we add. */
static bool is_plain_rest(const char *rest) {
    if (*rest == '\0' || *rest == '/' || strpbrk(rest, "?#") != NULL)
        return false;
    for (; *rest != '\0'; rest++)
        if (*rest <= ' ' || *rest > '~')
            return false;
    return true;
}

bool mail_route_parse(struct arena *arena, const char *url, struct mail_route *ret_route) {
    static const struct {
        const char *scheme;
        enum mail_transport transport;
        size_t cut; /* bytes in front that are ours alone */
    } rows[] = {
        {"sendgrid+https://", MAIL_SENDGRID, sizeof "sendgrid+" - 1},
        {"sendgrid+http://", MAIL_SENDGRID, sizeof "sendgrid+" - 1},
        {"smtp://", MAIL_SMTP, 0},
        {"smtps://", MAIL_SMTP, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].scheme);
        if (strncmp(url, rows[i].scheme, length) != 0 || !is_plain_rest(url + length))
            continue;
        char *base = arena_string(arena, url + rows[i].cut);
        if (rows[i].transport == MAIL_SENDGRID)
            for (size_t end = strlen(base); base[end - 1] == '/'; end--)
                base[end - 1] = '\0';
        *ret_route = (struct mail_route){rows[i].transport, base};
        return true;
    }
    return false;
}

static void append_address(struct text *text, const struct mail_address *address) {
    text_append(text, "{\"email\":");
    text_append_json(text, address->email);
    if (address->name != NULL) {
        text_append(text, ",\"name\":");
        text_append_json(text, address->name);
    }
    text_append(text, "}");
}

static void append_content(struct text *text, const char *type, const char *value) {
    text_append_format(text, "{\"type\":\"%s\",\"value\":", type);
    text_append_json(text, value);
    text_append(text, "}");
}

void mail_sendgrid_write(struct text *text, const struct mail_letter *letter) {
    text_append(text, "{\"personalizations\":[{\"to\":[");
    append_address(text, &letter->to);
    text_append(text, "]}],\"from\":");
    append_address(text, &letter->from);
    text_append(text, ",\"subject\":");
    text_append_json(text, letter->subject);
    text_append(text, ",\"content\":[");
    append_content(text, "text/plain", letter->text);
    if (letter->html != NULL) {
        text_append(text, ",");
        append_content(text, "text/html", letter->html);
    }
    text_append(text, "]");
    if (letter->category != NULL) {
        text_append(text, ",\"categories\":[");
        text_append_json(text, letter->category);
        text_append(text, "]");
    }
    /* A rewritten link would carry somebody's code through a third party. */
    text_append(text, ",\"tracking_settings\":{\"click_tracking\":{\"enable\":false,\"enable_text\":false},"
                      "\"open_tracking\":{\"enable\":false}}}");
}

/* What SendGrid says is wrong; the start of its answer when that is not the JSON it promises. */
static const char *sendgrid_reason(struct context *context, const struct http_answer *answer) {
    struct context scratch = {.arena = context->arena};
    struct sendgrid_errors errors;
    if (json_read(&scratch, answer->body, answer->body_length, &errors_shape, &errors) == STATUS_OK &&
        errors.errors.count > 0) {
        const struct sendgrid_error *first = errors.errors.items;
        if (first->message != NULL)
            return first->field == NULL ? first->message
                                        : arena_format(context->arena, "%s (%s)", first->message, first->field);
    }
    size_t length = answer->body_length < REASON_MAXIMUM ? answer->body_length : REASON_MAXIMUM;
    char *start = arena_copy(context->arena, answer->body, length);
    for (char *character = start; *character != '\0'; character++)
        if (*character < ' ' || *character > '~')
            *character = '?';
    return start;
}

/* A wrong key (401, 403) is mended by a person and the mail then goes out, as after 429 or 5xx: only what SendGrid says
 * of this very letter is final. */
static bool refuses_letter(int http_status) {
    return http_status == 400 || http_status == 404 || http_status == 413 || http_status == 422;
}

static enum status send_by_sendgrid(struct context *context, const char *base, const struct mail_letter *letter) {
    struct text body = text_new(context->arena, WIRE_MAXIMUM);
    struct http_answer answer;
    mail_sendgrid_write(&body, letter);
    const struct http_header headers[] = {
        {"Authorization",
         arena_format(context->arena, "Bearer %s", config_text(context->config, SETTING_MAIL_API_KEY))},
        {"Content-Type", "application/json"},
        {"Accept", "application/json"},
    };
    const struct http_call call = {
        .method = "POST",
        .url = arena_format(context->arena, "%s/v3/mail/send", base),
        .headers = headers,
        .header_count = sizeof headers / sizeof *headers,
        .body = body.data,
        .body_length = body.length,
        .timeout = SENDGRID_MILLISECONDS,
        .answer_maximum = ANSWER_MAXIMUM,
    };
    enum status status = http_client_send(context, &call, &answer);
    if (status != STATUS_OK)
        return status;
    if (answer.status == 202 || answer.status == 200)
        return STATUS_OK;
    return context_refuse(context, refuses_letter(answer.status) ? STATUS_RULE_REFUSED : STATUS_UNAVAILABLE,
                          "SendGrid answered %d: %s", answer.status, sendgrid_reason(context, &answer));
}

static enum status send_by_smtp(struct context *context, const char *url, const struct mail_letter *letter) {
    struct text message = text_new(context->arena, WIRE_MAXIMUM);
    mail_message_write(&message, letter);
    const struct smtp_call call = {
        .url = url,
        .from = letter->from.email,
        .to = letter->to.email,
        .message = message.data,
        .message_length = message.length,
        .timeout = SMTP_MILLISECONDS,
    };
    return smtp_client_send(context, &call);
}

enum status mail_send(struct context *context, const struct mail *mail) {
    struct mail_route route;
    struct mail_letter letter;
    struct mail_address sender;
    const char *url = config_text(context->config, SETTING_MAIL_URL);
    const char *from = config_text(context->config, SETTING_MAIL_FROM);
    if (*url == '\0')
        return context_refuse(context, STATUS_UNAVAILABLE, "GEM_MAIL_URL is not set");
    if (!mail_route_parse(context->arena, url, &route))
        return context_refuse(context, STATUS_UNAVAILABLE, "GEM_MAIL_URL is not an address mail can be sent to");
    /* A wrong setting is no fault of the mail's: it is mended, and the mail goes out. */
    if (mail_address_parse(context, "from", from, &sender) != STATUS_OK)
        return context_refuse(context, STATUS_UNAVAILABLE, "GEM_MAIL_FROM is not an address");
    enum status status = mail_letter_prepare(context, from, mail, &letter);
    if (status != STATUS_OK)
        return status;
    return route.transport == MAIL_SENDGRID ? send_by_sendgrid(context, route.base, &letter)
                                            : send_by_smtp(context, route.base, &letter);
}
