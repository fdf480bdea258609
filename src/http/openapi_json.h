/* The words the API document is written with: JSON, straight into a text, without a tree and without counting commas. A
 * comma is put where the last byte asks for one, so members are simply written one after another.
 *
 *     json_open(text, '{');
 *     json_member_text(text, "type", "object");
 *     json_key(text, "required");
 *     json_open(text, '[');
 *     json_text(text, "id");
 *     json_close(text, ']');
 *     json_close(text, '}');
 */
#ifndef GEM_OPENAPI_JSON_H
#define GEM_OPENAPI_JSON_H

#include "text.h"

/* '{' or '[', and their ends. */
void json_open(struct text *text, char bracket);
void json_close(struct text *text, char bracket);

/* The name of the member whose value comes next. */
void json_key(struct text *text, const char *name);

/* Values: a string, a number, and what is JSON already. */
void json_text(struct text *text, const char *string);
void json_number(struct text *text, int64_t number);
void json_literal(struct text *text, const char *json);

/* A name with its value. */
void json_member_text(struct text *text, const char *name, const char *string);
void json_member_number(struct text *text, const char *name, int64_t number);
void json_member_literal(struct text *text, const char *name, const char *json);

/* {"$ref": "<prefix><name>"} */
void json_reference(struct text *text, const char *prefix, const char *name);

#endif
