#include "arena.h"
#include "clock.h"
#include "money.h"
#include "shape.h"
#include "template.h"
#include "text.h"
#include "view_value.h"

#include <check.h>
#include <stddef.h>
#include <string.h>

Suite *template_suite(void);

enum { OUTPUT_MAXIMUM = 4 * 1024 * 1024 };

/* A table of templates and its length: two arguments. */
#define SOURCES(...)                                                                                                   \
    (const struct template_source[]){__VA_ARGS__},                                                                     \
        sizeof((const struct template_source[]){__VA_ARGS__}) / sizeof(struct template_source)

static struct arena *arena;

static void setup(void) {
    arena = arena_new();
}

static void teardown(void) {
    arena_free(arena);
}

/* Renders the first of the templates. */
static const char *render_set(const struct template_source *sources, size_t count, const struct view_value *data) {
    struct template_set *set = NULL;
    const char *problem = "";
    enum status status = template_set_parse(arena, sources, count, &set, &problem);
    ck_assert_msg(status == STATUS_OK, "%s", problem);
    struct text text = text_new(arena, OUTPUT_MAXIMUM);
    ck_assert_int_eq(template_render(set, sources[0].name, data, &text), STATUS_OK);
    return text.data;
}

static const char *render(const char *source, const struct view_value *data) {
    return render_set(SOURCES({"page", source}), data);
}

/* Renders the first of the templates, which must exceed a maximum. */
static void refuse_render(const struct template_source *sources, size_t count, const struct view_value *data) {
    struct template_set *set = NULL;
    const char *problem = "";
    ck_assert_int_eq(template_set_parse(arena, sources, count, &set, &problem), STATUS_OK);
    struct text text = text_new(arena, OUTPUT_MAXIMUM);
    text_append(&text, "before");
    ck_assert_int_eq(template_render(set, sources[0].name, data, &text), STATUS_INTERNAL);
    ck_assert_str_eq(text.data, "before");
    ck_assert_uint_eq(text.length, strlen("before"));
}

static const char *parse_problem(const struct template_source *sources, size_t count) {
    struct template_set *set = NULL;
    const char *problem = NULL;
    ck_assert_int_eq(template_set_parse(arena, sources, count, &set, &problem), STATUS_INVALID_INPUT);
    ck_assert_ptr_null(set);
    return problem;
}

static const char *problem_of(const char *source) {
    return parse_problem(SOURCES({"page", source}));
}

static struct view_value *sample(void) {
    struct view_value *data = view_map(arena);
    view_set_text(data, "name", "Ada");
    view_set_text(data, "unsafe", "<a href=\"x\">'&'</a>");
    view_set_text(data, "empty", "");
    view_set_boolean(data, "yes", true);
    view_set_boolean(data, "no", false);
    view_set(data, "nothing", view_null(arena));
    view_set_list(data, "none");
    struct view_value *gems = view_set_list(data, "gems");
    const char *const cuts[] = {"round", "oval", "pear"};
    for (size_t i = 0; i < 3; i++) {
        struct view_value *gem = view_append_map(gems);
        view_set_text(gem, "cut", cuts[i]);
        view_set_integer(gem, "place", (int64_t)i + 1);
    }
    struct view_value *owner = view_set_map(data, "owner");
    view_set_text(owner, "city", "Oslo");
    return data;
}

/* --- tags --- */

