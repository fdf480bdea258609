/* The console's navigation, made of the rows that have a place in it and that the administrator's role may open. */
#ifndef GEM_CONSOLE_MENU_H
#define GEM_CONSOLE_MENU_H

#include "router.h"
#include "view_value.h"

/* A list of sections: label, and rows of label, url, keys, current. */
struct view_value *console_menu(const struct route_table *table, const struct request *request);

/* The path of the page that belongs to a row's path. */
const char *console_page_path(const char *path);

/* Is it a row with a page that can be opened as it stands, for this administrator? */
bool console_may_open(const struct request *request, const struct route *route);

#endif
