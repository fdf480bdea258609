/* The odds of a pack as one bar, a part for each row as wide as its rate, for the console. */
#ifndef GEM_ODDS_BAR_H
#define GEM_ODDS_BAR_H

struct arena;
struct list;

/* SVG in the arena for rows of struct managed_row; its parts take their colours from the page's stylesheet. */
const char *odds_bar_draw(struct arena *arena, const struct list *rows);

#endif
