#include "catalog/gem_tint.h"

#include <math.h>
#include <string.h>
#include <strings.h>

struct tint_row {
    const char *species;
    const char *color;
    unsigned stops[GEM_TINT_STOPS];
};

/* The first row of a species is what it falls back to. A row matches when its colour is part of the given one, so
 * "Cornflower" is found in "Cornflower Blue"; put the longer names first. Diamonds follow diamond_tint(). */
static const struct tint_row tints[] = {
    {"ruby", "Vivid Red", {0x4a0014, 0xb0062c, 0xf0284a, 0xffc2c4}},
    {"ruby", "Pigeon", {0x4c000c, 0xb80018, 0xf81832, 0xffb8b4}},
    {"ruby", "Purplish", {0x42001f, 0xa0084e, 0xdf2f7c, 0xffc4dd}},
    {"ruby", "Pinkish", {0x5c0a28, 0xc42458, 0xf95c86, 0xffd8e0}},
    {"ruby", "Orang", {0x520c06, 0xc2280e, 0xf9553a, 0xffd0bc}},
    {"ruby", "Deep", {0x33000c, 0x82051c, 0xc41a36, 0xf7a9ac}},
    {"ruby", "Intense", {0x430010, 0xa10420, 0xe22238, 0xffbcb8}},
    {"sapphire", "Vivid Blue", {0x04124a, 0x1238b4, 0x2f6cf5, 0xc4deff}},
    {"sapphire", "Royal", {0x060a42, 0x1a22a4, 0x3a4cec, 0xc6ccff}},
    {"sapphire", "Cornflower", {0x14265e, 0x3b62c4, 0x6f9bf7, 0xdbe9ff}},
    {"sapphire", "Violet", {0x180b52, 0x4424b4, 0x755cf2, 0xdcd2ff}},
    {"sapphire", "Purpl", {0x260a4e, 0x662ab2, 0x9c5cee, 0xead4ff}},
    {"sapphire", "Teal", {0x022a3c, 0x08687e, 0x1ea6b8, 0xbff4f2}},
    {"sapphire", "Padparadscha", {0x5c1c12, 0xd65c3c, 0xff9474, 0xffe4d4}},
    {"sapphire", "Pink", {0x560c3a, 0xc83080, 0xfa6cb0, 0xffdcec}},
    {"sapphire", "Yellow", {0x523404, 0xc08c0c, 0xf8cc38, 0xfff4c4}},
    {"sapphire", "Deep", {0x030a30, 0x0c247c, 0x2248c0, 0xacc6fa}},
    {"emerald", "Vivid Green", {0x003a20, 0x008348, 0x17c070, 0xbff7d4}},
    {"emerald", "Muzo", {0x003a1a, 0x048a38, 0x24ca5a, 0xcafad0}},
    {"emerald", "Bluish", {0x00363a, 0x007c74, 0x18b8a2, 0xbef6e6}},
    {"emerald", "Yellowish", {0x143c0a, 0x3e8c1e, 0x78c83c, 0xe2fac0}},
    {"emerald", "Deep", {0x00281a, 0x00603a, 0x0c9858, 0xa2eac2}},
    {"emerald", "Intense", {0x003220, 0x007444, 0x10ac60, 0xb2f2ca}},
};

unsigned gem_tint_mix(unsigned from, unsigned to, double share) {
    unsigned mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        double a = from >> shift & 255;
        double b = to >> shift & 255;
        mixed |= (unsigned)lround(a + (b - a) * share) << shift;
    }
    return mixed;
}

/* Ice to ivory: D is colourless, J faintly warm. Anything else counts as G. */
static struct gem_tint diamond_tint(const char *color) {
    static const unsigned ice[GEM_TINT_STOPS] = {0x1f2c40, 0xa9c0d4, 0xebf5fc, 0xffffff};
    static const unsigned ivory[GEM_TINT_STOPS] = {0x38332a, 0xc2b79f, 0xf6efdc, 0xfffef6};
    bool graded = color != NULL && strlen(color) == 1 && (color[0] | 32) >= 'd' && (color[0] | 32) <= 'j';
    double warmth = graded ? ((color[0] | 32) - 'd') / 6.0 : 0.5;
    struct gem_tint tint = {.is_diamond = true};
    for (int i = 0; i < GEM_TINT_STOPS; i++)
        tint.stops[i] = gem_tint_mix(ice[i], ivory[i], warmth * warmth);
    return tint;
}

struct gem_tint gem_tint_find(const char *species, const char *color) {
    const struct tint_row *found = NULL;
    for (size_t i = 0; species != NULL && i < sizeof tints / sizeof tints[0]; i++) {
        if (strcasecmp(species, tints[i].species) != 0)
            continue;
        if (found == NULL)
            found = &tints[i];
        if (color == NULL || strcasestr(color, tints[i].color) == NULL)
            continue;
        found = &tints[i];
        break;
    }
    if (found == NULL)
        return diamond_tint(color);
    struct gem_tint tint = {.is_diamond = false};
    memcpy(tint.stops, found->stops, sizeof tint.stops);
    return tint;
}

unsigned gem_tint_shade(const struct gem_tint *tint, double brightness) {
    static const double places[GEM_TINT_STOPS] = {0, 0.42, 0.78, 1};
    int i = 0;
    while (i < GEM_TINT_STOPS - 2 && brightness > places[i + 1])
        i++;
    double share = (brightness - places[i]) / (places[i + 1] - places[i]);
    return gem_tint_mix(tint->stops[i], tint->stops[i + 1], fmin(1, fmax(0, share)));
}

unsigned gem_tint_add_fire(unsigned color, const double light[3], double strength) {
    unsigned fiery = 0;
    for (int band = 0; band < 3; band++) {
        int shift = 16 - 8 * band;
        double difference = fmin(0.4, fmax(-0.4, light[band] - light[1]));
        double value = (double)(color >> shift & 255) + round(strength * difference / 14) * 14;
        fiery |= (unsigned)lround(fmin(255, fmax(0, value))) << shift;
    }
    return fiery;
}
