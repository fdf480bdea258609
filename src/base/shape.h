/* One description of a struct, used wherever its values cross a border: SQL rows, JSON in and out, and OpenAPI.
 *
 *     struct pack { const char *id; const char *name; int64_t price_usd; };
 *     static const struct field pack_fields[] = {
 *         {"id", FIELD_ID, offsetof(struct pack, id)},
 *         {"name", FIELD_TEXT, offsetof(struct pack, name)},
 *         {"price_usd", FIELD_MONEY, offsetof(struct pack, price_usd)},
 *     };
 *     const struct shape pack_shape = SHAPE("Pack", struct pack, pack_fields);
 *
 * A field's C type follows from its kind (see enum field_kind). Everything textual is a `const char *`, NULL when
 * absent. Because one table serves all borders, an answer cannot drift from its documentation. */
#ifndef GEM_SHAPE_H
#define GEM_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_kind {
    FIELD_TEXT,    /* const char *; minimum and maximum count characters */
    FIELD_ID,      /* const char *; a UUID in lower case */
    FIELD_CHOICE,  /* const char *; one of `choices` */
    FIELD_DECIMAL, /* const char *; decimal text with exactly `maximum` decimals ("60.00") */
    FIELD_HEX,     /* const char *; `maximum` lower-case hexadecimal digits */
    FIELD_EMAIL,   /* const char *; an e-mail address, given back in lower case */
    FIELD_INTEGER, /* int64_t within minimum and maximum; FIELD_INTEGER_NONE when absent */
    FIELD_BOOLEAN, /* bool */
    FIELD_MONEY,   /* int64_t micros; MONEY_NONE when absent; JSON text with six decimals */
    FIELD_TIME,    /* int64_t microseconds since 1970; CLOCK_NONE when absent; JSON RFC 3339 */
    FIELD_OBJECT,  /* a nested struct in place, described by `shape`; SQL columns carry the prefix name_ */
    FIELD_POINTER, /* a pointer to a struct described by `shape`, NULL → JSON null; not read from SQL rows */
    FIELD_LIST,    /* struct list of structs described by `shape`, or of `const char *` when `shape` is NULL */
    FIELD_JSON,    /* const char *; JSON text, passed through as it stands */
};

#define FIELD_INTEGER_NONE INT64_MIN

/* Characters in each text of a list of texts that is read; the list's bounds count its elements. */
enum { FIELD_LIST_TEXT_MAXIMUM = 256 };

enum field_flag {
    FIELD_REQUIRED = 1, /* must be given in a request */
    FIELD_NULLABLE = 2, /* an answer may say null */
};

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset;
    unsigned flags;
    int64_t minimum;
    int64_t maximum;
    const char *const *choices; /* FIELD_CHOICE: NULL-terminated */
    const char *characters;     /* FIELD_TEXT: when set, the only characters allowed */
    const struct shape *shape;  /* FIELD_OBJECT, FIELD_POINTER, FIELD_LIST */
    const char *description;    /* one line for the API document, may be NULL */
};

struct shape {
    const char *name; /* the schema's name in the API document, in CamelCase */
    const struct field *fields;
    size_t count;
    size_t size; /* of the C struct */
};

#define SHAPE(shape_name, type, field_table)                                                                           \
    { (shape_name), (field_table), sizeof(field_table) / sizeof(field_table)[0], sizeof(type) }

struct list {
    void *items;
    size_t count;
};

/* One page of a list. */
struct page {
    struct list items;
    const char *next_cursor; /* NULL: the last page */
};

/* Lists ask for one row more than they show: true, and cut off again, when that row came, so that there is a next page.
 */
bool page_has_more(struct page *page, int64_t limit);

/* A shape without fields: the body of an answer that has none. */
extern const struct shape empty_shape;

/* The field called `name` (`length` bytes), or NULL. */
const struct field *shape_find(const struct shape *shape, const char *name, size_t length);

/* Sets every value to its "absent": NULL, FIELD_INTEGER_NONE, MONEY_NONE, CLOCK_NONE, false. */
void shape_clear(const struct shape *shape, void *value);

/* Where a field stands inside its struct. */
void *field_at(const struct field *field, void *value);
const void *field_of(const struct field *field, const void *value);

#endif
