/* A ray enters through the crown, is thrown back by the pavilion as long as it meets it flatter than the critical
 * angle, and leaves towards a lamp, the dark shape of the viewer's head, or downwards, where it is lost. That interplay
 * is what makes a pattern of facets look like a stone. */
#include "catalog/gem_light.h"

#include <math.h>

enum { BOUNCES_MAXIMUM = 8, BANDS = 3 };

static const double least_area = 0.00012; /* smaller pieces are slivers nobody sees */
static const double split_area = 0.012;   /* larger ones may be divided further … */
static const double alike = 0.09;         /* … when their parts differ by more light than this */

static struct gem_point normalized(struct gem_point vector) {
    return gem_point_scale(vector, 1 / sqrt(gem_point_dot(vector, vector)));
}

static double smooth(double low, double high, double value) {
    double share = fmin(1, fmax(0, (value - low) / (high - low)));
    return share * share * (3 - 2 * share);
}

/* How bright it is in a direction: a dark head above, a soft lamp to the upper left, a weaker one opposite, a ring of
 * panels, a dim floor. */
static double surroundings(const struct gem_light *light, struct gem_point way) {
    if (way.z <= 0)
        return 0.07 + 0.10 * (1 + way.z);
    double turn = atan2(way.y, way.x) + light->turn;
    double level = way.z;
    double aside = sqrt(1 - fmin(1, level * level));
    double key = aside * cos(turn - 3.93) * 0.72 + level * 0.69;
    double fill = aside * cos(turn - 0.55) * 0.80 + level * 0.60;
    double panels = smooth(-0.2, 0.5, sin(turn * 7)) * smooth(0.10, 0.30, level) * smooth(0.93, 0.80, level);
    double brightness = 0.16 + 0.20 * level + 0.42 * panels;
    brightness += 1.15 * smooth(0.80, 0.97, key) + 0.55 * smooth(0.84, 0.97, fill);
    return brightness * (1 - 0.85 * smooth(0.955, 0.985, level));
}

/* Snell's law for a unit `way` meeting a unit `normal` that points against it; false when all is thrown back. */
static bool refract(struct gem_point way, struct gem_point normal, double ratio, struct gem_point *ret_way) {
    double cosine = -gem_point_dot(way, normal);
    double rest = 1 - ratio * ratio * (1 - cosine * cosine);
    if (rest < 0)
        return false;
    struct gem_point bent = gem_point_scale(way, ratio);
    *ret_way = normalized(gem_point_add(bent, normal, ratio * cosine - sqrt(rest)));
    return true;
}

/* Schlick's approximation: the share that is thrown back. */
static double reflected_share(double refraction, double cosine) {
    double straight = (refraction - 1) / (refraction + 1);
    straight *= straight;
    return straight + (1 - straight) * pow(1 - fmin(1, fabs(cosine)), 5);
}

static void nearest(const struct gem_facet *facets, size_t count, struct gem_point from, struct gem_point way,
                    double *distance, const struct gem_facet **facet) {
    for (size_t i = 0; i < count; i++) {
        double speed = gem_point_dot(facets[i].normal, way);
        if (!facets[i].bounds || speed < 1e-9)
            continue;
        double reach = fmax(0, (facets[i].level - gem_point_dot(facets[i].normal, from)) / speed);
        if (reach < *distance) {
            *distance = reach;
            *facet = &facets[i];
        }
    }
}

/* Adds what leaves the stone through `facet`, each band bent by its own index: that is the fire. */
static void add_leaving(const struct gem_light *light, const struct gem_facet *facet, struct gem_point way,
                        double share, double ret_light[BANDS]) {
    struct gem_point inward = gem_point_scale(facet->normal, -1);
    for (int band = 0; band < BANDS; band++) {
        struct gem_point out;
        if (refract(way, inward, light->refraction + (band - 1) * light->dispersion / 2, &out))
            ret_light[band] += share * surroundings(light, out);
    }
}

/* Follows one line of sight into the stone at (x, y) and adds the light that arrives along it. */
static void look(const struct gem_solid *solid, const struct gem_light *light, const struct gem_facet *crown, double x,
                 double y, double ret_light[BANDS]) {
    struct gem_point way = normalized((struct gem_point){light->tilt_x + x * 0.04, light->tilt_y + y * 0.04, -1});
    struct gem_point at = {x, y, (crown->level - crown->normal.x * x - crown->normal.y * y) / crown->normal.z};
    double cosine = gem_point_dot(way, crown->normal);
    double sheen = reflected_share(light->refraction, cosine);
    struct gem_point mirrored = gem_point_add(way, crown->normal, -2 * cosine);
    for (int band = 0; band < BANDS; band++)
        ret_light[band] += sheen * surroundings(light, mirrored);
    if (!refract(way, crown->normal, 1 / light->refraction, &way))
        return;
    double share = 1 - sheen;
    for (int bounce = 0; bounce < BOUNCES_MAXIMUM && share > 0.02; bounce++) {
        const struct gem_facet *facet = NULL;
        double distance = 1e9;
        nearest(solid->crown, solid->crown_count, at, way, &distance, &facet);
        nearest(solid->pavilion, solid->pavilion_count, at, way, &distance, &facet);
        if (facet == NULL)
            return;
        at = gem_point_add(at, way, distance);
        cosine = gem_point_dot(way, facet->normal);
        bool kept = light->refraction * sqrt(1 - fmin(1, cosine * cosine)) >= 1;
        double back = kept ? 1 : reflected_share(light->refraction, cosine);
        if (!kept)
            add_leaving(light, facet, way, share * (1 - back), ret_light);
        share *= back * 0.97;
        way = gem_point_add(way, facet->normal, -2 * cosine);
    }
}

