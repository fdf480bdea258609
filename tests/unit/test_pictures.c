/* The pictures a server draws itself: stones and avatars. */
#include "accounts/avatar.h"
#include "arena.h"
#include "catalog/gem_picture.h"
#include "text.h"

#include <check.h>
#include <ctype.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

Suite *pictures_suite(void);

enum { DEPTH_MAXIMUM = 16 };

static const char *const shapes[] = {"Round", "Oval",     "Cushion", "Emerald", "Princess",
                                     "Pear",  "Marquise", "Radiant", "Asscher", "Heart"};
static const char *const species[] = {"diamond", "ruby", "sapphire", "emerald"};
static const char *const colors[] = {"D", "J", "Pigeon Blood", "Cornflower Blue", "Muzo Green", "Nobody's Colour"};
static const char *const clarities[] = {"FL", "IF", "VVS1", "VS2", "SI1", "SI2", "I1", "I3"};
static const char *const rarities[] = {"COMMON", "UNCOMMON", "RARE", "EPIC", "LEGENDARY"};
static const char *const carats[] = {"0.20", "1.52", "12.00"};

enum { SHAPES = sizeof shapes / sizeof shapes[0], SPECIES = sizeof species / sizeof species[0] };

static struct arena *arena;

static void set_up(void) {
    arena = arena_new();
}

static void tear_down(void) {
    arena_free(arena);
}

static struct gem_picture ruby(void) {
    return (struct gem_picture){.species = "ruby",
                                .shape = "Oval",
                                .carat = "1.52",
                                .color = "Vivid Red",
                                .clarity = "SI1",
                                .rarity = "EPIC",
                                .seed = "LG682016797",
                                .title = "A ruby"};
}

static const char *draw(const struct gem_picture *picture) {
    struct text svg = text_new(arena, 4 * GEM_PICTURE_MAXIMUM);
    gem_picture_draw(&svg, picture);
    ck_assert(!svg.overflowed);
    ck_assert_uint_lt(svg.length, GEM_PICTURE_MAXIMUM);
    return svg.data;
}

static const char *draw_avatar(const char *seed) {
    struct text svg = text_new(arena, 4 * AVATAR_MAXIMUM);
    avatar_draw(&svg, seed);
    ck_assert(!svg.overflowed);
    ck_assert_uint_lt(svg.length, AVATAR_MAXIMUM);
    return svg.data;
}

/* For each character: ck_assert() tells the runner even of what holds, which would take longer than the test. */
#define HOLDS_OR_ABORT(condition)                                                                                      \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            ck_abort_msg("%s", #condition);                                                                            \
    } while (0)

/* Every attribute is name="value" with its quotes closed; gives the end of the tag. */
static const char *skip_tag(const char *at) {
    bool quoted = false;
    for (; *at != '\0' && (quoted || *at != '>'); at++) {
        quoted ^= *at == '"';
        HOLDS_OR_ABORT(*at != '<');
    }
    ck_assert_msg(!quoted && *at == '>', "a tag is not closed");
    return at;
}

/* Tags nest and match, every & begins an entity, and what stands in paths is numbers. */
static void assert_well_formed(const char *svg) {
    struct {
        const char *name;
        size_t length;
    } open[DEPTH_MAXIMUM];
    size_t depth = 0;
    ck_assert(strncmp(svg, "<svg ", 5) == 0);
    for (const char *at = svg; *at != '\0'; at++) {
        HOLDS_OR_ABORT(*at != '&' || strchr(at, ';') != NULL);
        if (*at != '<') {
            HOLDS_OR_ABORT(depth > 0); /* else there is text outside the svg element */
            continue;
        }
        bool closing = at[1] == '/';
        const char *name = at + 1 + closing;
        size_t length = strcspn(name, " />");
        const char *end = skip_tag(name);
        if (closing) {
            ck_assert_uint_gt(depth, 0);
            depth--;
            ck_assert(open[depth].length == length && strncmp(open[depth].name, name, length) == 0);
        } else if (end[-1] != '/') {
            ck_assert_uint_lt(depth, DEPTH_MAXIMUM);
            open[depth].name = name;
            open[depth++].length = length;
        }
        at = end;
    }
    ck_assert_uint_eq(depth, 0);
    ck_assert_ptr_null(strcasestr(svg, "nan"));
    ck_assert_ptr_null(strcasestr(svg, "inf"));
    ck_assert_ptr_null(strstr(svg, "<script"));
    ck_assert_ptr_null(strstr(svg, "href"));
}

