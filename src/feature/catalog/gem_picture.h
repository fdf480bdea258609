/* The picture of a stone: an SVG of its face, computed from its properties.
 *
 * The shape gives the facets (gem_facets.h), light traced through them gives the shades (gem_light.h), species and
 * colour give the tint, carat the size, clarity the specks, rarity the glow behind, and the certificate number a small
 * variation of the lamps, so no two stones look quite the same. The same properties always give the same bytes: a
 * picture may be cached for as long as its stone exists, and at some milliseconds of arithmetic it should be. */
#ifndef GEM_PICTURE_H
#define GEM_PICTURE_H

struct text;

enum { GEM_PICTURE_MAXIMUM = 16 * 1024 }; /* bytes one picture stays below */

/* Any member may be NULL or unknown; upper and lower case are the same. */
struct gem_picture {
    const char *species; /* diamond, ruby, sapphire, emerald */
    const char *shape;   /* Round, Oval, Cushion, Emerald, Princess, Pear, Marquise, Radiant, Asscher, Heart */
    const char *carat;   /* "1.52" */
    const char *color;   /* D to J, or a colour name such as "Pigeon Blood" */
    const char *clarity; /* FL to I3; SI and I show specks */
    const char *rarity;  /* COMMON, UNCOMMON, RARE, EPIC, LEGENDARY */
    const char *seed;    /* the certificate number */
    const char *title;   /* for people who listen to the page; escaped, and cut after 240 bytes */
};

/* Appends an <svg> element of 400 by 400 units on a transparent ground: no scripts, no references outside itself, ids
 * that do not clash when several pictures stand in one page. */
void gem_picture_draw(struct text *ret_svg, const struct gem_picture *picture);

#endif
