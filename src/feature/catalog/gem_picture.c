#include "catalog/gem_picture.h"

#include "arena.h"
#include "catalog/gem_facets.h"
#include "catalog/gem_light.h"
#include "catalog/gem_tint.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Coordinates are whole tenths of a unit inside a group scaled by 0.1: short, and the same in every locale. */
enum { TENTHS = 10, MIDDLE = 200 * TENTHS, REACH = 186 * TENTHS };
enum { SPARKLES_MAXIMUM = 4, TITLE_MAXIMUM = 240 };

static const double flash_area = 0.004; /* larger pieces show less fire: flashes of colour are small */

/* ---- the glow behind ---- */

struct glow {
    const char *rarity;
    unsigned color;
    int strength; /* opacity in the middle, percent */
};

static const struct glow glows[] = {
    {"COMMON", 0xaab4c2, 46}, {"UNCOMMON", 0x35c27c, 52},  {"RARE", 0x3f86f5, 56},
    {"EPIC", 0x9a5cf4, 62},   {"LEGENDARY", 0xf2b430, 74},
};

/* ---- chance, from the certificate number ---- */

static uint64_t hash_text(uint64_t hash, const char *string) {
    for (; string != NULL && *string != '\0'; string++)
        hash = (hash ^ (unsigned char)*string) * UINT64_C(0x100000001b3);
    return (hash ^ 0xff) * UINT64_C(0x100000001b3);
}

