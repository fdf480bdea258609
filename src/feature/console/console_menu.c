#include "console/console_menu.h"

#include "console/console_waiting.h"
#include "text.h"

#include <string.h>

static const char *const sections[] = {"Overview", "People", "Catalogue", "Market", "Money", "Operations", "Console"};

const char *console_page_path(const char *path) {
    static const char api[] = "/api";
    size_t length = sizeof api - 1;
    return strncmp(path, api, length) == 0 ? path + length : path;
}

bool console_may_open(const struct request *request, const struct route *route) {
    return (request->admin.rights & route->needs) == route->needs;
}

/* A detail page stands below its list: "/admin/users/{id}" belongs to "/admin/users". */
static bool is_current(const struct request *request, const char *path) {
    size_t length = strlen(path);
    return strncmp(request->path, path, length) == 0 && (request->path[length] == '\0' || request->path[length] == '/');
}

static void add_row(struct view_value *rows, const struct request *request, const struct route *route) {
    struct view_value *row = view_append_map(rows);
    view_set_text(row, "label", route->menu.label);
    view_set_text(row, "url", console_page_path(route->path));
    view_set_text(row, "keys", route->menu.keys);
    view_set_boolean(row, "current", is_current(request, console_page_path(route->path)));
    view_set_text(row, "waiting", route->menu.waiting);
    view_set_text(row, "waiting_count",
                  route->menu.waiting == NULL ? NULL : console_waiting_text(request, route->menu.waiting));
}

struct view_value *console_menu(const struct route_table *table, const struct request *request) {
    struct view_value *menu = view_list(request->context->arena);
    for (size_t s = 0; s < sizeof sections / sizeof *sections; s++) {
        struct view_value *rows = view_list(request->context->arena);
        for (size_t i = 0; i < table->count; i++)
            if (text_equal(table->routes[i].menu.section, sections[s]) && console_may_open(request, &table->routes[i]))
                add_row(rows, request, &table->routes[i]);
        if (view_count(rows) == 0)
            continue;
        struct view_value *section = view_append_map(menu);
        view_set_text(section, "label", sections[s]);
        view_set(section, "rows", rows);
    }
    return menu;
}
