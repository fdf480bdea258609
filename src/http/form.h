/* Forms of the console: urlencoded pairs, of which a few hidden ones are the frame's own. */
#ifndef GEM_FORM_H
#define GEM_FORM_H

#include "request.h"

/* The same for multipart/form-data: hidden fields, the rest as urlencoded pairs, and the part "file" into
 * request->upload. STATUS_MALFORMED when it is not well formed. */
enum status form_take_parts(struct request *request) MUST_CHECK;

/* Takes the hidden fields out of a form's body into request->form. Anything else is left for request_read_form(). */
void form_take_hidden(struct request *request);

/* What was typed into the field called `name`, decoded; NULL when it was not sent or is no text. */
const char *form_typed(const struct request *request, const char *name);

/* People type "25" or "12.5": an amount or decimal with the decimals its field has, in the arena; anything else as it
 * is. */
const char *form_complete_decimal(struct arena *arena, const struct field *field, const char *value);

#endif
