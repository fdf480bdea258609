/* What a template sees: a tree of maps, lists, text, booleans and null, built for one page or mail.
 *
 *     struct view_value *page = view_map(arena);
 *     view_set_text(page, "title", "Your vault");
 *     view_set(page, "pack", view_from_shape(arena, &pack_shape, pack));
 *     struct view_value *rows = view_set_list(page, "rows");
 *     view_append(rows, view_text(arena, "one"));
 *
 * Numbers, amounts and times are text by the time they are here, so a template never formats. Everything lives in the
 * arena given at the start. Names and text are not copied: they are literals or live at least as long as the tree.
 * A tree has no loops: a value is set or appended once, and never into itself. */
#ifndef GEM_VIEW_VALUE_H
#define GEM_VIEW_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct shape;
struct view_value;

enum view_kind { VIEW_NULL, VIEW_BOOLEAN, VIEW_TEXT, VIEW_LIST, VIEW_MAP };

/* Building. A NULL string makes a null value. */
struct view_value *view_map(struct arena *arena);
struct view_value *view_list(struct arena *arena);
struct view_value *view_text(struct arena *arena, const char *string);
struct view_value *view_boolean(struct arena *arena, bool value);
struct view_value *view_null(struct arena *arena);

/* A struct as a map, member by member: whole numbers as digits, money with six decimals, times as RFC 3339, JSON as its
 * text, objects and lists of them recursively, whatever is absent as null. The struct's own strings are not copied. */
struct view_value *view_from_shape(struct arena *arena, const struct shape *shape, const void *structure);

/* Sets a member of a map; a name set before is replaced. NULL sets null. On anything but a map: aborts. */
void view_set(struct view_value *map, const char *name, struct view_value *value);
void view_set_text(struct view_value *map, const char *name, const char *string);
void view_set_boolean(struct view_value *map, const char *name, bool value);
void view_set_integer(struct view_value *map, const char *name, int64_t value);
void view_set_money(struct view_value *map, const char *name, int64_t micros); /* MONEY_NONE sets null */
void view_set_time(struct view_value *map, const char *name, int64_t time);    /* CLOCK_NONE sets null */

/* Sets a new, empty map or list and gives it back to be filled. */
struct view_value *view_set_map(struct view_value *map, const char *name);
struct view_value *view_set_list(struct view_value *map, const char *name);

/* Adds to the end of a list; NULL adds null. On anything but a list: aborts. view_append_map() gives the new, empty map
 * back to be filled. */
void view_append(struct view_value *list, struct view_value *value);
void view_append_text(struct view_value *list, const char *string);
struct view_value *view_append_map(struct view_value *list);

/* Reading. A NULL value reads as null. */
enum view_kind view_kind(const struct view_value *value);

/* What {{name}} prints: text as it is, "true" or "false", "" for everything else. Never NULL. */
const char *view_string(const struct view_value *value);

/* Does a section of it render? No for null, false, an empty list and empty text. */
bool view_is_true(const struct view_value *value);

/* The member of a map called `name` (`length` bytes); NULL when there is none or it is no map. */
const struct view_value *view_find(const struct view_value *map, const char *name, size_t length);

/* How many members or items; 0 when it is neither map nor list. */
size_t view_count(const struct view_value *value);

/* The item at `index` < view_count(). */
const struct view_value *view_item(const struct view_value *list, size_t index);

#endif
