#include "template.h"

#include "arena.h"
#include "template_tree.h"

#include <string.h>

struct template *template_find(const struct template_set *set, struct slice name) {
    for (size_t i = 0; i < set->count; i++) {
        struct template *template = &set->templates[i];
        if (slice_equal((struct slice){template->name, strlen(template->name)}, name))
            return template;
    }
    return NULL;
}

static bool names_template(const struct node *node) {
    return node->kind == NODE_PARTIAL || node->kind == NODE_PARENT;
}

/* Points partials and parents at what they name. Recursion is bounded by the depth the parser allows. */
static void nodes_link(const struct template_set *set, struct node *nodes) {
    for (struct node *node = nodes; node != NULL; node = node->next) {
        if (names_template(node))
            node->target = template_find(set, node->text);
        nodes_link(set, node->children);
    }
}

/* The first partial or parent without a target. */
static const struct node *nodes_unlinked(const struct node *nodes) {
    for (const struct node *node = nodes; node != NULL; node = node->next) {
        if (names_template(node) && node->target == NULL)
            return node;
        const struct node *inner = nodes_unlinked(node->children);
        if (inner != NULL)
            return inner;
    }
    return NULL;
}

enum status template_set_read(struct arena *arena, const struct template_source *sources, size_t count,
                              struct template_set **ret_set, const char **ret_problem) {
    struct template_set *set = arena_alloc(arena, sizeof *set);
    set->templates = arena_array(arena, count, sizeof *set->templates);
    for (size_t i = 0; i < count; i++) {
        const char *name = sources[i].name;
        if (template_find(set, (struct slice){name, strlen(name)}) != NULL) {
            *ret_problem = arena_format(arena, "%s:1: another template has the same name", name);
            return STATUS_INVALID_INPUT;
        }
        struct template *template = &set->templates[set->count++];
        template->name = name;
        template->source = sources[i].text;
        enum status status = template_parse(arena, template, ret_problem);
        if (status != STATUS_OK)
            return status;
    }
    for (size_t i = 0; i < count; i++)
        nodes_link(set, set->templates[i].nodes);
    *ret_set = set;
    return STATUS_OK;
}

enum status template_set_check(struct arena *arena, const struct template_set *set, const char **ret_problem) {
    for (size_t i = 0; i < set->count; i++) {
        const struct node *node = nodes_unlinked(set->templates[i].nodes);
        if (node == NULL)
            continue;
        int length = node->text.length > 60 ? 60 : (int)node->text.length;
        const char *text = arena_format(arena, "there is no template \"%.*s\"", length, node->text.start);
        *ret_problem = template_problem(arena, &set->templates[i], node->text.start, text);
        return STATUS_INVALID_INPUT;
    }
    return STATUS_OK;
}

enum status template_set_parse(struct arena *arena, const struct template_source *sources, size_t count,
                               struct template_set **ret_set, const char **ret_problem) {
    struct template_set *set = NULL;
    enum status status = template_set_read(arena, sources, count, &set, ret_problem);
    if (status == STATUS_OK)
        status = template_set_check(arena, set, ret_problem);
    if (status == STATUS_OK)
        *ret_set = set;
    return status;
}
