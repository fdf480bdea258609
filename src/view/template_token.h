/* The first two steps of parsing a template: its bytes cut into text and tags, and what each line of them means.
 * Private to the template engine. Tokens live in a scratch arena and point into the source. */
#ifndef GEM_TEMPLATE_TOKEN_H
#define GEM_TEMPLATE_TOKEN_H

#include "slice.h"
#include "status.h"

struct arena;

enum token_kind {
    TOKEN_TEXT, /* within one line, its newline included */
    TOKEN_VARIABLE,
    TOKEN_RAW,
    TOKEN_SECTION,
    TOKEN_INVERTED,
    TOKEN_BLOCK,
    TOKEN_PARENT,
    TOKEN_CLOSE,
    TOKEN_PARTIAL,
    TOKEN_NOTE, /* a comment, or a change of delimiters */
};

struct token {
    struct token *next;
    enum token_kind kind;
    struct slice text;   /* the text, or the tag's name */
    struct slice source; /* the whole tag with its delimiters */
    size_t line;         /* counted by newlines outside tags: tokens with the same number share a line */
    struct token *match; /* of an opening tag its end, and the other way round */
    struct token *outer; /* the opening tag around an opening tag */

    /* Set by tokens_lay_out(). */
    bool dropped;             /* text that only laid out tags */
    bool begins_line;         /* first on a line that is printed */
    bool standalone;          /* on a line that leaves no line behind */
    bool leads_line;          /* standalone, or a block or parent with only blanks before it, which it then owns */
    struct slice indentation; /* those blanks */
};

/* What is wrong with a template, and where in its source. */
struct template_fault {
    const char *at;
    const char *text;
};

/* Cuts the source and pairs opening tags with their ends. STATUS_INVALID_INPUT with the fault in the arena. */
enum status tokens_read(struct arena *arena, const char *source, struct token **ret_tokens,
                        struct template_fault *ret_fault) MUST_CHECK;

/* Applies the line rules told in template.h. */
void tokens_lay_out(struct token *tokens);

#endif