/* ---- dividing the face ---- */

static double signed_area(const struct gem_point *corners, size_t count) {
    double area = 0;
    for (size_t i = 0; i < count; i++) {
        struct gem_point a = corners[i];
        struct gem_point b = corners[(i + 1) % count];
        area += (a.x * b.y - b.x * a.y) / 2;
    }
    return area;
}

static struct gem_point middle_of(const struct gem_point *corners, size_t count) {
    struct gem_point middle = {0};
    for (size_t i = 0; i < count; i++)
        middle = gem_point_add(middle, corners[i], 1.0 / (double)count);
    return middle;
}

/* Keeps the part of a polygon on the inner side of the line from `a` to `b` (Sutherland and Hodgman). */
static size_t clip(const struct gem_point *corners, size_t count, struct gem_point a, struct gem_point b, double turn,
                   struct gem_point *ret_corners) {
    size_t kept = 0;
    for (size_t i = 0; i < count && kept + 2 <= GEM_CORNERS_MAXIMUM; i++) {
        struct gem_point p = corners[i];
        struct gem_point q = corners[(i + 1) % count];
        double inside_p = turn * ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
        double inside_q = turn * ((b.x - a.x) * (q.y - a.y) - (b.y - a.y) * (q.x - a.x));
        if (inside_p >= 0)
            ret_corners[kept++] = p;
        if ((inside_p > 0 && inside_q < 0) || (inside_p < 0 && inside_q > 0))
            ret_corners[kept++] = gem_point_add(p, gem_point_add(q, p, -1), inside_p / (inside_p - inside_q));
    }
    return kept;
}

/* The part of a crown facet above the `count` corners of a convex pavilion facet. */
static size_t intersect(const struct gem_facet *crown, const struct gem_point *below, size_t count,
                        struct gem_point *ret_corners) {
    struct gem_point buffers[2][GEM_CORNERS_MAXIMUM];
    double turn = signed_area(below, count) < 0 ? -1 : 1;
    size_t left = crown->count;
    for (size_t i = 0; i < left; i++)
        buffers[0][i] = crown->corners[i];
    for (size_t i = 0; i < count && left >= 3; i++)
        left = clip(buffers[i % 2], left, below[i], below[(i + 1) % count], turn, buffers[1 - i % 2]);
    if (left < 3)
        return 0;
    for (size_t i = 0; i < left; i++) {
        ret_corners[i] = buffers[count % 2][i];
        ret_corners[i].z = 0;
    }
    return left;
}

static void light_piece(const struct gem_solid *solid, const struct gem_light *light, const struct gem_facet *crown,
                        struct gem_piece *piece) {
    struct gem_point middle = middle_of(piece->corners, piece->count);
    double weight = 1.0 / (double)(piece->count + 1);
    double sum[BANDS] = {0};
    look(solid, light, crown, middle.x, middle.y, sum);
    for (size_t i = 0; i < piece->count; i++) {
        struct gem_point corner = piece->corners[i];
        look(solid, light, crown, (middle.x + corner.x) / 2, (middle.y + corner.y) / 2, sum);
    }
    for (int band = 0; band < BANDS; band++)
        piece->light[band] = sum[band] * weight;
    piece->area = fabs(signed_area(piece->corners, piece->count));
}

struct face {
    const struct gem_solid *solid;
    const struct gem_light *light;
    struct gem_piece *pieces;
    size_t count;
};

/* A large piece shows several mirror images, so it is divided around its middle unless its parts look alike. */
static void add_piece(struct face *face, const struct gem_facet *crown, const struct gem_point *corners, size_t count) {
    if (face->count + count >= GEM_PIECES_MAXIMUM || fabs(signed_area(corners, count)) < least_area)
        return;
    struct gem_piece *whole = &face->pieces[face->count];
    whole->count = count;
    for (size_t i = 0; i < count; i++)
        whole->corners[i] = corners[i];
    light_piece(face->solid, face->light, crown, whole);
    if (whole->area < split_area) {
        face->count++;
        return;
    }
    struct gem_point middle = middle_of(corners, count);
    double least = whole->light[1];
    double most = least;
    struct gem_piece parts[GEM_CORNERS_MAXIMUM];
    for (size_t i = 0; i < count; i++) {
        parts[i] = (struct gem_piece){.corners = {middle, corners[i], corners[(i + 1) % count]}, .count = 3};
        light_piece(face->solid, face->light, crown, &parts[i]);
        least = fmin(least, parts[i].light[1]);
        most = fmax(most, parts[i].light[1]);
    }
    if (most - least < alike) {
        face->count++;
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (parts[i].area >= least_area)
            face->pieces[face->count++] = parts[i];
}

size_t gem_light_split(const struct gem_solid *solid, const struct gem_light *light, struct gem_piece *ret_pieces) {
    struct face face = {.solid = solid, .light = light, .pieces = ret_pieces};
    for (size_t i = 0; i < solid->crown_count; i++)
        for (size_t k = 0; k < solid->pavilion_count; k++) {
            const struct gem_facet *below = &solid->pavilion[k];
            struct gem_point corners[GEM_CORNERS_MAXIMUM];
            size_t count = intersect(&solid->crown[i], below->corners, below->count, corners);
            if (count != 0)
                add_piece(&face, &solid->crown[i], corners, count);
        }
    return face.count;
}
