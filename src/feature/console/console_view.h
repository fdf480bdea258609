/* A struct as the console's templates see it, ready to be read by people:
 *
 *     {{price_usd}} {{price_usd_rounded}}  money as "$12.50", with up to six decimals or none but two
 *     {{#created_at}}{{>partial/admin/time}}{{/created_at}}   a time: text ("5 min ago"), exact, moment, date
 *     {{id}} {{id_short}}                  an id, whole and by its end
 *     {{count}} {{count_text}} {{#count_any}}…     a whole number, with separators, and when it is not 0
 *     {{status}} {{status_label}}          a choice, and in words
 *     {{#status_is.FROZEN}}…               is it that one?
 *
 * All else is as in view_from_shape(), objects and lists included. */
#ifndef GEM_CONSOLE_VIEW_H
#define GEM_CONSOLE_VIEW_H

#include "shape.h"
#include "view_value.h"

struct view_value *console_view(struct arena *arena, const struct shape *shape, const void *structure);

/* A list of such structs. */
struct view_value *console_view_list(struct arena *arena, const struct shape *shape, const struct list *list);

#endif
