/* Shapes as JSON Schema (2020-12, the dialect of OpenAPI 3.1), and the set of those a document refers to.
 *
 * One shape may be read in requests and written in answers, and reads differently there: an answer always has all of
 * its fields, a request only those that are FIELD_REQUIRED; bounds belong to requests. So every schema is written in a
 * role. */
#ifndef GEM_OPENAPI_SCHEMA_H
#define GEM_OPENAPI_SCHEMA_H

#include "shape.h"
#include "text.h"

#define SCHEMA_ID_PATTERN "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

enum schema_role {
    SCHEMA_ANSWER,  /* all fields, none besides */
    SCHEMA_REQUEST, /* the required ones at least, none besides; its name ends in "Request" */
    SCHEMA_QUERY,   /* a field as a query parameter: never null */
    SCHEMA_PROBLEM, /* an answer that may have `errors` and further members */
};

/* The schemas a document refers to, with all they refer to themselves. Lives in the arena. */
struct schema_set {
    struct arena *arena;
    struct schema_entry *entries;
    size_t count;
    size_t capacity;
};

struct schema_set schema_set_new(struct arena *arena);

/* Adds a shape and those nested in it; NULL is nothing, and so is what is there already. For SCHEMA_QUERY only the
 * nested ones. */
void schema_set_add(struct schema_set *set, const struct shape *shape, enum schema_role role);

/* Writes the members of components/schemas, sorted by name. Two different schemas of one name are our fault: aborts. */
void schema_set_write(struct schema_set *set, struct text *text);

/* {"$ref": …} to a shape in the set. */
void schema_write_reference(struct text *text, const struct shape *shape, enum schema_role role);

/* The schema of one field's value. */
void schema_write_field(struct text *text, const struct field *field, enum schema_role role);

#endif
