#include "catalog/gem_facets.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define PI 3.14159265358979323846

enum { MAINS = 8, ARC = 3 /* stretches of girdle per half facet */ };

enum style { STYLE_BRILLIANT, STYLE_STEP, STYLE_RADIANT, STYLE_PRINCESS };

/* `half_x` and `half_y` are half the width and height for a stone of size 1; areas come out alike. */
struct cut {
    const char *name;
    enum style style;
    struct gem_point (*outline)(const struct cut *cut, double turn);
    double half_x;
    double half_y;
    double corner; /* what is cut off each corner of a rectangle */
    double table;  /* its size as a share of the outline */
};

static struct gem_point normalized(struct gem_point vector) {
    double length = sqrt(gem_point_dot(vector, vector));
    return length < 1e-12 ? (struct gem_point){0, 0, 1} : gem_point_scale(vector, 1 / length);
}

/* ---- outlines: the point at `turn` (0 to 1, clockwise from the top) ---- */

static struct gem_point ellipse_outline(const struct cut *cut, double turn) {
    double angle = turn * 2 * PI;
    return (struct gem_point){cut->half_x * sin(angle), -cut->half_y * cos(angle), 0};
}

/* A superellipse: a square that has been blown up. */
static struct gem_point cushion_outline(const struct cut *cut, double turn) {
    double x = sin(turn * 2 * PI);
    double y = -cos(turn * 2 * PI);
    double size = pow(pow(fabs(x), 3.1) + pow(fabs(y), 3.1), -1 / 3.1);
    return (struct gem_point){cut->half_x * size * x, cut->half_y * size * y, 0};
}

/* The teardrop curve, its point at the top. */
static struct gem_point pear_outline(const struct cut *cut, double turn) {
    double angle = turn * 2 * PI;
    double width = sin(angle) * pow(fabs(sin(angle / 2)), 0.82) / 0.79;
    return (struct gem_point){cut->half_x * width, -cut->half_y * cos(angle), 0};
}

/* Two arcs that meet in points at the top and the bottom. */
static struct gem_point marquise_outline(const struct cut *cut, double turn) {
    double side = turn <= 0.5 ? 1 : -1;
    double along = (turn <= 0.5 ? turn : 1 - turn) * 4 - 1;
    double ratio = cut->half_y / cut->half_x;
    double radius = cut->half_x * (ratio * ratio + 1) / 2;
    double angle = asin(cut->half_y / radius) * along;
    return (struct gem_point){side * (radius * cos(angle) - radius + cut->half_x), radius * sin(angle), 0};
}

/* The cleft is at the top (turn 0), the point at the bottom. */
static struct gem_point heart_outline(const struct cut *cut, double turn) {
    double t = turn * 2 * PI;
    double x = pow(fabs(sin(t)), 2.6) * (sin(t) < 0 ? -1 : 1);
    double y = (12.6 * cos(t) - 4.2 * cos(2 * t) - 1.9 * cos(3 * t) - 0.7 * cos(4 * t) + 1.6) / 15.2;
    return (struct gem_point){cut->half_x * x, -cut->half_y * y, 0};
}

/* The eight corners of a rectangle with its corners cut, `inset` inside the outline; clockwise from the top right. */
static struct gem_point rectangle_corner(const struct cut *cut, double inset, size_t index) {
    double shortest = fmin(cut->half_x, cut->half_y);
    double corner = cut->corner * (1 - inset / shortest);
    double x = cut->half_x - inset;
    double y = cut->half_y - inset;
    const struct gem_point quarter[2] = {{x - corner, -y, 0}, {x, -y + corner, 0}};
    bool flipped = index / 2 % 2 == 1;
    struct gem_point point = quarter[flipped ? 1 - index % 2 : index % 2];
    if (index >= 4)
        point.x = -point.x;
    if (index / 2 == 1 || index / 2 == 2)
        point.y = -point.y;
    return point;
}

