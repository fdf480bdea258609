/* Mustache templates: parsed once when a program starts, rendered many times (mustache(5), with inheritance).
 *
 *     {{name}}            escaped for HTML text and quoted attribute values
 *     {{{name}}} {{&name}}  as it stands: only for HTML we made ourselves, and in mails of plain text
 *     {{#a}}…{{/a}}       once for a true value, once for each item of a list
 *     {{^a}}…{{/a}}       when `a` is null, false, empty or absent
 *     {{! note }}         nothing
 *     {{>card}}           the template called "card", here
 *     {{<layout}}{{$title}}Vault{{/title}}{{/layout}}   the template "layout" with its block "title" replaced
 *     {{$title}}Gem{{/title}}                           a block that may be replaced, and what it says otherwise
 *     {{=<% %>=}}         other delimiters for the rest of this template
 *
 * Names may be dotted (`user.name`); `.` is the current value. Lambdas and dynamic names do not exist.
 *
 * Lines. A line that holds nothing but blanks and tags that print nothing themselves leaves no line behind. A partial
 * or a parent alone on its line is indented as its tag is. What replaces a block loses its own indentation and gets
 * that of the block's content (of its tag when the content is empty); a block that has its lines to itself stays whole
 * lines. When several templates replace one block, the one nearest to the template being rendered wins.
 *
 * A set is read-only once parsed, so threads may share it. It lives in its arena and points into its sources, which are
 * compiled in or live at least as long. No bytes can make parsing or rendering crash, hang or recurse without end. */
#ifndef GEM_TEMPLATE_H
#define GEM_TEMPLATE_H

#include "status.h"

#include <stddef.h>

struct arena;
struct template_set;
struct text;
struct view_value;

enum {
    TEMPLATE_DEPTH_MAXIMUM = 100,     /* tags within tags while parsing, templates and sections while rendering */
    TEMPLATE_STEPS_MAXIMUM = 1000000, /* pieces and tags one rendering may visit */
};

struct template_source {
    const char *name; /* "page/home" */
    const char *text;
};

/* Parses every source and checks that the templates they name exist. On STATUS_INVALID_INPUT, ret_problem says in the
 * arena which template, which line and what is wrong: "page/home:12: {{#packs}} is never closed". */
enum status template_set_parse(struct arena *arena, const struct template_source *sources, size_t count,
                               struct template_set **ret_set, const char **ret_problem) MUST_CHECK;

/* Its two halves. After template_set_read() alone, partials and parents that do not exist render as nothing. */
enum status template_set_read(struct arena *arena, const struct template_source *sources, size_t count,
                              struct template_set **ret_set, const char **ret_problem) MUST_CHECK;
enum status template_set_check(struct arena *arena, const struct template_set *set,
                               const char **ret_problem) MUST_CHECK;

/* Appends the template called `name`, filled from `data` (NULL: nothing), to ret_text. STATUS_INTERNAL when there is no
 * such template, when a maximum above is exceeded, or when the text is full (ret_text->overflowed then tells);
 * ret_text then holds what it held before. */
enum status template_render(const struct template_set *set, const char *name, const struct view_value *data,
                            struct text *ret_text) MUST_CHECK;

#endif
