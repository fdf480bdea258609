#include "templates.h"

#include "arena.h"
#include "embedded.h"
#include "log.h"
#include "template.h"

enum status templates_load(struct arena *arena, const struct template_set **ret_templates) {
    size_t count = 0;
    while (embedded_templates[count].name != NULL)
        count++;
    struct template_source *sources = arena_array(arena, count, sizeof *sources);
    for (size_t i = 0; i < count; i++)
        sources[i] = (struct template_source){embedded_templates[i].name, embedded_templates[i].text};
    struct template_set *templates = NULL;
    const char *problem = "";
    enum status status = template_set_parse(arena, sources, count, &templates, &problem);
    if (status != STATUS_OK)
        LOG(LOG_ERROR, "template_mistake", LOG_TEXT("problem", problem));
    *ret_templates = templates;
    return status;
}