/* Middles of the edges at turns i/8, corners between them. */
static struct gem_point rectangle_outline(const struct cut *cut, double turn) {
    double along = turn * 8 - 0.5;
    double whole = floor(along);
    size_t index = (size_t)(whole + 8);
    struct gem_point from = rectangle_corner(cut, 0, index % 8);
    struct gem_point to = rectangle_corner(cut, 0, (index + 1) % 8);
    return gem_point_add(from, gem_point_add(to, from, -1), along - whole);
}

static const struct cut cuts[] = {
    {"Round", STYLE_BRILLIANT, ellipse_outline, 1.00, 1.00, 0, 0.57},
    {"Oval", STYLE_BRILLIANT, ellipse_outline, 0.86, 1.17, 0, 0.57},
    {"Cushion", STYLE_BRILLIANT, cushion_outline, 0.90, 0.97, 0, 0.58},
    {"Emerald", STYLE_STEP, rectangle_outline, 0.80, 1.10, 0.27, 0},
    {"Princess", STYLE_PRINCESS, rectangle_outline, 0.88, 0.88, 0, 0.66},
    {"Pear", STYLE_BRILLIANT, pear_outline, 0.82, 1.22, 0, 0.56},
    {"Marquise", STYLE_BRILLIANT, marquise_outline, 0.68, 1.34, 0, 0.57},
    {"Radiant", STYLE_RADIANT, rectangle_outline, 0.82, 1.03, 0.25, 0},
    {"Asscher", STYLE_STEP, rectangle_outline, 0.92, 0.92, 0.36, 0},
    {"Heart", STYLE_BRILLIANT, heart_outline, 1.04, 1.05, 0, 0.56},
};

static const struct cut *find_cut(const char *shape) {
    for (size_t i = 0; shape != NULL && i < sizeof cuts / sizeof cuts[0]; i++)
        if (strcasecmp(shape, cuts[i].name) == 0)
            return &cuts[i];
    return &cuts[0];
}

/* ---- building facets ---- */

/* Adds a facet; its plane is the best fit through the corners (Newell), turned outward. */
static void add_facet(struct gem_solid *solid, bool crown, const struct gem_point *corners, size_t count) {
    struct gem_facet *facet = crown ? &solid->crown[solid->crown_count++] : &solid->pavilion[solid->pavilion_count++];
    struct gem_point middle = {0};
    struct gem_point normal = {0};
    for (size_t i = 0; i < count; i++) {
        struct gem_point a = corners[i];
        struct gem_point b = corners[(i + 1) % count];
        normal.x += (a.y - b.y) * (a.z + b.z);
        normal.y += (a.z - b.z) * (a.x + b.x);
        normal.z += (a.x - b.x) * (a.y + b.y);
        middle = gem_point_add(middle, a, 1.0 / (double)count);
        facet->corners[i] = a;
    }
    facet->count = count;
    normal = normalized(normal);
    if ((normal.z > 0) != crown)
        normal = gem_point_scale(normal, -1);
    facet->normal = normal;
    facet->level = gem_point_dot(normal, middle);
}

/* A point on the way from the outline (share 1) to the middle (share 0), at height z. */
static struct gem_point inner(const struct cut *cut, double turn, double share, double z) {
    struct gem_point point = cut->outline(cut, turn - floor(turn));
    return (struct gem_point){point.x * share, point.y * share, z};
}

/* A facet from `tip` to the stretch of girdle between two turns: upper and lower halves. */
static void add_half(struct gem_solid *solid, const struct cut *cut, bool crown, struct gem_point tip, double from) {
    struct gem_point corners[ARC + 2] = {tip};
    for (size_t i = 0; i <= ARC; i++)
        corners[i + 1] = inner(cut, from + (double)i / (2 * MAINS * ARC), 1, 0);
    add_facet(solid, crown, corners, ARC + 2);
}

