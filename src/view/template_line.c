/* The line rules. Every line is either printed, or standalone: only blanks and tags that print nothing of themselves.
 *
 * The specification speaks of single standalone tags. Its tests of inheritance want more: `{{<p}}{{$b}}` and
 * `{{/b}}{{/p}}` on one line leave no line either, and nor does `{{<p}}{{/p}}`. So several tags may share a standalone
 * line, unless one of them already stands for content (a partial, or something opened and closed right here): that one
 * must be alone. */
#include "template_token.h"

static bool closes_here(const struct token *open) {
    return open->match->line == open->line;
}

static bool line_is_standalone(const struct token *first, const struct token *end) {
    size_t tags = 0;
    size_t units = 0;    /* a pair counts as one */
    size_t contents = 0; /* partials and pairs */
    for (const struct token *token = first; token != end; token = token->next) {
        tags += token->kind != TOKEN_TEXT;
        switch (token->kind) {
        case TOKEN_TEXT:
            if (!slice_is_blank(token->text))
                return false;
            break;
        case TOKEN_VARIABLE:
        case TOKEN_RAW:
            return false;
        case TOKEN_NOTE:
            break;
        case TOKEN_PARTIAL:
            units++;
            contents++;
            break;
        case TOKEN_CLOSE:
            if (closes_here(token))
                contents++;
            else
                units++;
            break;
        case TOKEN_PARENT:
            units++;
            if (closes_here(token)) { /* what stands inside is its arguments, not this line's text */
                contents++;
                token = token->match;
            }
            break;
        case TOKEN_SECTION:
        case TOKEN_INVERTED:
        case TOKEN_BLOCK:
            units++;
            break;
        }
    }
    return tags > 0 && (contents == 0 || units == 1);
}

static void token_lead(struct token *token, struct slice indentation) {
    token->leads_line = true;
    token->indentation = indentation;
}

static void line_mark_standalone(struct token *first, const struct token *end) {
    struct slice indentation = first->kind == TOKEN_TEXT ? first->text : (struct slice){0};
    for (struct token *token = first; token != end; token = token->next) {
        if (token->kind == TOKEN_TEXT) {
            token->dropped = true;
            continue;
        }
        token->standalone = true;
        token_lead(token, indentation);
        if (token->kind == TOKEN_PARENT && closes_here(token)) {
            token = token->match;
            token->standalone = true;
        }
    }
}

static void line_mark_printed(struct token *first, const struct token *end) {
    bool indented = first->kind == TOKEN_TEXT && slice_is_blank(first->text) && first->next != end;
    struct token *tag = indented ? first->next : first;
    if (tag->kind == TOKEN_BLOCK || (tag->kind == TOKEN_PARENT && !closes_here(tag))) {
        token_lead(tag, indented ? first->text : (struct slice){0});
        first->dropped = indented;
    } else {
        first->begins_line = true;
    }
}

void tokens_lay_out(struct token *tokens) {
    while (tokens != NULL) {
        struct token *end = tokens;
        while (end != NULL && end->line == tokens->line)
            end = end->next;
        if (line_is_standalone(tokens, end))
            line_mark_standalone(tokens, end);
        else
            line_mark_printed(tokens, end);
        tokens = end;
    }
}
