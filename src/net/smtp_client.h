/* Hands one finished message to a mail server (RFC 5321), by libcurl. */
#ifndef GEM_SMTP_CLIENT_H
#define GEM_SMTP_CLIENT_H

#include "context.h"

#include <stddef.h>

struct smtp_call {
    /* smtp://[user:password@]host[:port], with STARTTLS, or smtps://… with TLS from the start. Ports 25 and 465 unless
     * said. Over smtp:// TLS is used when the server offers it, and is a must when there is a password; only a server
     * on this machine (localhost, 127.…, [::1]) may take a password in the clear. Certificates are verified. */
    const char *url;
    const char *from;    /* the bare address */
    const char *to;      /* the bare address */
    const char *message; /* RFC 5322, lines end in CRLF; dots are doubled on the way */
    size_t message_length;
    int timeout; /* milliseconds, at least 1; a server that falls silent can take as long once more for the farewell */
};

/* STATUS_UNAVAILABLE: no connection, no TLS where it is a must, time-out, a 4xx reply: later. STATUS_RULE_REFUSED: a
 * 5xx reply: give up. The detail names the host and the server's refusal, never the password. After a time-out
 * the message may have gone. */
enum status smtp_client_send(struct context *context, const struct smtp_call *call) MUST_CHECK;

#endif