/* Coordinates are tenths of 0 to 400: a path that begins elsewhere left the picture. */
static void assert_inside(const char *svg) {
    for (const char *at = strstr(svg, " d=\"M"); at != NULL; at = strpbrk(at + 1, "M")) {
        const char *numbers = strchr(at, 'M') + 1;
        if (!isdigit((unsigned char)*numbers) && *numbers != '-')
            break;
        long x = strtol(numbers, (char **)&numbers, 10);
        long y = strtol(numbers, NULL, 10);
        ck_assert_msg(x >= 0 && x <= 4000 && y >= 0 && y <= 4000, "%ld %ld", x, y);
    }
}

START_TEST(every_shape_of_every_species_draws) {
    const char *shape = shapes[_i % SHAPES];
    const char *kind = species[_i / SHAPES];
    for (int i = 0; i < 12; i++) {
        struct gem_picture picture = {.species = kind, .shape = shape, .seed = carats[i % 3], .title = "Stone"};
        picture.carat = carats[i % 3];
        picture.color = colors[i % 6];
        picture.clarity = clarities[i % 8];
        picture.rarity = rarities[i % 5];
        const char *svg = draw(&picture);
        assert_well_formed(svg);
        assert_inside(svg);
        ck_assert_ptr_nonnull(strstr(svg, "viewBox=\"0 0 400 400\" role=\"img\"><title>Stone</title>"));
        arena_clear(arena);
    }
}
END_TEST

START_TEST(same_stone_same_picture) {
    struct gem_picture picture = ruby();
    const char *first = draw(&picture);
    ck_assert_str_eq(first, draw(&picture));
    picture.species = "RUBY";
    picture.shape = "oVAL";
    picture.rarity = "epic";
    const char *shouted = draw(&picture);
    ck_assert_uint_eq(strlen(first), strlen(shouted)); /* only the ids differ */
}
END_TEST

START_TEST(different_stones_differ) {
    struct gem_picture picture = ruby();
    const char *first = draw(&picture);
    picture.seed = "LG682016798";
    ck_assert_str_ne(first, draw(&picture));
    picture = ruby();
    picture.carat = "3.00";
    ck_assert_str_ne(first, draw(&picture));
    picture = ruby();
    picture.color = "Pinkish Red";
    ck_assert_str_ne(first, draw(&picture));
    picture = ruby();
    picture.clarity = "FL";
    ck_assert_str_ne(first, draw(&picture));
}
END_TEST

START_TEST(nothing_known_still_draws) {
    struct gem_picture unknown = {0};
    const char *svg = draw(&unknown);
    assert_well_formed(svg);
    ck_assert_ptr_nonnull(strstr(svg, "<title>Gemstone</title>"));
    struct gem_picture odd = {"moonstone", "Trillion", "heavy", "", "", "", "", ""};
    assert_well_formed(draw(&odd));
    odd.carat = "99999999999999999999999999.9";
    assert_well_formed(draw(&odd));
    assert_inside(draw(&odd));
    odd.carat = "-1";
    assert_well_formed(draw(&odd));
}
END_TEST

