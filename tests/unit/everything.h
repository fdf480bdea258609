/* A struct with a field of every kind, for the tests and fuzz targets of what reads and writes by shapes. */
#ifndef GEM_EVERYTHING_H
#define GEM_EVERYTHING_H

#include "shape.h"

struct part {
    const char *word;  /* required, 2 to 9 characters */
    int64_t number;    /* 1 to 5 */
    struct list parts; /* of struct leaf, 0 to 2 */
};

struct leaf {
    bool flag;
};

struct everything {
    const char *text;
    const char *id;
    const char *choice;
    const char *decimal; /* two decimals */
    const char *hex;     /* eight digits */
    const char *email;
    int64_t integer; /* -10 to 10 */
    int64_t unbounded;
    bool boolean;
    int64_t money; /* up to 1,000 dollars */
    int64_t time;
    struct part object;
    struct part *pointer;
    struct list list;  /* of struct part, 1 to 3 */
    struct list texts; /* of const char * */
    const char *json;
    const char *nullable;
    int64_t nullable_integer;
};

extern const struct shape part_shape;
extern const struct shape everything_shape;

#endif