START_TEST(variables_are_escaped_unless_raw) {
    ck_assert_str_eq(render("{{unsafe}}", sample()), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    ck_assert_str_eq(render("{{{unsafe}}}", sample()), "<a href=\"x\">'&'</a>");
    ck_assert_str_eq(render("{{& unsafe }}", sample()), "<a href=\"x\">'&'</a>");
}
END_TEST

START_TEST(values_that_print_nothing) {
    ck_assert_str_eq(render("[{{absent}}{{nothing}}{{empty}}{{gems}}{{owner}}{{owner.none.at.all}}]", sample()), "[]");
    ck_assert_str_eq(render("[{{name}}{{.}}]", NULL), "[]");
    ck_assert_str_eq(render("{{yes}} {{no}}", sample()), "true false");
}
END_TEST

START_TEST(values_are_not_templates) {
    struct view_value *data = view_map(arena);
    view_set_text(data, "name", "{{name}}{{>page}}");
    ck_assert_str_eq(render("{{{name}}}", data), "{{name}}{{>page}}");
}
END_TEST

START_TEST(dotted_names) {
    ck_assert_str_eq(render("{{owner.city}} {{#owner}}{{city}} {{name}}{{/owner}}", sample()), "Oslo Oslo Ada");
    ck_assert_str_eq(render("{{name.length}}", sample()), "");
}
END_TEST

START_TEST(a_null_member_hides_the_outer_one) {
    struct view_value *data = sample();
    view_set(view_set_map(data, "inner"), "name", NULL);
    ck_assert_str_eq(render("{{#inner}}[{{name}}]{{/inner}}", data), "[]");
}
END_TEST

START_TEST(sections) {
    ck_assert_str_eq(render("{{#gems}}{{place}}:{{cut}} {{/gems}}", sample()), "1:round 2:oval 3:pear ");
    ck_assert_str_eq(render("{{#yes}}a{{/yes}}{{#name}}<{{.}}>{{/name}}", sample()), "a<Ada>");
    ck_assert_str_eq(render("{{#no}}a{{/no}}{{#none}}b{{/none}}{{#nothing}}c{{/nothing}}{{#empty}}d{{/empty}}"
                            "{{#absent}}e{{/absent}}",
                            sample()),
                     "");
}
END_TEST

START_TEST(inverted_sections) {
    ck_assert_str_eq(render("{{^no}}a{{/no}}{{^none}}b{{/none}}{{^nothing}}c{{/nothing}}{{^empty}}d{{/empty}}"
                            "{{^absent}}e{{/absent}}",
                            sample()),
                     "abcde");
    ck_assert_str_eq(render("{{^yes}}a{{/yes}}{{^gems}}b{{/gems}}{{^owner}}c{{/owner}}", sample()), "");
}
END_TEST

START_TEST(lists_of_text_and_lists) {
    struct view_value *rows = view_list(arena);
    for (size_t i = 0; i < 2; i++) {
        struct view_value *row = view_list(arena);
        view_append_text(row, "<");
        view_append_text(row, NULL);
        view_append(rows, row);
    }
    ck_assert_str_eq(render("{{#.}}({{#.}}[{{.}}]{{/.}}){{/.}}", rows), "([&lt;][])([&lt;][])");
}
END_TEST

START_TEST(comments_and_delimiters) {
    ck_assert_str_eq(render("a{{! {{ \n no }}b", NULL), "ab");
    ck_assert_str_eq(render("{{=<% %>=}}<%name%> {{name}} <%={{ }}=%>{{name}}", sample()), "Ada {{name}} Ada");
    ck_assert_str_eq(render("{{=| |=}}|#gems||cut| |/gems||&unsafe|", sample()),
                     "round oval pear <a href=\"x\">'&'</a>");
    ck_assert_str_eq(render("{{= [ ] =}}[{unsafe}]", sample()), "<a href=\"x\">'&'</a>");
    ck_assert_str_eq(render_set(SOURCES({"page", "{{=<% %>=}}<%>part%>"}, {"part", "{{name}} <%name%>"}), sample()),
                     "Ada <%name%>");
}
END_TEST

START_TEST(bytes_outside_tags_stay) {
    ck_assert_str_eq(render("", NULL), "");
    ck_assert_str_eq(render("}} { } {x} \r\n\t é \xff\n\n", NULL), "}} { } {x} \r\n\t é \xff\n\n");
}
END_TEST

/* --- lines --- */

START_TEST(standalone_tags_leave_no_line) {
    ck_assert_str_eq(render("<ul>\n  {{#gems}}\n  <li>{{cut}}</li>\n  {{/gems}}\n</ul>\n", sample()),
                     "<ul>\n  <li>round</li>\n  <li>oval</li>\n  <li>pear</li>\n</ul>\n");
    ck_assert_str_eq(render("a\r\n {{! x }} \r\nb\r\n{{=| |=}}\r\nc", NULL), "a\r\nb\r\nc");
    ck_assert_str_eq(render("{{#yes}}{{#name}}\nx\n{{/name}}{{/yes}} {{! end }}\ny\n", sample()), "x\ny\n");
}
END_TEST

START_TEST(printing_tags_keep_their_line) {
    ck_assert_str_eq(render("  {{absent}}\n", NULL), "  \n");
    ck_assert_str_eq(render(" {{#yes}} {{name}} {{/yes}} \n", sample()), "  Ada  \n");
    ck_assert_str_eq(render("{{#yes}}{{/yes}}{{^yes}}{{/yes}}\n", sample()), "\n");
}
END_TEST

/* --- partials --- */

START_TEST(partials_see_the_values_where_they_stand) {
    ck_assert_str_eq(render_set(SOURCES({"page", "{{#gems}}{{>part/gem}}{{/gems}}"}, {"part/gem", "{{cut}},{{name}};"}),
                                sample()),
                     "round,Ada;oval,Ada;pear,Ada;");
}
END_TEST

START_TEST(standalone_partials_are_indented) {
    ck_assert_str_eq(render_set(SOURCES({"page", "<ul>\n  {{>item}}\n</ul>\n"},
                                        {"item", "<li>\n  {{>name}}\n{{#yes}}\n!\n{{/yes}}\n{{name}}</li>\n"},
                                        {"name", "{{name}}\n\n"}),
                                sample()),
                     "<ul>\n  <li>\n    Ada\n    \n  !\n  Ada</li>\n</ul>\n");
}
END_TEST

START_TEST(values_are_not_indented) {
    struct view_value *data = view_map(arena);
    view_set_text(data, "text", "one\ntwo\n");
    ck_assert_str_eq(render_set(SOURCES({"page", "  {{>part}}\n"}, {"part", "<p>\n{{text}}</p>\n"}), data),
                     "  <p>\n  one\ntwo\n</p>\n");
}
END_TEST

START_TEST(inline_partials_are_not_indented) {
    ck_assert_str_eq(render_set(SOURCES({"page", "  {{>outer}}\n"}, {"outer", "a {{>inner}}\nc\n"}, {"inner", "1\n2"}),
                                NULL),
                     "  a 1\n2\n  c\n");
}
END_TEST

START_TEST(partials_may_recurse_with_the_data) {
    struct view_value *data = view_map(arena);
    view_set_text(data, "name", "a");
    view_set_list(data, "below");
    struct view_value *below = view_append_map(view_set_list(data, "below"));
    view_set_text(below, "name", "b");
    view_set_list(below, "below");
    ck_assert_str_eq(render_set(SOURCES({"tree", "{{name}}({{#below}}{{>tree}}{{/below}})"}), data), "a(b())");
}
END_TEST

/* --- inheritance --- */

static const char layout[] = "<html>\n"
                             "  <title>{{$title}}Gem{{/title}}</title>\n"
                             "  <main>\n"
                             "    {{$main}}\n"
                             "    <p>Nothing here.</p>\n"
                             "    {{/main}}\n"
                             "  </main>\n"
                             "</html>\n";

START_TEST(blocks_have_defaults) {
    ck_assert_str_eq(render_set(SOURCES({"page", "{{<layout}}{{/layout}}\n"}, {"layout", layout}), NULL),
                     "<html>\n  <title>Gem</title>\n  <main>\n    <p>Nothing here.</p>\n  </main>\n</html>\n");
    ck_assert_str_eq(render("  {{$a}}b{{/a}}\n", NULL), "  b\n");
}
END_TEST

START_TEST(blocks_are_replaced_and_reindented) {
    const char *page = "{{<layout}}\n"
                       "ignored {{name}}\n"
                       "{{$title}}{{name}}{{/title}}\n"
                       "{{$main}}\n"
                       "  {{#gems}}\n"
                       "  <p>\n"
                       "    {{cut}}\n"
                       "  </p>\n"
                       "  {{/gems}}\n"
                       "{{/main}}\n"
                       "{{/layout}}\n";
    struct view_value *data = view_map(arena);
    view_set_text(data, "name", "Vault");
    view_set_text(view_append_map(view_set_list(data, "gems")), "cut", "oval");
    ck_assert_str_eq(render_set(SOURCES({"page", page}, {"layout", layout}), data),
                     "<html>\n  <title>Vault</title>\n  <main>\n    <p>\n      oval\n    </p>\n  </main>\n</html>\n");
}
END_TEST

START_TEST(a_block_on_its_own_lines_stays_whole_lines) {
    ck_assert_str_eq(render_set(SOURCES({"page", "{{<layout}}{{$main}}one{{/main}}{{/layout}}"}, {"layout", layout}),
                                NULL),
                     "<html>\n  <title>Gem</title>\n  <main>\n    one\n  </main>\n</html>\n");
    ck_assert_str_eq(render_set(SOURCES({"page", "{{<p}}\n{{$b}}\none\n{{/b}}\n{{/p}}\n"},
                                        {"p", "<\n {{$b}}{{/b}}\n>"}),
                                NULL),
                     "<\n one\n>");
    ck_assert_str_eq(render("<\n {{$b}}{{/b}}\n>", NULL), "<\n>");
}
END_TEST

START_TEST(blank_lines_do_not_count_as_indentation) {
    ck_assert_str_eq(render_set(SOURCES({"page", "{{<p}}\n{{$b}}\n\n   one\n\n     two\n{{/b}}\n{{/p}}\n"},
                                        {"p", "  {{$b}}\n\n\n  {{/b}}\n"}),
                                NULL),
                     "  \n  one\n  \n    two\n");
}
END_TEST

START_TEST(inline_parents_and_blocks) {
    ck_assert_str_eq(render_set(SOURCES({"page", "a {{<p}}{{$b}}\n  one\n  two{{/b}}{{/p}} z\n"},
                                        {"p", "[{{$b}}x{{/b}}]"}),
                                NULL),
                     "a [\n  one\n  two] z\n");
    ck_assert_str_eq(render_set(SOURCES({"page", "  {{<p}}{{$b}}Hi{{/b}}{{/p}}\n."},
                                        {"p", "<p>\n  {{$b}}{{/b}}\n</p>\n"}),
                                NULL),
                     "  <p>\n    Hi\n  </p>\n.");
}
END_TEST

START_TEST(the_last_heir_wins) {
    ck_assert_str_eq(render_set(SOURCES({"page", "{{<middle}}{{$a}}page{{/a}}{{/middle}}"},
                                        {"middle", "{{<base}}{{$a}}middle{{/a}}{{$b}}middle{{/b}}{{/base}}"},
                                        {"base", "{{$a}}base{{/a}} {{$b}}base{{/b}} {{$c}}base{{/c}}"}),
                                NULL),
                     "page middle base");
}
END_TEST

START_TEST(a_replacement_does_not_replace_itself) {
    ck_assert_str_eq(render_set(SOURCES({"page", "{{<base}}{{$a}}[{{$a}}inner{{/a}}]{{/a}}{{/base}}"},
                                        {"base", "{{$a}}base{{/a}}"}),
                                NULL),
                     "[inner]");
}
END_TEST

START_TEST(replacements_reach_partials_and_see_values_there) {
    ck_assert_str_eq(render_set(SOURCES({"page", "{{<base}}{{$cell}}<{{cut}}>{{/cell}}{{/base}}"},
                                        {"base", "{{#gems}}{{>row}}{{/gems}}"}, {"row", "{{$cell}}-{{/cell}}"}),
                                sample()),
                     "<round><oval><pear>");
}
END_TEST

/* --- problems --- */

START_TEST(problems_name_template_line_and_fault) {
    ck_assert_str_eq(problem_of("a\nb {{name"), "page:2: a tag is never closed with }}");
    ck_assert_str_eq(problem_of("{{{name}}"), "page:1: a tag is never closed with }}}");
    ck_assert_str_eq(problem_of("{{=<% %>}}"), "page:1: a tag is never closed with =}}");
    ck_assert_str_eq(problem_of("\n\n{{ }}"), "page:3: a tag without a name");
    ck_assert_str_eq(problem_of("{{a b}}"), "page:1: a tag's name with blanks in it");
    ck_assert_str_eq(problem_of("{{#a}}\n{{b}}\n{{/c}}"), "page:3: {{/c}} does not close {{#a}}");
    ck_assert_str_eq(problem_of("x\n{{/c}}"), "page:2: {{/c}} closes nothing");
    ck_assert_str_eq(problem_of("x\n{{#a}}\n{{^b}}{{/b}}\n"), "page:2: {{#a}} is never closed");
    ck_assert_str_eq(problem_of("{{$a}}"), "page:1: {{$a}} is never closed");
    ck_assert_str_eq(problem_of("{{<a}}{{$b}}{{/a}}"), "page:1: {{/a}} does not close {{$b}}");
}
END_TEST

START_TEST(problems_of_names_and_delimiters) {
    const char *const dotted[] = {"{{a..b}}", "{{.a}}", "{{a.}}", "{{..}}", "{{#a.}}{{/a.}}"};
    for (size_t i = 0; i < sizeof dotted / sizeof dotted[0]; i++)
        ck_assert_str_eq(problem_of(dotted[i]), "page:1: a dotted name with an empty part");
    const char *const delimiters[] = {"{{==}}", "{{=  =}}", "{{=<%=}}", "{{=a b c=}}", "{{==% %=}}"};
    for (size_t i = 0; i < sizeof delimiters / sizeof delimiters[0]; i++)
        ck_assert_str_eq(problem_of(delimiters[i]),
                         "page:1: new delimiters are two words without =, as in {{=<% %>=}}");
}
END_TEST

START_TEST(names_of_templates_are_checked) {
    ck_assert_str_eq(parse_problem(SOURCES({"a", "{{>b}}"}, {"b", "\n{{#x}}\n{{>part/c}}{{/x}}"})),
                     "b:3: there is no template \"part/c\"");
    ck_assert_str_eq(problem_of("{{<layout}}{{/layout}}"), "page:1: there is no template \"layout\"");
    ck_assert_str_eq(problem_of("{{<page}}{{$a}}{{>part}}{{/a}}{{/page}}"), "page:1: there is no template \"part\"");
    ck_assert_str_eq(parse_problem(SOURCES({"a", ""}, {"b", ""}, {"a", ""})),
                     "a:1: another template has the same name");
}
END_TEST

START_TEST(unchecked_names_render_as_nothing) {
    struct template_set *set = NULL;
    const char *problem = NULL;
    const struct template_source source = {"page", "[{{>none}}{{<none}}{{$a}}x{{/a}}{{/none}}]"};
    ck_assert_int_eq(template_set_read(arena, &source, 1, &set, &problem), STATUS_OK);
    ck_assert_int_eq(template_set_check(arena, set, &problem), STATUS_INVALID_INPUT);
    struct text text = text_new(arena, OUTPUT_MAXIMUM);
    ck_assert_int_eq(template_render(set, "page", NULL, &text), STATUS_OK);
    ck_assert_str_eq(text.data, "[]");
    ck_assert_int_eq(template_render(set, "none", NULL, &text), STATUS_INTERNAL);
    ck_assert_str_eq(text.data, "[]");
}
END_TEST

/* --- maxima --- */

static const char *nested(size_t depth) {
    struct text text = text_new(arena, OUTPUT_MAXIMUM);
    for (size_t i = 0; i < depth; i++)
        text_append(&text, "{{#yes}}");
    text_append(&text, "x");
    for (size_t i = 0; i < depth; i++)
        text_append(&text, "{{/yes}}");
    return text.data;
}

START_TEST(nesting_is_bounded) {
    ck_assert_str_eq(render(nested(TEMPLATE_DEPTH_MAXIMUM - 1), sample()), "x");
    refuse_render(SOURCES({"page", nested(TEMPLATE_DEPTH_MAXIMUM)}), sample());
    ck_assert_str_eq(problem_of(nested(TEMPLATE_DEPTH_MAXIMUM + 1)), "page:1: tags are nested too deeply");
}
END_TEST

START_TEST(recursion_is_bounded) {
    refuse_render(SOURCES({"a", "x{{>b}}"}, {"b", "\n  {{>a}}\n"}), NULL);
    refuse_render(SOURCES({"a", "{{>a}}{{>a}}"}), NULL);
    refuse_render(SOURCES({"a", "{{<a}}{{$b}}{{<a}}{{/a}}{{/b}}{{/a}}{{$b}}{{/b}}"}), NULL);
    refuse_render(SOURCES({"a", "{{#name}}{{>a}}{{/name}}"}), sample());
}
END_TEST

START_TEST(work_is_bounded) {
    struct view_value *data = view_map(arena);
    struct view_value *list = view_set_list(data, "l");
    for (size_t i = 0; i < 100; i++)
        view_append_map(list);
    refuse_render(SOURCES({"page", "{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{x}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}"}), data);
}
END_TEST

START_TEST(output_is_bounded) {
    struct template_set *set = NULL;
    const char *problem = NULL;
    const struct template_source source = {"page", "{{#gems}}{{cut}} {{/gems}}"};
    ck_assert_int_eq(template_set_parse(arena, &source, 1, &set, &problem), STATUS_OK);
    struct text enough = text_new(arena, strlen("round oval pear "));
    ck_assert_int_eq(template_render(set, "page", sample(), &enough), STATUS_OK);
    struct text little = text_new(arena, strlen("round oval pear"));
    ck_assert_int_eq(template_render(set, "page", sample(), &little), STATUS_INTERNAL);
    ck_assert_str_eq(little.data, "");
    ck_assert(little.overflowed);
}
END_TEST

/* --- values --- */

START_TEST(setting_a_name_again_replaces_it) {
    struct view_value *map = view_map(arena);
    for (size_t i = 0; i < 3; i++)
        view_set_integer(map, "n", (int64_t)i - 1);
    ck_assert_uint_eq(view_count(map), 1);
    ck_assert_str_eq(view_string(view_find(map, "n", 1)), "1");
    ck_assert_ptr_null(view_find(map, "name", 4));
    ck_assert_ptr_null(view_find(map, "", 0));
}
END_TEST

START_TEST(amounts_and_times_are_text) {
    struct view_value *map = view_map(arena);
    view_set_money(map, "price", INT64_C(25500000));
    view_set_money(map, "no_price", MONEY_NONE);
    view_set_time(map, "at", 0);
    view_set_time(map, "never", CLOCK_NONE);
    view_set_text(map, "no_text", NULL);
    ck_assert_str_eq(render("{{price}} {{no_price}} {{at}} {{never}} {{no_text}}", map),
                     "25.500000  1970-01-01T00:00:00.000000Z  ");
}
END_TEST

START_TEST(many_members) {
    struct view_value *map = view_map(arena);
    for (int i = 0; i < 100; i++)
        view_set_integer(map, arena_format(arena, "n%d", i), i);
    ck_assert_str_eq(render("{{n0}} {{n7}} {{n8}} {{n99}} {{n100}}", map), "0 7 8 99 ");
}
END_TEST

struct facet {
    const char *name;
    int64_t degrees;
};

struct stone {
    const char *id;
    const char *label;
    const char *carat;
    int64_t serial;
    bool certified;
    int64_t price;
    int64_t found_at;
    struct facet table;
    struct facet *culet;
    struct list facets;
    struct list tags;
    const char *extra;
};

static const struct field facet_fields[] = {
    {.name = "name", .kind = FIELD_TEXT, .offset = offsetof(struct facet, name)},
    {.name = "degrees", .kind = FIELD_INTEGER, .offset = offsetof(struct facet, degrees)},
};
static const struct shape facet_shape = SHAPE("Facet", struct facet, facet_fields);

static const struct field stone_fields[] = {
    {.name = "id", .kind = FIELD_ID, .offset = offsetof(struct stone, id)},
    {.name = "label", .kind = FIELD_TEXT, .offset = offsetof(struct stone, label)},
    {.name = "carat", .kind = FIELD_DECIMAL, .offset = offsetof(struct stone, carat)},
    {.name = "serial", .kind = FIELD_INTEGER, .offset = offsetof(struct stone, serial)},
    {.name = "certified", .kind = FIELD_BOOLEAN, .offset = offsetof(struct stone, certified)},
    {.name = "price", .kind = FIELD_MONEY, .offset = offsetof(struct stone, price)},
    {.name = "found_at", .kind = FIELD_TIME, .offset = offsetof(struct stone, found_at)},
    {.name = "table", .kind = FIELD_OBJECT, .offset = offsetof(struct stone, table), .shape = &facet_shape},
    {.name = "culet", .kind = FIELD_POINTER, .offset = offsetof(struct stone, culet), .shape = &facet_shape},
    {.name = "facets", .kind = FIELD_LIST, .offset = offsetof(struct stone, facets), .shape = &facet_shape},
    {.name = "tags", .kind = FIELD_LIST, .offset = offsetof(struct stone, tags)},
    {.name = "extra", .kind = FIELD_JSON, .offset = offsetof(struct stone, extra)},
};
static const struct shape stone_shape = SHAPE("Stone", struct stone, stone_fields);

static const char stone_page[] = "{{id}}|{{label}}|{{carat}}|{{serial}}|{{certified}}|{{price}}|{{found_at}}|"
                                 "{{table.name}} {{table.degrees}}|{{#culet}}{{name}}{{/culet}}|"
                                 "{{#facets}}{{name}}{{degrees}};{{/facets}}|{{#tags}}{{.}};{{/tags}}|{{{extra}}}";

START_TEST(structs_become_maps) {
    struct facet facets[] = {{"star", 10}, {"kite", 20}};
    const char *tags[] = {"rare", "blue"};
    struct stone stone = {"0190",       "Hope",        "45.52",    7,           true,      INT64_C(1250000),
                          CLOCK_SECOND, {"table", 55}, &facets[1], {facets, 2}, {tags, 2}, "{\"a\":1}"};
    ck_assert_str_eq(render(stone_page, view_from_shape(arena, &stone_shape, &stone)),
                     "0190|Hope|45.52|7|true|1.250000|1970-01-01T00:00:01.000000Z|table 55|kite|star10;kite20;|"
                     "rare;blue;|{\"a\":1}");
}
END_TEST

START_TEST(absent_members_become_null) {
    struct stone stone;
    shape_clear(&stone_shape, &stone);
    struct view_value *map = view_from_shape(arena, &stone_shape, &stone);
    ck_assert_str_eq(render(stone_page, map), "||||false||| ||||");
    ck_assert_uint_eq(view_count(map), stone_shape.count);
    ck_assert_int_eq(view_kind(view_find(map, "serial", 6)), VIEW_NULL);
    ck_assert_int_eq(view_kind(view_find(map, "culet", 5)), VIEW_NULL);
    ck_assert_int_eq(view_kind(view_find(map, "facets", 6)), VIEW_LIST);
}
END_TEST

static void add_tests(Suite *suite, const char *name, const TTest *const *tests) {
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (; *tests != NULL; tests++)
        tcase_add_test(tcase, *tests);
    suite_add_tcase(suite, tcase);
}

#define ADD_TESTS(suite, name, ...) add_tests(suite, name, (const TTest *const[]){__VA_ARGS__, NULL})

Suite *template_suite(void) {
    Suite *suite = suite_create("template");
    ADD_TESTS(suite, "tags", variables_are_escaped_unless_raw, values_that_print_nothing, values_are_not_templates,
              dotted_names, a_null_member_hides_the_outer_one, sections, inverted_sections, lists_of_text_and_lists,
              comments_and_delimiters, bytes_outside_tags_stay);
    ADD_TESTS(suite, "lines", standalone_tags_leave_no_line, printing_tags_keep_their_line);
    ADD_TESTS(suite, "partials", partials_see_the_values_where_they_stand, standalone_partials_are_indented,
              values_are_not_indented, inline_partials_are_not_indented, partials_may_recurse_with_the_data);
    ADD_TESTS(suite, "inheritance", blocks_have_defaults, blocks_are_replaced_and_reindented,
              a_block_on_its_own_lines_stays_whole_lines, blank_lines_do_not_count_as_indentation,
              inline_parents_and_blocks, the_last_heir_wins, a_replacement_does_not_replace_itself,
              replacements_reach_partials_and_see_values_there);
    ADD_TESTS(suite, "problems", problems_name_template_line_and_fault, problems_of_names_and_delimiters,
              names_of_templates_are_checked, unchecked_names_render_as_nothing);
    ADD_TESTS(suite, "maxima", nesting_is_bounded, recursion_is_bounded, work_is_bounded, output_is_bounded);
    ADD_TESTS(suite, "values", setting_a_name_again_replaces_it, amounts_and_times_are_text, many_members,
              structs_become_maps, absent_members_become_null);
    return suite;
}
