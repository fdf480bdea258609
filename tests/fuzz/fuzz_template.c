/* libFuzzer target: any bytes as a template, rendered with a small fixed tree. A byte 0x1e ends the template and starts
 * the partial or parent "p", a second one starts "q". */
#include "arena.h"
#include "template.h"
#include "text.h"
#include "view_value.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUTPUT_MAXIMUM = 64 * 1024, SEPARATOR = 0x1e };

static struct view_value *fixed_tree(struct arena *arena) {
    struct view_value *tree = view_map(arena);
    view_set_text(tree, "a", "<a&\"'>\n");
    view_set_text(tree, "e", "");
    view_set_boolean(tree, "t", true);
    view_set_boolean(tree, "f", false);
    view_set(tree, "n", NULL);
    struct view_value *list = view_set_list(tree, "l");
    view_append_text(list, "x");
    view_append(list, NULL);
    view_set_text(view_append_map(list), "b", "inner");
    struct view_value *map = view_set_map(tree, "m");
    view_set_text(map, "b", "outer");
    view_set_list(map, "l");
    return tree;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct template_source sources[] = {{"page", arena_copy(arena, data, size)}, {"p", ""}, {"q", ""}};
    char *rest = (char *)sources[0].text;
    for (size_t i = 1; i < 3 && (rest = strchr(rest, SEPARATOR)) != NULL; i++) {
        *rest++ = '\0';
        sources[i].text = rest;
    }
    struct template_set *set = NULL;
    const char *problem = NULL;
    if (template_set_read(arena, sources, 3, &set, &problem) == STATUS_OK) {
        struct text text = text_new(arena, OUTPUT_MAXIMUM);
        if (template_set_check(arena, set, &problem) != STATUS_OK && problem == NULL)
            abort();
        if (template_render(set, "page", fixed_tree(arena), &text) != STATUS_OK && text.length != 0)
            abort();
    } else if (problem == NULL || set != NULL) {
        abort();
    }
    arena_free(arena);
    return 0;
}
