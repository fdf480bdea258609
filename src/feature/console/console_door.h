/* The door of the console: which networks may come, which session is asking, and whether a form is its own.
 *
 * A session token is a JWT with a key and an audience of its own, in a cookie that scripts cannot read, or in an
 * Authorization header. What comes with the cookie and writes must carry the session's form token, which no other site
 * can know. The database has the last word: sessions end at once, roles change at once. */
#ifndef GEM_CONSOLE_DOOR_H
#define GEM_CONSOLE_DOOR_H

#include "router.h"

#define ADMIN_AUDIENCE "gem-admin"

/* What gem-admin's route table is enforced with; console_page.h makes its pages. */
extern const struct route_policy console_policy;

/* The value of "_token" in the session's forms, in the arena. */
const char *console_form_token(struct context *context, const char *session_id);

/* Set-Cookie for a session token; NULL takes the cookie away. */
void console_set_cookie(struct request *request, struct response *response, const char *token);

/* Whose session it is, for a page that says why there is none: an address nobody knows, a form of another session. What
 * was refused stays; whoever has no session stays unknown. Asks the database. */
void console_recognise(struct request *request);

#endif
