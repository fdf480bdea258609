#include "template_token.h"

#include "arena.h"
#include "template.h"

#include <string.h>

struct lexer {
    struct arena *arena;
    const char *at;
    const char *open; /* the delimiters in force */
    const char *close;
    size_t line;
    struct token **tail;
    struct template_fault fault;
};

static enum status lexer_fail(struct lexer *lexer, const char *at, const char *text) {
    lexer->fault = (struct template_fault){at, text};
    return STATUS_INVALID_INPUT;
}

static struct token *token_add(struct lexer *lexer, enum token_kind kind, struct slice text) {
    struct token *token = arena_alloc(lexer->arena, sizeof *token);
    token->kind = kind;
    token->text = text;
    token->line = lexer->line;
    *lexer->tail = token;
    lexer->tail = &token->next;
    return token;
}

/* Adds the text up to `end`, one token a line. */
static void lex_text(struct lexer *lexer, const char *end) {
    while (lexer->at < end) {
        const char *newline = memchr(lexer->at, '\n', (size_t)(end - lexer->at));
        const char *stop = newline == NULL ? end : newline + 1;
        token_add(lexer, TOKEN_TEXT, slice_between(lexer->at, stop));
        lexer->line += newline != NULL;
        lexer->at = stop;
    }
}

/* What the character after the opening delimiter makes of a tag. */
static enum token_kind tag_kind(char character) {
    switch (character) {
    case '{':
    case '&':
        return TOKEN_RAW;
    case '#':
        return TOKEN_SECTION;
    case '^':
        return TOKEN_INVERTED;
    case '$':
        return TOKEN_BLOCK;
    case '<':
        return TOKEN_PARENT;
    case '/':
        return TOKEN_CLOSE;
    case '>':
        return TOKEN_PARTIAL;
    case '!':
    case '=':
        return TOKEN_NOTE;
    default:
        return TOKEN_VARIABLE;
    }
}

/* The length of the word at the start. */
static size_t word_length(struct slice slice) {
    size_t length = 0;
    while (length < slice.length && !slice_blank_character(slice.start[length]))
        length++;
    return length;
}

static enum status lex_delimiters(struct lexer *lexer, const char *tag, struct slice content) {
    struct slice open = {content.start, word_length(content)};
    struct slice close = slice_trim(slice_between(open.start + open.length, content.start + content.length));
    bool assigns = content.length > 0 && memchr(content.start, '=', content.length) != NULL;
    if (open.length == 0 || close.length == 0 || word_length(close) != close.length || assigns)
        return lexer_fail(lexer, tag, "new delimiters are two words without =, as in {{=<% %>=}}");
    lexer->open = arena_copy(lexer->arena, open.start, open.length);
    lexer->close = arena_copy(lexer->arena, close.start, close.length);
    return STATUS_OK;
}

/* The tag that starts at lexer->at. */
static enum status lex_tag(struct lexer *lexer) {
    const char *tag = lexer->at;
    const char *at = tag + strlen(lexer->open);
    while (slice_blank_character(*at))
        at++;
    char sigil = *at;
    enum token_kind kind = tag_kind(sigil);
    at += kind != TOKEN_VARIABLE;
    char mirrored = sigil == '{' ? '}' : '=';
    bool mirrors = sigil == '{' || sigil == '=';
    const char *closer = mirrors ? arena_format(lexer->arena, "%c%s", mirrored, lexer->close) : lexer->close;
    const char *end = strstr(at, closer);
    if (end == NULL)
        return lexer_fail(lexer, tag, arena_format(lexer->arena, "a tag is never closed with %s", closer));

    struct slice content = slice_trim(slice_between(at, end));
    if (kind != TOKEN_NOTE && content.length == 0)
        return lexer_fail(lexer, tag, "a tag without a name");
    if (kind != TOKEN_NOTE && word_length(content) != content.length)
        return lexer_fail(lexer, tag, "a tag's name with blanks in it");
    lexer->at = end + strlen(closer);
    token_add(lexer, kind, content)->source = slice_between(tag, lexer->at);
    return sigil == '=' ? lex_delimiters(lexer, tag, content) : STATUS_OK;
}

static enum status lex(struct lexer *lexer) {
    while (*lexer->at != '\0') {
        const char *tag = strstr(lexer->at, lexer->open);
        lex_text(lexer, tag == NULL ? strchr(lexer->at, '\0') : tag);
        if (tag == NULL)
            break;
        enum status status = lex_tag(lexer);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* A tag as a fault shows it: not more of it than a line can bear. */
static const char *tag_text(struct arena *arena, const struct token *token) {
    size_t length = token->source.length;
    return arena_format(arena, "%.*s%s", length > 60 ? 60 : (int)length, token->source.start, length > 60 ? "…" : "");
}

static enum status match_close(struct lexer *lexer, struct token *open, struct token *close) {
    struct arena *arena = lexer->arena;
    if (open == NULL)
        return lexer_fail(lexer, close->source.start, arena_format(arena, "%s closes nothing", tag_text(arena, close)));
    if (!slice_equal(open->text, close->text))
        return lexer_fail(lexer, close->source.start,
                          arena_format(arena, "%s does not close %s", tag_text(arena, close), tag_text(arena, open)));
    open->match = close;
    close->match = open;
    return STATUS_OK;
}

static enum status match(struct lexer *lexer, struct token *tokens) {
    struct token *innermost = NULL;
    size_t depth = 0;
    for (struct token *token = tokens; token != NULL; token = token->next) {
        if (token->kind == TOKEN_CLOSE) {
            enum status status = match_close(lexer, innermost, token);
            if (status != STATUS_OK)
                return status;
            innermost = innermost->outer;
            depth--;
        } else if (token->kind >= TOKEN_SECTION && token->kind <= TOKEN_PARENT) {
            if (depth == TEMPLATE_DEPTH_MAXIMUM)
                return lexer_fail(lexer, token->source.start, "tags are nested too deeply");
            token->outer = innermost;
            innermost = token;
            depth++;
        }
    }
    if (innermost == NULL)
        return STATUS_OK;
    return lexer_fail(lexer, innermost->source.start,
                      arena_format(lexer->arena, "%s is never closed", tag_text(lexer->arena, innermost)));
}

enum status tokens_read(struct arena *arena, const char *source, struct token **ret_tokens,
                        struct template_fault *ret_fault) {
    struct token *tokens = NULL;
    struct lexer lexer = {.arena = arena, .at = source, .open = "{{", .close = "}}", .tail = &tokens};
    enum status status = lex(&lexer);
    if (status == STATUS_OK)
        status = match(&lexer, tokens);
    if (status == STATUS_OK)
        *ret_tokens = tokens;
    else
        *ret_fault = lexer.fault;
    return status;
}
