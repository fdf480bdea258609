/* Mail to one person, by SendGrid (v3) or by any SMTP server; GEM_MAIL_URL chooses:
 *
 *     sendgrid+https://host[/prefix]    sendgrid+http://host:port[/prefix]    key in GEM_MAIL_API_KEY
 *     smtp://[user:password@]host[:port]    smtps://[user:password@]host[:port]
 *
 * Neither way knows an idempotency key: after a time-out the mail may have gone, and sending again may send it twice.
 */
#ifndef GEM_MAIL_H
#define GEM_MAIL_H

#include "context.h"

struct text;
struct mail_letter;

/* All UTF-8. */
struct mail {
    const char *to; /* "name@host" or "Name <name@host>" */
    const char *subject;
    const char *text;     /* the plain version; a must */
    const char *html;     /* NULL: none */
    const char *category; /* for the provider's statistics, "sign_in_code"; NULL: none */
};

/* Sends it. STATUS_UNAVAILABLE: not now (no settings, no connection, 429, 5xx by HTTP, 4xx by SMTP): try again.
 * STATUS_RULE_REFUSED: the other side will not have it, and says why in the detail. STATUS_INVALID_INPUT: an address or
 * subject with a line break, no address, no text, bad UTF-8. Takes a minute at most. */
enum status mail_send(struct context *context, const struct mail *mail) MUST_CHECK;

enum mail_transport { MAIL_SENDGRID, MAIL_SMTP };

struct mail_route {
    enum mail_transport transport;
    const char *base; /* SendGrid: "https://host/prefix" without a slash at the end; SMTP: the URL as it stands */
};

/* Reads GEM_MAIL_URL; strings live in the arena. False when it is none of the forms above. */
bool mail_route_parse(struct arena *arena, const char *url, struct mail_route *ret_route);

/* Appends the body of POST /v3/mail/send: one recipient, text/plain first, no click and no open tracking. */
void mail_sendgrid_write(struct text *text, const struct mail_letter *letter);

#endif
