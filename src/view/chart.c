#include "chart.h"

#include "text.h"

enum { WIDTH = 360, HEIGHT = 150, TOP = 18, BOTTOM = 22, CHART_MAXIMUM = 256 * 1024, GRID_LINES = 3 };

static size_t highest_bar(const struct chart_bar *bars, size_t count) {
    size_t highest = 0;
    for (size_t i = 1; i < count; i++)
        if (bars[i].value > bars[highest].value)
            highest = i;
    return highest;
}

/* In tenths of a unit, so that narrow bars keep their gaps without fractions of floating point. */
static void append_tenths(struct text *text, int64_t tenths) {
    text_append_format(text, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static void append_text(struct text *svg, int x, int y, const char *anchor, const char *words) {
    text_append_format(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y, anchor);
    text_append_html(svg, words);
    text_append(svg, "</text>");
}

/* In tenths. Divided first: amounts in micros times a height may not fit. What is there at all is seen. */
static int64_t height_of(int64_t value, int64_t highest) {
    int64_t room = (HEIGHT - TOP - BOTTOM) * 10;
    int64_t shown = value < 0 ? 0 : value;
    int64_t step = highest / room + 1;
    int64_t tall = shown / step > room ? room : shown / step;
    if (highest <= room && highest > 0)
        tall = shown * room / highest;
    return shown > 0 && tall < 10 ? 10 : tall;
}

static void append_title(struct text *svg, const struct chart_bar *bar) {
    text_append(svg, "<title>");
    text_append_html(svg, bar->label);
    text_append(svg, ": ");
    text_append_html(svg, bar->figure);
    text_append(svg, "</title>");
}

static void append_bar(struct text *svg, const struct chart_bar *bar, size_t index, size_t count, int64_t highest) {
    int64_t slot = (int64_t)WIDTH * 10 / (int64_t)count;
    int64_t tall = height_of(bar->value, highest);
    text_append(svg, "<rect x=\"");
    append_tenths(svg, (int64_t)index * slot + slot / 8);
    text_append(svg, "\" y=\"");
    append_tenths(svg, (HEIGHT - BOTTOM) * 10 - tall);
    text_append(svg, "\" width=\"");
    append_tenths(svg, slot - slot / 4);
    text_append(svg, "\" height=\"");
    append_tenths(svg, tall);
    text_append(svg, "\" rx=\"1\">");
    append_title(svg, bar);
    text_append(svg, "</rect>");
}

static void append_grid(struct text *svg) {
    for (int i = 0; i <= GRID_LINES; i++) {
        int y = TOP + (HEIGHT - TOP - BOTTOM) * i / GRID_LINES;
        text_append_format(svg, "<line x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", WIDTH, y, y);
    }
}

static struct text begin_chart(struct arena *arena, const char *title) {
    struct text svg = text_new(arena, CHART_MAXIMUM);
    text_append_format(&svg, "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
    text_append_html(&svg, title);
    text_append(&svg, "\">");
    append_grid(&svg);
    return svg;
}

static const char *end_chart(struct text *svg, const struct chart_bar *bars, size_t count) {
    if (count > 0) {
        append_text(svg, 0, TOP - 6, "start", bars[highest_bar(bars, count)].figure);
        append_text(svg, 0, HEIGHT - 6, "start", bars[0].label);
        append_text(svg, WIDTH, HEIGHT - 6, "end", bars[count - 1].label);
    }
    text_append(svg, "</svg>");
    return svg->data;
}

const char *chart_bars(struct arena *arena, const char *title, const struct chart_bar *bars, size_t count) {
    struct text svg = begin_chart(arena, title);
    size_t highest = highest_bar(bars, count);
    for (size_t i = 0; i < count; i++)
        append_bar(&svg, &bars[i], i, count, bars[highest].value);
    return end_chart(&svg, bars, count);
}

static void append_point(struct text *svg, const struct chart_bar *points, size_t index, size_t count) {
    int64_t room = (WIDTH - 8) * 10;
    append_tenths(svg, 40 + (count < 2 ? room / 2 : room * (int64_t)index / (int64_t)(count - 1)));
    text_append_character(svg, ',');
    append_tenths(svg,
                  (HEIGHT - BOTTOM) * 10 - height_of(points[index].value, points[highest_bar(points, count)].value));
}

const char *chart_line(struct arena *arena, const char *title, const struct chart_bar *points, size_t count) {
    struct text svg = begin_chart(arena, title);
    text_append(&svg, "<polyline points=\"");
    for (size_t i = 0; i < count; i++) {
        append_point(&svg, points, i, count);
        text_append_character(&svg, ' ');
    }
    text_append(&svg, "\"/>");
    for (size_t i = 0; i < count; i++) {
        text_append(&svg, "<g class=\"dot\"><polyline points=\"");
        append_point(&svg, points, i, count);
        text_append_character(&svg, ' ');
        append_point(&svg, points, i, count);
        text_append(&svg, "\"/>");
        append_title(&svg, &points[i]);
        text_append(&svg, "</g>");
    }
    return end_chart(&svg, points, count);
}