/* Table, eight stars, eight kites, sixteen upper halves. */
static void cut_brilliant_crown(struct gem_solid *solid, const struct cut *cut, double height) {
    struct gem_point table[MAINS];
    for (size_t i = 0; i < MAINS; i++)
        table[i] = inner(cut, (double)i / MAINS, cut->table, height);
    add_facet(solid, true, table, MAINS);
    for (size_t i = 0; i < MAINS; i++) {
        double turn = (double)i / MAINS;
        double step = 0.5 / MAINS;
        struct gem_point before = inner(cut, turn - step, 0.79, height * 0.6);
        struct gem_point after = inner(cut, turn + step, 0.79, height * 0.6);
        add_facet(solid, true, (struct gem_point[]){table[i], table[(i + 1) % MAINS], after}, 3);
        add_facet(solid, true, (struct gem_point[]){table[i], after, inner(cut, turn, 1, 0), before}, 4);
        add_half(solid, cut, true, after, turn);
        add_half(solid, cut, true, after, turn + step);
    }
}

/* Eight mains from the culet to the girdle, sixteen lower halves. */
static void cut_brilliant_pavilion(struct gem_solid *solid, const struct cut *cut, double depth) {
    const double reach = 0.30;
    struct gem_point culet = {0, 0, -depth};
    for (size_t i = 0; i < MAINS; i++) {
        double turn = (double)i / MAINS;
        double step = 0.5 / MAINS;
        double z = -depth * (1 - 0.924 * reach);
        struct gem_point before = inner(cut, turn - step, reach, z);
        struct gem_point after = inner(cut, turn + step, reach, z);
        add_facet(solid, false, (struct gem_point[]){culet, after, inner(cut, turn, 1, 0), before}, 4);
        add_half(solid, cut, false, after, turn);
        add_half(solid, cut, false, after, turn + step);
    }
}

struct ring {
    double inset; /* as a share of the shorter half */
    double z;
};

/* Bands of eight trapezoids between rings. */
static void cut_steps(struct gem_solid *solid, const struct cut *cut, bool crown, const struct ring *rings,
                      size_t count) {
    double shortest = fmin(cut->half_x, cut->half_y);
    for (size_t ring = 0; ring + 1 < count; ring++)
        for (size_t i = 0; i < 8; i++) {
            struct gem_point corners[4];
            for (size_t k = 0; k < 4; k++) {
                const struct ring *at = &rings[ring + k / 2];
                corners[k] = rectangle_corner(cut, at->inset * shortest, (i + (k == 1 || k == 2)) % 8);
                corners[k].z = at->z * shortest;
            }
            add_facet(solid, crown, corners, 4);
        }
}

static void cut_step_crown(struct gem_solid *solid, const struct cut *cut, const struct ring *rings, size_t count) {
    double shortest = fmin(cut->half_x, cut->half_y);
    struct gem_point table[8];
    for (size_t i = 0; i < 8; i++) {
        table[i] = rectangle_corner(cut, rings[count - 1].inset * shortest, i);
        table[i].z = rings[count - 1].z * shortest;
    }
    add_facet(solid, true, table, 8);
    cut_steps(solid, cut, true, rings, count);
}

/* A square with a square table; the corners carry two facets each, the sides a star and a girdle facet. */
static void cut_princess_crown(struct gem_solid *solid, const struct cut *cut, double height) {
    struct gem_point table[4];
    for (size_t i = 0; i < 4; i++)
        table[i] = inner(cut, ((double)i * 2 + 1) / 8, cut->table, height);
    add_facet(solid, true, table, 4);
    for (size_t i = 0; i < 4; i++) {
        double turn = ((double)i * 2 + 1) / 8;
        struct gem_point corner = inner(cut, turn, 1, 0);
        struct gem_point next = inner(cut, turn + 0.25, 1, 0);
        struct gem_point star = inner(cut, turn + 0.125, 0.84, height * 0.62);
        add_facet(solid, true, (struct gem_point[]){table[i], table[(i + 1) % 4], star}, 3);
        add_facet(solid, true, (struct gem_point[]){table[i], star, corner}, 3);
        add_facet(solid, true, (struct gem_point[]){table[(i + 1) % 4], next, star}, 3);
        add_facet(solid, true, (struct gem_point[]){corner, star, next}, 3);
    }
}

