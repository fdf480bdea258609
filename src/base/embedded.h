/* Text files compiled into the programs by script/embed. A table ends with a row whose name is NULL. */
#ifndef GEM_EMBEDDED_H
#define GEM_EMBEDDED_H

struct embedded {
    const char *name; /* path below its root, without the suffix: "0001_platform", "page/home" */
    const char *text;
};

extern const struct embedded embedded_schema[];
extern const struct embedded embedded_roles[];
extern const struct embedded embedded_templates[];

#endif
