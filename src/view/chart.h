/* Bar and line charts as SVG without styles or scripts: its parts take their looks from the page's stylesheet. The
 * figures belong beside it as a table; each bar names its own. */
#ifndef GEM_CHART_H
#define GEM_CHART_H

#include <stddef.h>
#include <stdint.h>

struct arena;

struct chart_bar {
    int64_t value;      /* below zero is drawn as zero */
    const char *label;  /* what it stands for: "2026-11-25" */
    const char *figure; /* its value in words: "$1,234.50" */
};

/* The chart called `title` in the arena; the text is escaped. `count` may be 0. */
const char *chart_bars(struct arena *arena, const char *title, const struct chart_bar *bars, size_t count);

/* The same figures as a line, from nothing at the bottom, with a dot for each. */
const char *chart_line(struct arena *arena, const char *title, const struct chart_bar *points, size_t count);

#endif
