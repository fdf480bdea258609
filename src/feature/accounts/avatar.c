#include "accounts/avatar.h"

#include "text.h"

#include <math.h>
#include <stdint.h>

#define PI 3.14159265358979323846

/* Coordinates are whole tenths of a unit in a group scaled by 0.1, so no locale shows. */
enum { MIDDLE = 480, SIDES_MINIMUM = 5, SIDES_MAXIMUM = 9 };

enum motif {
    MOTIF_BRILLIANT, /* a cut stone from above */
    MOTIF_STAR,      /* the same, its outline drawn in between the corners */
    MOTIF_STEP,      /* nested rings */
    MOTIF_PINWHEEL,  /* nested rings, each turned a little */
    MOTIF_COUNT
};

struct spot {
    double x;
    double y;
};

struct crystal {
    struct text *svg;
    uint64_t state;
    enum motif motif;
    int sides;
    double turn;   /* of the first corner */
    double lamp;   /* the direction light comes from */
    double hue;    /* degrees */
    double second; /* the other hue */
};

/* FNV-1a: spreads a seed over 64 bits; a picture needs no more. */
static uint64_t hash_seed(const char *seed) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; seed != NULL && *seed != '\0'; seed++)
        hash = (hash ^ (unsigned char)*seed) * UINT64_C(0x100000001b3);
    return hash;
}

