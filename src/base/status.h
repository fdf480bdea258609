/* What a function answers: one enum for the whole program, from status.def.
 *
 * Rules return the precise status (STATUS_SOLD_OUT, never "error"); results go to trailing ret_ parameters, which stay
 * untouched unless STATUS_OK comes back. */
#ifndef GEM_STATUS_H
#define GEM_STATUS_H

enum status {
#define STATUS(name, http, code, title) STATUS_##name,
#include "status.def"
#undef STATUS
    STATUS_COUNT
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* The HTTP status a client is shown for it: 200, 402, 409 … */
int status_http(enum status status);

/* The stable public code in snake_case ("sold_out"). Static. */
const char *status_code(enum status status);

/* A short English title for people. Static. */
const char *status_title(enum status status);

#endif