/* The next number from 0 up to 1 (splitmix64). */
static double chance(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

/* ---- writing ---- */

struct drawing {
    struct text *svg;
    struct gem_solid solid;
    struct gem_piece pieces[GEM_PIECES_MAXIMUM];
    size_t piece_count;
    double brightness[GEM_PIECES_MAXIMUM]; /* 0 to 1, of each piece */
    struct gem_tint tint;
    double scale; /* tenths per unit of the solid */
    uint64_t state;
    char id[12];  /* begins every id of this picture */
    double fire;  /* how strongly dispersion shows */
    double gamma; /* below 1: a bright stone */
    int edge;     /* how much darker the rim is, percent */
};

static void append_color(struct text *svg, unsigned color) {
    static const char digits[] = "0123456789abcdef";
    text_append_character(svg, '#');
    for (int shift = 20; shift >= 0; shift -= 4)
        text_append_character(svg, digits[color >> shift & 15]);
}

/* A number of a path; a minus sign separates as well as a blank does. */
static void append_number(struct text *svg, long value, bool first) {
    if (!first && value >= 0)
        text_append_character(svg, ' ');
    text_append_integer(svg, value);
}

static void append_polygon(struct drawing *drawing, const struct gem_point *corners, size_t count) {
    long last_x = 0;
    long last_y = 0;
    int written = 0;
    for (size_t i = 0; i < count; i++) {
        long x = lround(MIDDLE + corners[i].x * drawing->scale);
        long y = lround(MIDDLE + corners[i].y * drawing->scale);
        if (written != 0 && x == last_x && y == last_y)
            continue;
        if (written <= 1)
            text_append_character(drawing->svg, written == 0 ? 'M' : 'l');
        append_number(drawing->svg, x - last_x, written <= 1);
        append_number(drawing->svg, y - last_y, false);
        last_x = x;
        last_y = y;
        written++;
    }
    text_append_character(drawing->svg, 'z');
}

static void append_stop(struct text *svg, int percent, unsigned color, int opacity_percent) {
    text_append(svg, "<stop offset=\"");
    text_append_integer(svg, percent);
    text_append(svg, "%\" stop-color=\"");
    append_color(svg, color);
    text_append(svg, "\" stop-opacity=\"");
    text_append_integer(svg, opacity_percent);
    text_append(svg, "%\"/>");
}

static void open_gradient(struct drawing *drawing, const char *kind, const char *name, const char *attributes) {
    text_append_character(drawing->svg, '<');
    text_append(drawing->svg, kind);
    text_append(drawing->svg, " id=\"");
    text_append(drawing->svg, drawing->id);
    text_append(drawing->svg, name);
    text_append_character(drawing->svg, '"');
    text_append(drawing->svg, attributes);
    text_append_character(drawing->svg, '>');
}

static void open_filled(struct drawing *drawing, const char *tag, const char *name) {
    text_append(drawing->svg, tag);
    text_append(drawing->svg, " fill=\"url(#");
    text_append(drawing->svg, drawing->id);
    text_append(drawing->svg, name);
    text_append(drawing->svg, ")\"");
}

static const struct glow *find_glow(const char *rarity) {
    for (size_t i = 0; rarity != NULL && i < sizeof glows / sizeof glows[0]; i++)
        if (strcasecmp(rarity, glows[i].rarity) == 0)
            return &glows[i];
    return &glows[0];
}

static void draw_definitions(struct drawing *drawing, const struct glow *glow) {
    struct text *svg = drawing->svg;
    text_append(svg, "<defs>");
    open_gradient(drawing, "radialGradient", "g", "");
    append_stop(svg, 0, glow->color, glow->strength);
    append_stop(svg, 45, glow->color, glow->strength);
    append_stop(svg, 72, glow->color, glow->strength * 3 / 10);
    append_stop(svg, 100, glow->color, 0);
    text_append(svg, "</radialGradient>");
    open_gradient(drawing, "radialGradient", "e", "");
    append_stop(svg, 62, drawing->tint.stops[0], 0);
    append_stop(svg, 100, drawing->tint.stops[0], drawing->edge);
    text_append(svg, "</radialGradient>");
    open_gradient(drawing, "linearGradient", "s", " x1=\"0.1\" y1=\"0\" x2=\"0.8\" y2=\"1\"");
    append_stop(svg, 0, 0xffffff, 32);
    append_stop(svg, 42, 0xffffff, 4);
    append_stop(svg, 58, 0xffffff, 0);
    append_stop(svg, 100, drawing->tint.stops[0], drawing->edge * 6 / 10);
    text_append(svg, "</linearGradient></defs>");
}

/* Begins a filled path; what follows is polygons and then its end. */
static void open_path(struct text *svg, unsigned color) {
    text_append(svg, "<path fill=\"");
    append_color(svg, color);
    text_append(svg, "\" d=\"");
}

static void draw_glow(struct drawing *drawing) {
    open_filled(drawing, "<circle cx=\"2000\" cy=\"2000\" r=\"1990\"", "g");
    text_append(drawing->svg, "/>");
}

/* A piece by what it is sorted for. */
struct ranked {
    double key;
    size_t index;
};

static int compare_ranked(const void *left, const void *right) {
    const struct ranked *a = left;
    const struct ranked *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Pieces of one colour share a path: colours are rounded so that this happens often. */
static void draw_pieces(struct drawing *drawing) {
    struct text *svg = drawing->svg;
    struct ranked ranked[GEM_PIECES_MAXIMUM] = {0};
    unsigned colors[GEM_PIECES_MAXIMUM];
    for (size_t i = 0; i < drawing->piece_count; i++) {
        const struct gem_piece *piece = &drawing->pieces[i];
        unsigned color = gem_tint_shade(&drawing->tint, round(drawing->brightness[i] * 40) / 40);
        colors[i] = gem_tint_add_fire(color, piece->light, drawing->fire * fmin(1, flash_area / piece->area));
        ranked[i] = (struct ranked){colors[i], i};
    }
    qsort(ranked, drawing->piece_count, sizeof ranked[0], compare_ranked);
    open_path(svg, gem_tint_shade(&drawing->tint, 0.5));
    append_polygon(drawing, drawing->solid.outline, drawing->solid.outline_count);
    for (size_t i = 0; i < drawing->piece_count; i++) {
        size_t index = ranked[i].index;
        if (i == 0 || colors[index] != colors[ranked[i - 1].index]) {
            text_append(svg, "\"/>");
            open_path(svg, colors[index]);
        }
        append_polygon(drawing, drawing->pieces[index].corners, drawing->pieces[index].count);
    }
    text_append(svg, "\"/>");
}

static void draw_edges(struct drawing *drawing) {
    text_append(drawing->svg, "<path fill=\"none\" stroke=\"#fff\" stroke-opacity=\".28\" stroke-width=\"7\" "
                              "stroke-linejoin=\"round\" d=\"");
    for (size_t i = 0; i < drawing->solid.crown_count; i++) {
        const struct gem_facet *facet = &drawing->solid.crown[i];
        if (facet->count <= 4)
            append_polygon(drawing, facet->corners, facet->count);
    }
    text_append(drawing->svg, "\"/>");
}

/* A darker rim, then gloss from the upper left inside a fine line around the stone. */
static void draw_shine(struct drawing *drawing) {
    struct text *svg = drawing->svg;
    open_filled(drawing, "<path", "e");
    text_append(svg, " d=\"");
    append_polygon(drawing, drawing->solid.outline, drawing->solid.outline_count);
    text_append(svg, "\"/>");
    open_filled(drawing, "<path stroke-opacity=\".55\" stroke-width=\"8\" stroke-linejoin=\"round\"", "s");
    text_append(svg, " stroke=\"");
    append_color(svg, drawing->tint.stops[0]);
    text_append(svg, "\" d=\"");
    append_polygon(drawing, drawing->solid.outline, drawing->solid.outline_count);
    text_append(svg, "\"/>");
}

/* A star of four points with hollow sides. */
static void draw_sparkle(struct drawing *drawing, struct gem_point at, double size) {
    struct gem_point corners[8];
    for (int i = 0; i < 8; i++) {
        double reach = size * (i % 2 == 0 ? (i % 4 == 0 ? 1 : 0.72) : 0.10);
        double angle = i * 0.785398163397448;
        corners[i] = (struct gem_point){at.x + reach * sin(angle), at.y - reach * cos(angle), 0};
    }
    text_append(drawing->svg, "<path fill=\"#fff\" fill-opacity=\".92\" d=\"");
    append_polygon(drawing, corners, 8);
    text_append(drawing->svg, "\"/>");
}

static struct gem_point piece_middle(const struct gem_piece *piece) {
    struct gem_point middle = {0};
    for (size_t i = 0; i < piece->count; i++) {
        middle.x += piece->corners[i].x / (double)piece->count;
        middle.y += piece->corners[i].y / (double)piece->count;
    }
    return middle;
}

/* Sparkles sit on bright pieces, apart from one another and inside the picture. */
static void draw_sparkles(struct drawing *drawing) {
    struct gem_point drawn[SPARKLES_MAXIMUM];
    size_t wanted = 2 + (size_t)(chance(&drawing->state) * (SPARKLES_MAXIMUM - 1));
    size_t count = 0;
    for (int tries = 0; tries < 400 && count < wanted && drawing->piece_count != 0; tries++) {
        size_t pick = (size_t)(chance(&drawing->state) * (double)drawing->piece_count);
        struct gem_point at = piece_middle(&drawing->pieces[pick]);
        double size = (count == 0 ? 0.20 : 0.10) + 0.05 * chance(&drawing->state);
        bool fits = fmax(fabs(at.x), fabs(at.y)) + size < MIDDLE / drawing->scale;
        bool apart = fits && drawing->brightness[pick] > 0.8;
        for (size_t i = 0; i < count; i++)
            apart = apart && hypot(at.x - drawn[i].x, at.y - drawn[i].y) > 0.55;
        if (!apart)
            continue;
        draw_sparkle(drawing, at, size);
        drawn[count++] = at;
    }
}

/* Tiny crystals and feathers in the grades where one can see them: SI a few, I more. */
static size_t count_specks(const char *clarity) {
    if (clarity == NULL)
        return 0;
    if (strncasecmp(clarity, "SI", 2) == 0)
        return clarity[2] == '1' ? 3 : 5;
    return (clarity[0] | 32) == 'i' && clarity[1] >= '1' && clarity[1] <= '3' ? 8 : 0;
}

static void draw_specks(struct drawing *drawing, const char *clarity) {
    size_t count = count_specks(clarity);
    for (size_t i = 0; i < count; i++) {
        size_t toward = (size_t)(chance(&drawing->state) * (double)drawing->solid.outline_count);
        double share = 0.12 + 0.58 * chance(&drawing->state);
        double x = drawing->solid.outline[toward].x * share;
        double y = drawing->solid.outline[toward].y * share;
        double size = 0.006 + 0.007 * chance(&drawing->state);
        double lean = size * (chance(&drawing->state) - 0.5);
        const struct gem_point corners[4] = {{x - size * 2.2, y - lean, 0},
                                             {x, y - size, 0},
                                             {x + size * 2.4, y + lean, 0},
                                             {x, y + size, 0}};
        text_append(drawing->svg, i % 3 == 2 ? "<path fill=\"#fff\" fill-opacity=\".7\" d=\""
                                             : "<path fill=\"#140c10\" fill-opacity=\".42\" d=\"");
        append_polygon(drawing, corners, 4);
        text_append(drawing->svg, "\"/>");
    }
}

/* ---- from light to brightness ---- */

/* A photographer exposes each stone for itself: the rank of a piece among the others counts more than its light. */
static void expose(struct drawing *drawing) {
    struct ranked ranked[GEM_PIECES_MAXIMUM] = {0};
    double total = 0;
    for (size_t i = 0; i < drawing->piece_count; i++) {
        ranked[i] = (struct ranked){drawing->pieces[i].light[1], i};
        total += drawing->pieces[i].area;
    }
    qsort(ranked, drawing->piece_count, sizeof ranked[0], compare_ranked);
    double brightest = ranked[drawing->piece_count * 19 / 20].key;
    double darker = 0;
    for (size_t i = 0; i < drawing->piece_count; i++) {
        size_t index = ranked[i].index;
        double area = drawing->pieces[index].area;
        double rank = (darker + area / 2) / total;
        double brightness = 0.6 * rank + 0.42 * fmin(1, ranked[i].key / brightest);
        drawing->brightness[index] = fmin(1, pow(brightness, drawing->gamma));
        darker += area;
    }
}

static void prepare(struct drawing *drawing, const struct gem_picture *picture) {
    bool beryl = picture->species != NULL && strcasecmp(picture->species, "emerald") == 0;
    drawing->tint = gem_tint_find(picture->species, picture->color);
    bool diamond = drawing->tint.is_diamond;
    drawing->fire = diamond ? 170 : 60;
    drawing->gamma = diamond ? 0.66 : 0.92;
    drawing->edge = diamond ? 25 : 45;
    uint64_t hash = hash_text(UINT64_C(0xcbf29ce484222325), picture->seed);
    drawing->state = hash;
    const char *const properties[] = {picture->species, picture->shape,   picture->carat,
                                      picture->color,   picture->clarity, picture->rarity};
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++)
        hash = hash_text(hash, properties[i]);
    drawing->id[0] = 'g';
    for (int i = 0; i < 8; i++)
        drawing->id[1 + i] = "0123456789abcdef"[hash >> (4 * i + 16) & 15];
    gem_solid_cut(&drawing->solid, picture->shape);
    /* Beryl is flattered: at its true index of 1.58 the middle of an emerald is a dull window. */
    struct gem_light light = {
        .refraction = diamond ? 2.42
                      : beryl ? 1.72
                              : 1.77,
        .dispersion = diamond ? 0.10 : 0.05,
        .turn = (chance(&drawing->state) - 0.5) * 0.7,
        .tilt_x = (chance(&drawing->state) - 0.5) * 0.07,
        .tilt_y = (chance(&drawing->state) - 0.5) * 0.07,
    };
    drawing->piece_count = gem_light_split(&drawing->solid, &light, drawing->pieces);
    expose(drawing);
}

/* The weight grows with the cube of the size, so the size grows with the cube root of the weight. */
static double scale_for(const char *carat, double reach) {
    double weight = 0;
    double unit = 1;
    bool fraction = false;
    for (const char *at = carat; at != NULL && at < carat + 12 && ((*at >= '0' && *at <= '9') || *at == '.'); at++) {
        if (*at != '.') {
            weight = weight * 10 + (*at - '0');
            unit *= fraction ? 10 : 1;
        }
        fraction |= *at == '.';
    }
    weight /= unit;
    if (weight <= 0)
        weight = 1;
    double size = (84 + 48 * cbrt(fmin(weight, 30))) * TENTHS;
    return fmin(size, REACH / reach);
}

/* What XML 1.0 section 2.2 does not allow never gets in: bad UTF-8, U+FFFE and U+FFFF refuse the title, control
 * characters become blanks. */
static void append_title(struct text *svg, const char *title) {
    bool usable = title != NULL && text_is_utf8(title, strlen(title)) && strstr(title, "\xef\xbf\xbe") == NULL &&
                  strstr(title, "\xef\xbf\xbf") == NULL;
    if (!usable)
        title = "Gemstone";
    size_t length = strnlen(title, TITLE_MAXIMUM);
    while (length > 0 && ((unsigned char)title[length] & 0xc0) == 0x80)
        length--;
    char *copy = arena_copy(svg->arena, title, length);
    for (char *at = copy; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20)
            *at = ' ';
    text_append_html(svg, copy);
}

void gem_picture_draw(struct text *ret_svg, const struct gem_picture *picture) {
    struct drawing *drawing = arena_alloc(ret_svg->arena, sizeof *drawing);
    drawing->svg = ret_svg;
    prepare(drawing, picture);
    drawing->scale = scale_for(picture->carat, drawing->solid.reach);
    text_append(ret_svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\" role=\"img\"><title>");
    append_title(ret_svg, picture->title);
    text_append(ret_svg, "</title>");
    draw_definitions(drawing, find_glow(picture->rarity));
    text_append(ret_svg, "<g transform=\"scale(.1)\">");
    draw_glow(drawing);
    draw_pieces(drawing);
    draw_edges(drawing);
    draw_shine(drawing);
    draw_specks(drawing, picture->clarity);
    draw_sparkles(drawing);
    text_append(ret_svg, "</g></svg>");
}
