/* The picture of a person who has not given one: a small crystal, drawn from a seed.
 *
 * The same seed always gives the same bytes; different seeds differ in hue, number of sides, cut and pattern. The seed
 * itself cannot be read off the picture. */
#ifndef GEM_AVATAR_H
#define GEM_AVATAR_H

struct text;

enum { AVATAR_MAXIMUM = 4 * 1024 }; /* bytes one avatar stays below */

/* Appends an <svg> element of 96 by 96 units, decorative (`aria-hidden`): the handle stands beside it. NULL is the
 * empty seed. */
void avatar_draw(struct text *ret_svg, const char *seed);

#endif
