/* A parsed template: a tree of nodes in the set's arena, pointing into the source. Private to the template engine. */
#ifndef GEM_TEMPLATE_TREE_H
#define GEM_TEMPLATE_TREE_H

#include "slice.h"
#include "status.h"
#include "template.h"

enum node_kind {
    NODE_TEXT,
    NODE_VARIABLE,
    NODE_RAW,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_BLOCK,
    NODE_PARENT,
    NODE_PARTIAL,
};

struct node {
    struct node *next;
    struct node *children; /* of a parent: among others the blocks that replace */
    enum node_kind kind;
    bool begins_line;  /* text: the indentation in force comes before it; it may be empty text for that sake */
    bool leads_line;   /* blocks, parents, partials: only `indentation` stands before it on its line */
    bool standalone;   /* blocks: has its lines to itself */
    bool fresh;        /* blocks: the content starts on a line of its own */
    struct slice text; /* the text, or the name */
    union {
        struct { /* variables and sections; no parts: the current value */
            struct slice *parts;
            size_t part_count;
        };
        struct { /* blocks, parents, partials */
            struct slice indentation;
            struct slice intrinsic;        /* fresh blocks: the blanks before the first line of content */
            struct slice slot;             /* blocks: the blanks before each line of what replaces the content */
            const struct template *target; /* parents, partials: NULL when there is none of that name */
        };
    };
};

struct template {
    const char *name;
    const char *source;
    struct node *nodes;
};

struct template_set {
    struct template *templates;
    size_t count;
};

/* The template of that name, or NULL. */
struct template *template_find(const struct template_set *set, struct slice name);

/* Parses template->source into template->nodes. Without targets: those are set when the whole set is there. */
enum status template_parse(struct arena *arena, struct template *template, const char **ret_problem) MUST_CHECK;

/* "page/home:12: what is wrong", for a place in the source. */
const char *template_problem(struct arena *arena, const struct template *template, const char *at, const char *text);

#endif
