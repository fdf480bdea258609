#include "packs/odds_bar.h"

#include "fairness/version_hash.h"
#include "packs/pack_manage.h"
#include "shape.h"
#include "text.h"

enum { BAR_MAXIMUM = 64 * 1024 };

/* A hundredth of a percent is one unit of the drawing, which is 10,000 wide. */
const char *odds_bar_draw(struct arena *arena, const struct list *rows) {
    struct text svg = text_new(arena, BAR_MAXIMUM);
    const struct managed_row *row = rows->items;
    long long from = 0;
    text_append(&svg, "<svg class=\"odds-bar\" viewBox=\"0 0 10000 100\" preserveAspectRatio=\"none\" role=\"img\" "
                      "aria-label=\"The drop rates as parts of a bar\">");
    for (size_t i = 0; i < rows->count; i++) {
        long long rate = version_hash_parse_rate(row[i].drop_rate);
        text_append_format(&svg, "<rect x=\"%lld\" y=\"0\" width=\"%lld\" height=\"100\" data-rarity=\"%s\"><title>",
                           from, rate, row[i].rarity);
        text_append_html(&svg, row[i].collection);
        text_append_format(&svg, " %s %s %%</title></rect>", row[i].rarity, row[i].drop_rate);
        from += rate;
    }
    text_append(&svg, "</svg>");
    return svg.data;
}
