/* A cut stone as a solid: the facets of its crown and pavilion, laid on an outline by the rules cutters use.
 *
 * The girdle lies in the plane z = 0 and reaches about 1 from the middle; x goes right, y goes down (as on a screen)
 * and z points at the viewer. Crown facets stand above the girdle, pavilion facets below. Only arithmetic, no memory.
 */
#ifndef GEM_FACETS_H
#define GEM_FACETS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    GEM_CORNERS_MAXIMUM = 16, /* of one facet, or of a piece of one */
    GEM_FACETS_MAXIMUM = 64,  /* of the crown, and of the pavilion */
    GEM_OUTLINE_MAXIMUM = 64,
};

struct gem_point {
    double x;
    double y;
    double z;
};

/* `left` moved by `right` × `scale`. */
static inline struct gem_point gem_point_add(struct gem_point left, struct gem_point right, double scale) {
    return (struct gem_point){left.x + right.x * scale, left.y + right.y * scale, left.z + right.z * scale};
}

static inline double gem_point_dot(struct gem_point left, struct gem_point right) {
    return left.x * right.x + left.y * right.y + left.z * right.z;
}

static inline struct gem_point gem_point_scale(struct gem_point point, double scale) {
    return (struct gem_point){point.x * scale, point.y * scale, point.z * scale};
}

struct gem_facet {
    struct gem_point corners[GEM_CORNERS_MAXIMUM];
    size_t count;
    struct gem_point normal; /* outward, length 1 */
    double level;            /* normal · p for the points p of its plane */
    bool bounds;             /* the whole solid lies behind its plane; not so beside the cleft of a heart */
};

struct gem_solid {
    struct gem_facet crown[GEM_FACETS_MAXIMUM]; /* the table comes first */
    size_t crown_count;
    struct gem_facet pavilion[GEM_FACETS_MAXIMUM];
    size_t pavilion_count;
    struct gem_point outline[GEM_OUTLINE_MAXIMUM];
    size_t outline_count;
    double reach; /* the largest |x| or |y| */
};

/* Cuts a stone: Round, Oval, Cushion, Emerald, Princess, Pear, Marquise, Radiant, Asscher or Heart in any case;
 * anything else, NULL too, is Round. */
void gem_solid_cut(struct gem_solid *ret_solid, const char *shape);

#endif