/* Chevrons: from each corner a fan of facets to the middle line of either side. */
static void cut_princess_pavilion(struct gem_solid *solid, const struct cut *cut, double depth) {
    static const double shares[] = {0, 0.26, 0.52, 0.77, 1};
    static const double depths[] = {1, 0.80, 0.545, 0.28, 0};
    for (size_t i = 0; i < 4; i++)
        for (size_t side = 0; side < 2; side++)
            for (size_t k = 0; k + 1 < sizeof shares / sizeof shares[0]; k++) {
                double turn = ((double)i * 2 + 1) / 8;
                double middle = turn + (side == 0 ? 0.125 : -0.125);
                struct gem_point corner = inner(cut, turn, 1, 0);
                struct gem_point near = inner(cut, middle, shares[k], -depth * depths[k]);
                struct gem_point far = inner(cut, middle, shares[k + 1], -depth * depths[k + 1]);
                add_facet(solid, false, (struct gem_point[]){corner, near, far}, 3);
            }
}

static void trace_outline(struct gem_solid *solid, const struct cut *cut) {
    solid->outline_count = 2 * MAINS * ARC;
    for (size_t i = 0; i < solid->outline_count; i++) {
        struct gem_point point = inner(cut, (double)i / (double)solid->outline_count, 1, 0);
        solid->outline[i] = point;
        solid->reach = fmax(solid->reach, fmax(fabs(point.x), fabs(point.y)));
    }
}

static bool is_behind(const struct gem_facet *facet, const struct gem_facet *others, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < others[i].count; k++)
            if (gem_point_dot(facet->normal, others[i].corners[k]) > facet->level + 0.12)
                return false;
    return true;
}

static void mark_bounds(const struct gem_solid *solid, struct gem_facet *facets, size_t count) {
    for (size_t i = 0; i < count; i++)
        facets[i].bounds = is_behind(&facets[i], solid->crown, solid->crown_count) &&
                           is_behind(&facets[i], solid->pavilion, solid->pavilion_count);
}

void gem_solid_cut(struct gem_solid *ret_solid, const char *shape) {
    static const struct ring crown[] = {{0, 0}, {0.12, 0.13}, {0.25, 0.24}, {0.37, 0.31}};
    static const struct ring pavilion[] = {{0, 0}, {0.20, -0.29}, {0.44, -0.57}, {0.70, -0.82}, {1, -1.04}};
    static const struct ring bevel[] = {{0, 0}, {0.16, 0.15}, {0.34, 0.27}};
    const struct cut *cut = find_cut(shape);
    double shortest = fmin(cut->half_x, cut->half_y);
    memset(ret_solid, 0, sizeof *ret_solid);
    switch (cut->style) {
    case STYLE_BRILLIANT:
        cut_brilliant_crown(ret_solid, cut, 0.30 * shortest);
        cut_brilliant_pavilion(ret_solid, cut, 0.86 * shortest);
        break;
    case STYLE_STEP:
        cut_step_crown(ret_solid, cut, crown, 4);
        cut_steps(ret_solid, cut, false, pavilion, 5);
        break;
    case STYLE_RADIANT:
        cut_step_crown(ret_solid, cut, bevel, 3);
        cut_brilliant_pavilion(ret_solid, cut, 0.92 * shortest);
        break;
    case STYLE_PRINCESS:
        cut_princess_crown(ret_solid, cut, 0.24 * shortest);
        cut_princess_pavilion(ret_solid, cut, 1.05 * shortest);
        break;
    }
    trace_outline(ret_solid, cut);
    mark_bounds(ret_solid, ret_solid->crown, ret_solid->crown_count);
    mark_bounds(ret_solid, ret_solid->pavilion, ret_solid->pavilion_count);
}