/* The next number from 0 up to 1 (splitmix64). */
static double chance(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

/* One channel of an HSL colour (CSS Color 4, section 7.1), 0 to 255. */
static unsigned hsl_channel(double hue, double saturation, double lightness, double offset) {
    double k = fmod(offset + hue / 30, 12);
    double swing = saturation * fmin(lightness, 1 - lightness);
    return (unsigned)lround(255 * (lightness - swing * fmax(-1, fmin(fmin(k - 3, 9 - k), 1))));
}

static void append_color(struct text *svg, double hue, double saturation, double lightness) {
    static const char digits[] = "0123456789abcdef";
    static const double offsets[] = {0, 8, 4};
    text_append_character(svg, '#');
    for (int i = 0; i < 3; i++) {
        unsigned channel = hsl_channel(hue, saturation, lightness, offsets[i]);
        text_append_character(svg, digits[channel >> 4]);
        text_append_character(svg, digits[channel & 15]);
    }
}

static void draw_polygon(struct crystal *crystal, const struct spot *corners, int count, double hue, double lightness) {
    struct text *svg = crystal->svg;
    text_append(svg, "<path fill=\"");
    append_color(svg, hue, 0.74 - 0.25 * fabs(lightness - 0.5), lightness);
    text_append(svg, "\" d=\"M");
    for (int i = 0; i < count; i++) {
        text_append(svg, i == 0 ? "" : " ");
        text_append_integer(svg, lround(corners[i].x));
        text_append(svg, " ");
        text_append_integer(svg, lround(corners[i].y));
    }
    text_append(svg, "z\"/>");
}

/* A facet is the brighter the more it faces the lamp; `slope` is how much it leans (1 the rim, 0 the table). */
static void draw_facet(struct crystal *crystal, const struct spot *corners, int count, double hue, double slope) {
    double x = 0;
    double y = 0;
    for (int i = 0; i < count; i++) {
        x += corners[i].x - MIDDLE;
        y += corners[i].y - MIDDLE;
    }
    double facing = cos(atan2(y, x) - crystal->lamp);
    double lightness = 0.55 + 0.23 * slope * facing + 0.07 * (chance(&crystal->state) - 0.5);
    draw_polygon(crystal, corners, count, hue, lightness);
}

static struct spot corner_at(const struct crystal *crystal, double radius, double index) {
    double angle = crystal->turn + index * 2 * PI / crystal->sides;
    return (struct spot){MIDDLE + radius * cos(angle), MIDDLE + radius * sin(angle)};
}

/* Stars around the table, kites, and a girdle of triangles; `waist` is where the outline stands between two corners. */
static void draw_brilliant(struct crystal *crystal, double waist) {
    double table = 150 + 60 * chance(&crystal->state);
    double knee = 265 + 20 * chance(&crystal->state);
    double rim = 372;
    struct spot top[SIDES_MAXIMUM];
    for (int i = 0; i < crystal->sides; i++) {
        struct spot tip = corner_at(crystal, table, i);
        struct spot next = corner_at(crystal, table, i + 1);
        struct spot before = corner_at(crystal, fmin(knee, waist - 30), i - 0.5);
        struct spot after = corner_at(crystal, fmin(knee, waist - 30), i + 0.5);
        struct spot corner = corner_at(crystal, rim, i);
        struct spot middle = corner_at(crystal, waist, i + 0.5);
        struct spot opposite = corner_at(crystal, rim, i + 1);
        draw_facet(crystal, (struct spot[]){tip, after, corner, before}, 4, crystal->hue, 1);
        draw_facet(crystal, (struct spot[]){tip, next, after}, 3, crystal->second, 0.8);
        draw_facet(crystal, (struct spot[]){corner, middle, after}, 3, crystal->second, 1.2);
        draw_facet(crystal, (struct spot[]){middle, opposite, after}, 3, crystal->hue, 1.3);
        top[i] = tip;
    }
    for (int i = 0; i < crystal->sides; i++) {
        struct spot wedge[] = {{MIDDLE, MIDDLE}, top[i], top[(i + 1) % crystal->sides]};
        draw_facet(crystal, wedge, 3, i % 2 == 0 ? crystal->hue : crystal->second, -0.6);
    }
}

/* Rings around a table; `twist` turns each ring against the one outside it, in sides. */
static void draw_steps(struct crystal *crystal, double twist) {
    static const double radii[] = {372, 285, 200, 118};
    for (int ring = 0; ring < 3; ring++)
        for (int i = 0; i < crystal->sides; i++) {
            double outer = i + twist * ring;
            double inner = outer + twist;
            struct spot band[] = {corner_at(crystal, radii[ring], outer), corner_at(crystal, radii[ring], outer + 1),
                                  corner_at(crystal, radii[ring + 1], inner + 1),
                                  corner_at(crystal, radii[ring + 1], inner)};
            draw_facet(crystal, band, 4, ring % 2 == 0 ? crystal->hue : crystal->second, ring == 1 ? -0.7 : 1.1);
        }
    for (int i = 0; i < crystal->sides; i++) {
        struct spot wedge[] = {{MIDDLE, MIDDLE},
                               corner_at(crystal, radii[3], i + twist * 3),
                               corner_at(crystal, radii[3], i + 1 + twist * 3)};
        draw_facet(crystal, wedge, 3, crystal->second, 0.9);
    }
}

static void draw_ground(struct crystal *crystal) {
    bool night = chance(&crystal->state) < 0.6;
    text_append(crystal->svg, "<rect width=\"960\" height=\"960\" fill=\"");
    append_color(crystal->svg, crystal->hue, night ? 0.5 : 0.7, night ? 0.14 : 0.9);
    text_append(crystal->svg, "\"/><circle cx=\"480\" cy=\"480\" r=\"440\" fill=\"");
    append_color(crystal->svg, crystal->second, night ? 0.5 : 0.75, night ? 0.21 : 0.83);
    text_append(crystal->svg, "\"/>");
}

static void draw_crystal(struct crystal *crystal) {
    double waist = 372 * cos(PI / crystal->sides);
    switch (crystal->motif) {
    case MOTIF_STAR:
        draw_brilliant(crystal, waist * 0.78);
        break;
    case MOTIF_STEP:
        draw_steps(crystal, 0);
        break;
    case MOTIF_PINWHEEL:
        draw_steps(crystal, chance(&crystal->state) < 0.5 ? 0.3 : -0.3);
        break;
    default:
        draw_brilliant(crystal, fmin(372, waist * 1.06));
    }
}

void avatar_draw(struct text *ret_svg, const char *seed) {
    /* Hues that go well together lie near each other on the circle. */
    static const double distances[] = {26, -26, 42, -42, 64, -64};
    struct crystal crystal = {.svg = ret_svg, .state = hash_seed(seed)};
    crystal.hue = floor(chance(&crystal.state) * 360);
    crystal.second = fmod(crystal.hue + 360 + distances[(int)(chance(&crystal.state) * 6)], 360);
    crystal.motif = (enum motif)(chance(&crystal.state) * MOTIF_COUNT);
    crystal.sides = SIDES_MINIMUM + (int)(chance(&crystal.state) * (SIDES_MAXIMUM - SIDES_MINIMUM + 1));
    crystal.turn = chance(&crystal.state) < 0.5 ? -PI / 2 : -PI / 2 + PI / crystal.sides;
    crystal.lamp = -2.4 + (chance(&crystal.state) - 0.5) * 1.2;
    text_append(ret_svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\" aria-hidden=\"true\">"
                         "<g transform=\"scale(.1)\">");
    draw_ground(&crystal);
    draw_crystal(&crystal);
    text_append(ret_svg, "</g></svg>");
}
