/* A mail as bytes: addresses checked, and the message of RFC 5322 with words of RFC 2047 where a header is not ASCII.
 *
 * mail_letter_prepare() is the gate: what passed it holds no line break where a header could be broken, so the writers
 * cannot fail and cannot be made to add a header. */
#ifndef GEM_MAIL_MESSAGE_H
#define GEM_MAIL_MESSAGE_H

#include "mail.h"

#include <stdint.h>

enum { MAIL_SUBJECT_MAXIMUM = 500, MAIL_NAME_MAXIMUM = 200, MAIL_BODY_MAXIMUM = 512 * 1024 }; /* bytes */

struct mail_address {
    const char *email; /* bare, printable ASCII */
    const char *name;  /* UTF-8, NULL: none */
};

/* A mail ready to be written. Lives in the arena, strings are shared with the mail. */
struct mail_letter {
    struct mail_address from;
    struct mail_address to;
    const char *subject;
    const char *text;
    const char *html;
    const char *category;
    const char *id; /* makes Message-ID and boundary */
    int64_t time;
};

/* "name@host" or "Name <name@host>", the name perhaps in quotes. STATUS_INVALID_INPUT names `field`. */
enum status mail_address_parse(struct context *context, const char *field, const char *text,
                               struct mail_address *ret_address) MUST_CHECK;

/* Checks every part, and gives the letter a new id and the platform's time. STATUS_INVALID_INPUT with what is wrong. */
enum status mail_letter_prepare(struct context *context, const char *from, const struct mail *mail,
                                struct mail_letter *ret_letter) MUST_CHECK;

/* Appends the whole message, lines ending in CRLF and no longer than 78 characters unless one address is;
 * multipart/alternative when there is HTML. */
void mail_message_write(struct text *text, const struct mail_letter *letter);

#endif
