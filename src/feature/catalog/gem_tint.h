/* The colours of a drawn stone: from where it is dark to where a lamp shows. Colours are 0xrrggbb. */
#ifndef GEM_TINT_H
#define GEM_TINT_H

#include <stdbool.h>

enum { GEM_TINT_STOPS = 4 };

struct gem_tint {
    bool is_diamond;
    unsigned stops[GEM_TINT_STOPS];
};

/* The tint of a species and a colour, either of which may be NULL or unknown: see the table. */
struct gem_tint gem_tint_find(const char *species, const char *color);

/* The shade for a brightness of 0 to 1. */
unsigned gem_tint_shade(const struct gem_tint *tint, double brightness);

/* Adds the difference between the light's bands (red, green, blue) to a shade, in few steps: fire. */
unsigned gem_tint_add_fire(unsigned color, const double light[3], double strength);

/* The colour `share` (0 to 1) of the way from one to another. */
unsigned gem_tint_mix(unsigned from, unsigned to, double share);

#endif
