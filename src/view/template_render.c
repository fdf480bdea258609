#include "template_tree.h"

#include "text.h"
#include "view_value.h"

#include <string.h>

struct render {
    struct text *text;
    size_t depth;
    size_t steps;
    bool failed;
};

/* The values in sight, innermost first. */
struct scope {
    const struct view_value *value;
    const struct scope *outer;
};

/* The parents being expanded, innermost first: each brings replacements for blocks further in. */
struct heir {
    const struct node *parent;
    const struct heir *outer;
};

/* What happens at the start of each line of template text: `removed` is taken off, then the outer margins and this one
 * are put before it. Lines inside values are left alone. */
struct margin {
    struct slice added;
    struct slice removed;
    const struct margin *outer;
};

struct place {
    const struct scope *scope;
    const struct heir *heirs;
    const struct margin *margin;
};

static void render_nodes(struct render *render, const struct node *nodes, struct place place);

static void append(struct render *render, struct slice slice) {
    if (slice.length > 0)
        text_append_bytes(render->text, slice.start, slice.length);
}

static void append_margin(struct render *render, const struct margin *margin) {
    if (margin->outer != NULL)
        append_margin(render, margin->outer);
    append(render, margin->added);
}

/* The margin inside something that stands `blanks` into a line of its own. */
static struct margin margin_within(const struct margin *margin, struct slice blanks) {
    return (struct margin){.added = slice_without(blanks, margin->removed), .outer = margin};
}

static void render_text(struct render *render, const struct node *node, const struct margin *margin) {
    struct slice rest = node->text;
    bool begins = node->begins_line;
    if (margin->outer == NULL && margin->added.length == 0 && margin->removed.length == 0) {
        append(render, rest);
        return;
    }
    do {
        const char *newline = rest.length == 0 ? NULL : memchr(rest.start, '\n', rest.length);
        struct slice line = newline == NULL ? rest : slice_between(rest.start, newline + 1);
        rest.start += line.length;
        rest.length -= line.length;
        if (begins) {
            append_margin(render, margin);
            line = slice_without(line, margin->removed);
        }
        append(render, line);
        begins = true;
    } while (rest.length > 0);
}

/* The innermost map that knows the first part decides; the other parts are looked for only inside it. */
static const struct view_value *look_up(const struct node *node, const struct scope *scope) {
    if (node->part_count == 0)
        return scope->value;
    const struct view_value *value = NULL;
    for (; scope != NULL && value == NULL; scope = scope->outer)
        value = view_find(scope->value, node->parts[0].start, node->parts[0].length);
    for (size_t i = 1; i < node->part_count; i++)
        value = view_find(value, node->parts[i].start, node->parts[i].length);
    return value;
}

static void render_section(struct render *render, const struct node *node, struct place place) {
    const struct view_value *value = look_up(node, place.scope);
    if (!view_is_true(value))
        return;
    struct scope scope = {value, place.scope};
    place.scope = &scope;
    if (view_kind(value) != VIEW_LIST) {
        render_nodes(render, node->children, place);
        return;
    }
    for (size_t i = 0; i < view_count(value) && !render->failed; i++) {
        scope.value = view_item(value, i);
        render_nodes(render, node->children, place);
    }
}

static void render_inverted(struct render *render, const struct node *node, struct place place) {
    if (!view_is_true(look_up(node, place.scope)))
        render_nodes(render, node->children, place);
}

/* A partial, or a parent: the same but for the replacements. */
static void render_target(struct render *render, const struct node *node, struct place place) {
    if (node->target == NULL)
        return;
    struct margin margin = {0};
    if (node->leads_line)
        margin = margin_within(place.margin, node->indentation);
    struct heir heir = {node, place.heirs};
    if (node->kind == NODE_PARENT)
        place.heirs = &heir;
    place.margin = &margin;
    render_nodes(render, node->target->nodes, place);
}

/* The outermost replacement of a block, and the heirs in force where it was written: it must not replace itself. */
static const struct node *find_replacement(const struct node *block, const struct heir **heirs) {
    const struct node *found = NULL;
    for (const struct heir *heir = *heirs; heir != NULL; heir = heir->outer) {
        for (const struct node *node = heir->parent->children; node != NULL; node = node->next) {
            if (node->kind == NODE_BLOCK && slice_equal(node->text, block->text)) {
                found = node;
                *heirs = heir->outer;
            }
        }
    }
    return found;
}

static void render_block_default(struct render *render, const struct node *block, struct place place) {
    if (block->leads_line && !block->standalone && !block->fresh) {
        struct margin margin = margin_within(place.margin, block->indentation);
        append_margin(render, &margin);
    }
    render_nodes(render, block->children, place);
}

static void render_block(struct render *render, const struct node *block, struct place place) {
    const struct node *replacement = find_replacement(block, &place.heirs);
    if (replacement == NULL) {
        render_block_default(render, block, place);
        return;
    }
    struct margin margin = {0};
    if (block->leads_line)
        margin = margin_within(place.margin, block->slot);
    margin.removed = replacement->intrinsic;
    place.margin = &margin;
    size_t before = render->text->length;
    if (block->leads_line && !replacement->fresh && replacement->children != NULL)
        append_margin(render, &margin);
    render_nodes(render, replacement->children, place);
    size_t after = render->text->length;
    if (block->standalone && after > before && render->text->data[after - 1] != '\n')
        text_append_character(render->text, '\n');
}

static void render_node(struct render *render, const struct node *node, struct place place) {
    switch (node->kind) {
    case NODE_TEXT:
        render_text(render, node, place.margin);
        return;
    case NODE_VARIABLE:
        text_append_html(render->text, view_string(look_up(node, place.scope)));
        return;
    case NODE_RAW:
        text_append(render->text, view_string(look_up(node, place.scope)));
        return;
    case NODE_SECTION:
        render_section(render, node, place);
        return;
    case NODE_INVERTED:
        render_inverted(render, node, place);
        return;
    case NODE_BLOCK:
        render_block(render, node, place);
        return;
    case NODE_PARENT:
    case NODE_PARTIAL:
        render_target(render, node, place);
        return;
    }
}

/* The first maximum that is exceeded ends the whole rendering: else templates that name each other twice would take
 * time without end although their depth is bounded. */
static void render_nodes(struct render *render, const struct node *nodes, struct place place) {
    if (render->depth == TEMPLATE_DEPTH_MAXIMUM)
        render->failed = true;
    render->depth++;
    for (const struct node *node = nodes; node != NULL && !render->failed; node = node->next) {
        render_node(render, node, place);
        if (++render->steps >= TEMPLATE_STEPS_MAXIMUM || render->text->overflowed)
            render->failed = true;
    }
    render->depth--;
}

enum status template_render(const struct template_set *set, const char *name, const struct view_value *data,
                            struct text *ret_text) {
    const struct template *template = template_find(set, (struct slice){name, strlen(name)});
    if (template == NULL)
        return STATUS_INTERNAL;
    struct render render = {.text = ret_text};
    struct scope scope = {.value = data};
    struct margin margin = {0};
    size_t before = ret_text->length;
    render_nodes(&render, template->nodes, (struct place){&scope, NULL, &margin});
    if (!render.failed)
        return STATUS_OK;
    ret_text->length = before;
    ret_text->data[before] = '\0';
    return STATUS_INTERNAL;
}
