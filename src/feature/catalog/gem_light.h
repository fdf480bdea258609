/* The light a cut stone gives back to someone looking straight down at it.
 *
 * Seen from above, the edges of crown and pavilion cross each other and divide the face into pieces; each piece is
 * given the light of a few rays traced through the solid. Plain arithmetic: the same stone under the same lamps gives
 * the same pieces, always. */
#ifndef GEM_LIGHT_H
#define GEM_LIGHT_H

#include "catalog/gem_facets.h"

#include <stddef.h>

enum { GEM_PIECES_MAXIMUM = 400 };

/* The lamps around the stone and how it bends light. */
struct gem_light {
    double refraction; /* index: diamond 2.42, corundum 1.77, beryl 1.58 */
    double dispersion; /* difference of the index between red and blue, exaggerated to taste */
    double turn;       /* radians the lamps are turned about the viewer */
    double tilt_x;     /* slope by which the stone leans; small, breaks the symmetry */
    double tilt_y;
};

/* A piece of the face: what one crown facet shows of one pavilion facet. */
struct gem_piece {
    struct gem_point corners[GEM_CORNERS_MAXIMUM]; /* z is 0 */
    size_t count;
    double area;
    double light[3]; /* red, green and blue, 0 (dark) to about 1.5 (a lamp) */
};

/* The visible pieces of a stone under that light; returns their number. `ret_pieces` holds GEM_PIECES_MAXIMUM. */
size_t gem_light_split(const struct gem_solid *solid, const struct gem_light *light, struct gem_piece *ret_pieces);

#endif
