#include "template_tree.h"

#include "arena.h"
#include "template_token.h"

#include <string.h>

/* An opening tag whose end is still to come, and where its content goes. */
struct open {
    struct node *node; /* NULL: the template itself */
    const struct token *token;
    struct node **tail;
};

struct parser {
    struct arena *arena;
    struct open stack[TEMPLATE_DEPTH_MAXIMUM + 1];
    size_t depth;
};

static struct node *node_add(struct parser *parser, enum node_kind kind, struct slice text) {
    struct node *node = arena_alloc(parser->arena, sizeof *node);
    node->kind = kind;
    node->text = text;
    struct open *open = &parser->stack[parser->depth];
    *open->tail = node;
    open->tail = &node->next;
    return node;
}

/* Text right inside a parent says nothing: only the blocks there count. */
static void text_add(struct parser *parser, struct slice text, bool begins_line) {
    const struct open *open = &parser->stack[parser->depth];
    if (open->node == NULL || open->node->kind != NODE_PARENT)
        node_add(parser, NODE_TEXT, text)->begins_line = begins_line;
}

/* All lines of text up to the next tag make one node. */
static const struct token *text_join(struct parser *parser, const struct token *token) {
    struct slice text = token->text;
    const struct token *last = token;
    for (const struct token *next = token->next; next != NULL; next = next->next) {
        if (next->kind != TOKEN_TEXT || next->dropped)
            break;
        text.length += next->text.length;
        last = next;
    }
    text_add(parser, text, token->begins_line);
    return last;
}

/* Cuts "a.b.c" at its dots; "." has no parts. False when a part is empty. */
static bool name_split(struct arena *arena, struct node *node) {
    struct slice name = node->text;
    if (name.length == 1 && name.start[0] == '.')
        return true;
    size_t count = 1;
    for (size_t i = 0; i < name.length; i++)
        count += name.start[i] == '.';
    node->parts = arena_array(arena, count, sizeof *node->parts);
    const char *end = name.start + name.length;
    for (const char *at = name.start; node->part_count < count; node->part_count++) {
        const char *dot = memchr(at, '.', (size_t)(end - at));
        struct slice part = slice_between(at, dot == NULL ? end : dot);
        if (part.length == 0)
            return false;
        node->parts[node->part_count] = part;
        at = part.start + part.length + 1;
    }
    return true;
}

/* The blanks before the first line of content that is not blank; false when all is blank. */
static bool block_intrinsic(const char *content, const char *end, struct slice *ret_blanks) {
    const char *line = memchr(content, '\n', (size_t)(end - content));
    if (line == NULL)
        return false;
    line++;
    for (const char *at = line; at < end; at++) {
        if (*at == '\n') {
            line = at + 1;
        } else if (!slice_blank_character(*at)) {
            *ret_blanks = slice_between(line, at);
            return true;
        }
    }
    return false;
}

static void block_close(struct node *block, const struct token *open, const struct token *close) {
    block->standalone = open->standalone && close->standalone;
    block->fresh = open->standalone && open->line != close->line;
    block->slot = block->indentation;
    const char *content = open->source.start + open->source.length;
    if (block->fresh && block_intrinsic(content, close->source.start, &block->intrinsic))
        block->slot = block->intrinsic;
}

static void parser_close(struct parser *parser, const struct token *close) {
    const struct open *open = &parser->stack[parser->depth--];
    if (open->node->kind == NODE_BLOCK)
        block_close(open->node, open->token, close);
}

static enum node_kind node_kind_of(enum token_kind kind) {
    switch (kind) {
    case TOKEN_VARIABLE:
        return NODE_VARIABLE;
    case TOKEN_RAW:
        return NODE_RAW;
    case TOKEN_SECTION:
        return NODE_SECTION;
    case TOKEN_INVERTED:
        return NODE_INVERTED;
    case TOKEN_BLOCK:
        return NODE_BLOCK;
    case TOKEN_PARENT:
        return NODE_PARENT;
    case TOKEN_PARTIAL:
        return NODE_PARTIAL;
    case TOKEN_TEXT:
    case TOKEN_CLOSE:
    case TOKEN_NOTE:
        break;
    }
    return NODE_TEXT;
}

/* A tag that becomes a node. False when its name is not one. */
static bool tag_add(struct parser *parser, const struct token *token) {
    struct node *node = node_add(parser, node_kind_of(token->kind), token->text);
    if (node->kind >= NODE_BLOCK) {
        node->leads_line = token->leads_line;
        node->indentation = token->indentation;
    } else if (!name_split(parser->arena, node)) {
        return false;
    }
    if (token->match != NULL)
        parser->stack[++parser->depth] = (struct open){node, token, &node->children};
    return true;
}

static bool tree_build(struct parser *parser, const struct token *tokens, struct template_fault *ret_fault) {
    for (const struct token *token = tokens; token != NULL; token = token->next) {
        if (token->kind == TOKEN_TEXT) {
            if (!token->dropped)
                token = text_join(parser, token);
            continue;
        }
        if (token->begins_line)
            text_add(parser, (struct slice){token->source.start, 0}, true);
        if (token->kind == TOKEN_CLOSE) {
            parser_close(parser, token);
        } else if (token->kind != TOKEN_NOTE && !tag_add(parser, token)) {
            *ret_fault = (struct template_fault){token->source.start, "a dotted name with an empty part"};
            return false;
        }
    }
    return true;
}

const char *template_problem(struct arena *arena, const struct template *template, const char *at, const char *text) {
    size_t line = 1;
    for (const char *before = template->source; before < at; before++)
        line += *before == '\n';
    return arena_format(arena, "%s:%zu: %s", template->name, line, text);
}

enum status template_parse(struct arena *arena, struct template *template, const char **ret_problem) {
    struct arena *scratch = arena_new();
    struct token *tokens = NULL;
    struct template_fault fault = {0};
    enum status status = tokens_read(scratch, template->source, &tokens, &fault);
    if (status == STATUS_OK) {
        tokens_lay_out(tokens);
        struct parser parser = {.arena = arena};
        parser.stack[0].tail = &template->nodes;
        if (!tree_build(&parser, tokens, &fault))
            status = STATUS_INVALID_INPUT;
    }
    if (status != STATUS_OK)
        *ret_problem = template_problem(arena, template, fault.at, fault.text);
    arena_free(scratch);
    return status;
}