START_TEST(titles_are_escaped) {
    struct gem_picture picture = ruby();
    picture.title = "</title><script>alert('1')</script>&\"";
    picture.seed = "\"><script>";
    picture.color = "<script>";
    const char *svg = draw(&picture);
    assert_well_formed(svg);
    ck_assert_ptr_nonnull(strstr(svg, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;"));
}
END_TEST

START_TEST(titles_stay_xml) {
    struct gem_picture picture = ruby();
    picture.title = "a\x01\x1b"
                    "b\tc";
    ck_assert_ptr_nonnull(strstr(draw(&picture), "<title>a  b c</title>"));
    picture.title = "bad \xff utf-8";
    ck_assert_ptr_nonnull(strstr(draw(&picture), "<title>Gemstone</title>"));
    picture.title = "no character \xef\xbf\xbf";
    ck_assert_ptr_nonnull(strstr(draw(&picture), "<title>Gemstone</title>"));
    picture.title = "1 ct · Smaragd grün";
    ck_assert_ptr_nonnull(strstr(draw(&picture), "<title>1 ct · Smaragd grün</title>"));
}
END_TEST

START_TEST(long_titles_are_cut_between_characters) {
    char title[2002] = {0};
    memset(title, '"', sizeof title - 1);
    struct gem_picture picture = ruby();
    picture.title = title;
    assert_well_formed(draw(&picture));
    title[0] = 'a';
    for (size_t i = 1; i + 2 < sizeof title; i += 2)
        memcpy(title + i, "ü", 2);
    const char *svg = draw(&picture);
    ck_assert(text_is_utf8(svg, strlen(svg)));
    ck_assert_ptr_nonnull(strstr(svg, "ü</title>"));
}
END_TEST

START_TEST(heavier_stones_are_larger) {
    static const char *const heavier[] = {"0.20", "0.5", "1", "1.52", "3.00"};
    long least = 4000;
    for (size_t i = 0; i < sizeof heavier / sizeof heavier[0]; i++) {
        struct gem_picture picture = ruby();
        picture.shape = "Round";
        picture.carat = heavier[i];
        const char *outline = strstr(draw(&picture), " d=\"M2000 ");
        ck_assert_ptr_nonnull(outline);
        long top = strtol(outline + 10, NULL, 10);
        ck_assert_int_lt(top, least);
        least = top;
    }
}
END_TEST

START_TEST(locales_do_not_show) {
    struct gem_picture picture = ruby();
    const char *plain = draw(&picture);
    const char *avatar = draw_avatar("maria");
    if (setlocale(LC_ALL, "de_DE.UTF-8") != NULL) {
        ck_assert_str_eq(plain, draw(&picture));
        ck_assert_str_eq(avatar, draw_avatar("maria"));
    }
    setlocale(LC_ALL, "C");
}
END_TEST

START_TEST(avatars_are_well_formed) {
    for (int i = 0; i < 150; i++) {
        const char *svg = draw_avatar(text_from_integer(arena, i));
        assert_well_formed(svg);
        ck_assert_ptr_nonnull(strstr(svg, "viewBox=\"0 0 96 96\""));
    }
    assert_well_formed(draw_avatar(NULL));
    assert_well_formed(draw_avatar("\"><script>\xff"));
}
END_TEST

START_TEST(avatars_follow_their_seed) {
    const char *drawn[100];
    for (int i = 0; i < 100; i++) {
        drawn[i] = draw_avatar(text_from_integer(arena, i));
        ck_assert_str_eq(drawn[i], draw_avatar(text_from_integer(arena, i)));
        for (int k = 0; k < i; k++)
            HOLDS_OR_ABORT(!text_equal(drawn[i], drawn[k]));
    }
    ck_assert_str_eq(draw_avatar(NULL), draw_avatar(""));
}
END_TEST

Suite *pictures_suite(void) {
    Suite *suite = suite_create("pictures");
    TCase *stones = tcase_create("stones");
    tcase_add_checked_fixture(stones, set_up, tear_down);
    tcase_set_timeout(stones, 60); /* sanitizers on a busy machine */
    tcase_add_loop_test(stones, every_shape_of_every_species_draws, 0, SHAPES * SPECIES);
    tcase_add_test(stones, same_stone_same_picture);
    tcase_add_test(stones, different_stones_differ);
    tcase_add_test(stones, nothing_known_still_draws);
    tcase_add_test(stones, titles_are_escaped);
    tcase_add_test(stones, titles_stay_xml);
    tcase_add_test(stones, long_titles_are_cut_between_characters);
    tcase_add_test(stones, heavier_stones_are_larger);
    tcase_add_test(stones, locales_do_not_show);
    suite_add_tcase(suite, stones);
    TCase *avatars = tcase_create("avatars");
    tcase_add_checked_fixture(avatars, set_up, tear_down);
    tcase_set_timeout(avatars, 60);
    tcase_add_test(avatars, avatars_are_well_formed);
    tcase_add_test(avatars, avatars_follow_their_seed);
    suite_add_tcase(suite, avatars);
    return suite;
}
