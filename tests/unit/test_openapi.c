#include "arena.h"
#include "openapi.h"
#include "text.h"

#include <check.h>
#include <stddef.h>
#include <string.h>

Suite *openapi_suite(void);

enum { DOCUMENT_MAXIMUM = 1024 * 1024 };

/* One shape with every kind of field, for requests and answers. */
struct small {
    const char *word;
};

struct everything {
    const char *text;
    const char *id;
    const char *choice;
    const char *decimal;
    const char *hex;
    const char *email;
    int64_t integer;
    bool boolean;
    int64_t money;
    int64_t time;
    struct small object;
    struct small *pointer;
    struct list list;
    struct list texts;
    const char *json;
};

static const char *const choices[] = {"UP", "DOWN", NULL};

static const struct field small_fields[] = {
    {"word", FIELD_TEXT, offsetof(struct small, word), .flags = FIELD_NULLABLE, .minimum = 2, .maximum = 9},
};
static const struct shape small_shape = SHAPE("Small", struct small, small_fields);

static const struct field everything_fields[] = {
    {"text", FIELD_TEXT, offsetof(struct everything, text), .flags = FIELD_REQUIRED, .minimum = 1, .maximum = 64,
     .characters = "abc]^-\\XYZ_\"", .description = "Says \"hello\"\nand \\ goodbye"},
    {"id", FIELD_ID, offsetof(struct everything, id), .flags = FIELD_REQUIRED},
    {"choice", FIELD_CHOICE, offsetof(struct everything, choice), .flags = FIELD_NULLABLE, .choices = choices},
    {"decimal", FIELD_DECIMAL, offsetof(struct everything, decimal), .maximum = 2},
    {"hex", FIELD_HEX, offsetof(struct everything, hex), .maximum = 64},
    {"email", FIELD_EMAIL, offsetof(struct everything, email), .flags = 0},
    {"integer", FIELD_INTEGER, offsetof(struct everything, integer), .minimum = -5, .maximum = 10},
    {"boolean", FIELD_BOOLEAN, offsetof(struct everything, boolean), .flags = 0},
    {"money", FIELD_MONEY, offsetof(struct everything, money), .flags = FIELD_NULLABLE, .minimum = 1000000,
     .maximum = 2000000},
    {"time", FIELD_TIME, offsetof(struct everything, time), .flags = FIELD_NULLABLE},
    {"object", FIELD_OBJECT, offsetof(struct everything, object), .shape = &small_shape},
    {"pointer", FIELD_POINTER, offsetof(struct everything, pointer), .shape = &small_shape, .description = "Or none"},
    {"list", FIELD_LIST, offsetof(struct everything, list), .minimum = 1, .maximum = 3, .shape = &small_shape},
    {"texts", FIELD_LIST, offsetof(struct everything, texts), .maximum = 4},
    {"json", FIELD_JSON, offsetof(struct everything, json), .description = "Anything"},
};
static const struct shape everything_shape = SHAPE("Everything", struct everything, everything_fields);

struct search {
    const char *sort;
    const char *cursor;
    int64_t limit;
};

static const char *const sorts[] = {"price", "-price", NULL};

static const struct field search_fields[] = {
    {"sort", FIELD_CHOICE, offsetof(struct search, sort), .flags = FIELD_REQUIRED | FIELD_NULLABLE, .choices = sorts},
    {"cursor", FIELD_TEXT, offsetof(struct search, cursor), .maximum = 512, .description = "Where to go on"},
    {"limit", FIELD_INTEGER, offsetof(struct search, limit), .minimum = 1, .maximum = 100},
};
static const struct shape search_shape = SHAPE("Search", struct search, search_fields);

static enum status answer_nothing(struct request *request, struct response *response) {
    (void)request;
    (void)response;
    return STATUS_OK;
}

static const struct route routes[] = {
    {HTTP_GET, "/api/things", "things_list", "List \"things\"", PERMISSION_PUBLIC, RATE_UNLIMITED, ROUTE_PAGE,
     .query = &search_shape, .success = 200, .answer = &everything_shape, .cache_seconds = 60,
     .handler = answer_nothing},
    {HTTP_GET, "/api/things/{id}/parts/{part}", "things_part", "Show a part", PERMISSION_USER, RATE_UNLIMITED,
     .success = 200, .answer = &small_shape, .handler = answer_nothing},
    {HTTP_POST, "/api/things", "things_create", "Make a thing", PERMISSION_USER, RATE_MONEY, ROUTE_IDEMPOTENT,
     .body = &everything_shape, .success = 201, .answer = &everything_shape,
     .refusals = {STATUS_SOLD_OUT, STATUS_NOT_ENOUGH_CREDIT, STATUS_ODDS_CHANGED}, .handler = answer_nothing},
    {HTTP_DELETE, "/api/things/{thing_id}", "things_remove", "Remove a thing", PERMISSION_USER, RATE_WRITE,
     .success = 204, .handler = answer_nothing},
    {HTTP_POST, "/api/things/{thing_id}/swap", "things_swap", "Swap it, or be told how", PERMISSION_USER, RATE_MONEY,
     .success = 200, .answer = &everything_shape, .other_success = 201, .other_answer = &small_shape,
     .handler = answer_nothing},
    {HTTP_GET, "/api/entries", "entries_list", "Entries, also as CSV", PERMISSION_USER, RATE_UNLIMITED, ROUTE_PAGE,
     .success = 200, .answer = &small_shape, .content_type = "text/csv", .handler = answer_nothing},
    {HTTP_GET, "/api/openapi.json", "document_show", "This document", PERMISSION_PUBLIC, RATE_UNLIMITED, ROUTE_CACHED,
     .success = 200, .content_type = "application/json", .cache_seconds = 60, .handler = answer_nothing},
};

static const struct route_table table = {routes, sizeof routes / sizeof *routes};

static struct arena *arena;
static struct text document;

static void setup(void) {
    arena = arena_new();
    document = text_new(arena, DOCUMENT_MAXIMUM);
    openapi_write(&document, &table, "https://gem.example");
}

static void teardown(void) {
    arena_free(arena);
}

/* The length of the object or array that `json` begins with; strings may hold brackets. */
static size_t value_length(const char *json) {
    int depth = 0;
    bool quoted = false;
    const char *at = json;
    do {
        if (quoted && *at == '\\')
            at++;
        else if (*at == '"')
            quoted = !quoted;
        else if (!quoted)
            depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
        if (*at == '\0')
            ck_abort_msg("the document ends too early");
        at++;
    } while (depth > 0);
    return (size_t)(at - json);
}

/* The value of the first member called `name` in `json`. */
static const char *member(const char *json, const char *name) {
    const char *key = arena_format(arena, "\"%s\":", name);
    const char *found = strstr(json, key);
    ck_assert_msg(found != NULL, "no %s in %s", key, json);
    const char *value = found + strlen(key);
    return arena_copy(arena, value, value_length(value));
}

static const char *schema(const char *name) {
    return member(member(member(document.data, "components"), "schemas"), name);
}

static const char *operation(const char *path, const char *method) {
    return member(member(member(document.data, "paths"), path), method);
}

static const char *property(const char *schema_name, const char *name) {
    return member(member(schema(schema_name), "properties"), name);
}

#define assert_holds(json, fragment)                                                                                   \
    ck_assert_msg(strstr((json), (fragment)) != NULL, "%s not in %s", (fragment), (json))
#define assert_lacks(json, fragment) ck_assert_msg(strstr((json), (fragment)) == NULL, "%s in %s", (fragment), (json))

START_TEST(document_is_whole) {
    ck_assert(!document.overflowed);
    ck_assert_uint_eq(value_length(document.data), document.length);
    assert_lacks(document.data, ",,");
    assert_lacks(document.data, ",}");
    assert_lacks(document.data, ",]");
    assert_lacks(document.data, "{,");
    assert_lacks(document.data, "[,");
    assert_holds(document.data, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Gem API\",\"version\":\"1\"");
    assert_holds(document.data, "\"servers\":[{\"url\":\"https://gem.example\"}]");
    assert_holds(document.data, "\"tags\":[{\"name\":\"things\"},{\"name\":\"entries\"},{\"name\":\"document\"}]");
    assert_holds(member(document.data, "x-error-codes"),
                 "{\"code\":\"sold_out\",\"status\":409,\"title\":\"Sold out\"}");
    assert_lacks(member(document.data, "x-error-codes"), "\"replayed\"");
}
END_TEST

START_TEST(two_ways_to_succeed_are_told_apart) {
    const char *answers = member(operation("/api/things/{thing_id}/swap", "post"), "responses");
    assert_holds(member(answers, "200"), "\"$ref\":\"#/components/schemas/Everything\"");
    assert_holds(member(answers, "201"), "\"$ref\":\"#/components/schemas/Small\"");
}
END_TEST

START_TEST(document_past_its_maximum_is_told) {
    struct text text = text_new(arena, 1000);
    openapi_write(&text, &table, "/");
    ck_assert(text.overflowed);
}
END_TEST

struct property_row {
    const char *name;
    const char *request;
    const char *answer;
};

#define UUID_SCHEMA                                                                                                    \
    "{\"type\":\"string\",\"format\":\"uuid\","                                                                        \
    "\"pattern\":\"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$\"}"
#define SMALL "#/components/schemas/Small"
#define HELLO "\"description\":\"Says \\\"hello\\\"\\nand \\\\ goodbye\"}"

static const struct property_row property_rows[] = {
    {"text",
     "{\"type\":\"string\",\"minLength\":1,\"maxLength\":64,\"pattern\":\"^[\\\"\\\\-X-Z\\\\\\\\-_a-c]*$\"," HELLO,
     "{\"type\":\"string\"," HELLO},
    {"id", UUID_SCHEMA, UUID_SCHEMA},
    {"choice", "{\"type\":[\"string\",\"null\"],\"enum\":[\"UP\",\"DOWN\",null]}",
     "{\"type\":[\"string\",\"null\"],\"enum\":[\"UP\",\"DOWN\",null]}"},
    {"decimal", "{\"type\":\"string\",\"pattern\":\"^\\\\d{1,9}\\\\.\\\\d{2}$\"}",
     "{\"type\":\"string\",\"pattern\":\"^-?\\\\d+\\\\.\\\\d{2}$\"}"},
    {"hex", "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"}",
     "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"}"},
    {"email", "{\"type\":\"string\",\"format\":\"email\",\"maxLength\":254}",
     "{\"type\":\"string\",\"format\":\"email\"}"},
    {"integer", "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":-5,\"maximum\":10}",
     "{\"type\":\"integer\",\"format\":\"int64\"}"},
    {"boolean", "{\"type\":\"boolean\"}", "{\"type\":\"boolean\"}"},
    {"money",
     "{\"type\":[\"string\",\"null\"],\"pattern\":\"^-?\\\\d+\\\\.\\\\d{6}$\",\"description\":\"From 1.000000 to "
     "2.000000\"}",
     "{\"type\":[\"string\",\"null\"],\"pattern\":\"^-?\\\\d+\\\\.\\\\d{6}$\"}"},
    {"time", "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}",
     "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"},
    {"object", "{\"$ref\":\"" SMALL "Request\"}", "{\"$ref\":\"" SMALL "\"}"},
    {"pointer", "{\"$ref\":\"" SMALL "Request\",\"description\":\"Or none\"}",
     "{\"anyOf\":[{\"$ref\":\"" SMALL "\"},{\"type\":\"null\"}],\"description\":\"Or none\"}"},
    {"list", "{\"type\":\"array\",\"items\":{\"$ref\":\"" SMALL "Request\"},\"minItems\":1,\"maxItems\":3}",
     "{\"type\":\"array\",\"items\":{\"$ref\":\"" SMALL "\"}}"},
    {"texts", "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":256},\"maxItems\":4}",
     "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"},
    {"json", "{\"description\":\"Anything\"}", "{\"description\":\"Anything\"}"},
};

START_TEST(each_kind_in_each_role) {
    const struct property_row *row = &property_rows[_i];
    ck_assert_str_eq(property("EverythingRequest", row->name), row->request);
    ck_assert_str_eq(property("Everything", row->name), row->answer);
}
END_TEST

START_TEST(request_asks_only_for_what_is_required) {
    const char *request = schema("EverythingRequest");
    assert_holds(request, "\"required\":[\"text\",\"id\"],\"additionalProperties\":false}");
    assert_holds(schema("SmallRequest"), "\"minLength\":2,\"maxLength\":9}},\"additionalProperties\":false}");
    assert_holds(operation("/api/things", "post"),
                 "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
                 "{\"$ref\":\"#/components/schemas/EverythingRequest\"}}}}");
}
END_TEST

START_TEST(answer_has_every_field) {
    assert_holds(schema("Everything"),
                 "\"required\":[\"text\",\"id\",\"choice\",\"decimal\",\"hex\",\"email\",\"integer\","
                 "\"boolean\",\"money\",\"time\",\"object\",\"pointer\",\"list\",\"texts\",\"json\"],"
                 "\"additionalProperties\":false}");
    ck_assert_str_eq(schema("Small"), "{\"type\":\"object\",\"properties\":{\"word\":{\"type\":[\"string\",\"null\"]}},"
                                      "\"required\":[\"word\"],\"additionalProperties\":false}");
}
END_TEST

START_TEST(schemas_are_sorted_and_written_once) {
    const char *schemas = member(member(document.data, "components"), "schemas");
    static const char *const names[] = {"Everything", "EverythingRequest", "FieldError", "Problem",
                                        "Small",      "SmallRequest"};
    const char *at = schemas;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *key = arena_format(arena, "\"%s\":{\"type\":\"object\"", names[i]);
        at = strstr(at, key);
        ck_assert_msg(at != NULL, "%s is missing or out of order", names[i]);
        ck_assert_ptr_null(strstr(++at, key));
    }
    assert_lacks(schemas, "\"Search");
}
END_TEST

START_TEST(problem_may_say_more) {
    const char *problem = schema("Problem");
    assert_holds(problem, "\"errors\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/FieldError\"}");
    assert_holds(problem, "\"additionalProperties\":true}");
    assert_holds(problem, "\"required\":[\"type\",\"title\",\"status\",\"code\",\"detail\",\"request_id\"]");
}
END_TEST

START_TEST(page_answer) {
    const char *answer = member(member(operation("/api/things", "get"), "responses"), "200");
    assert_holds(answer, "\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Everything\"}}");
    assert_holds(answer, "\"next_cursor\":{\"type\":[\"string\",\"null\"]");
    assert_holds(answer, "\"required\":[\"items\",\"next_cursor\"],\"additionalProperties\":false}");
    assert_holds(answer, "\"Cache-Control\":{\"$ref\":\"#/components/headers/Cache-Control\"}");
    assert_holds(answer, "\"ETag\":");
}
END_TEST

START_TEST(parameters) {
    const char *list = operation("/api/things", "get");
    assert_holds(list, "{\"name\":\"sort\",\"in\":\"query\",\"required\":true,"
                       "\"schema\":{\"type\":\"string\",\"enum\":[\"price\",\"-price\"]}}");
    assert_holds(list, "{\"name\":\"cursor\",\"in\":\"query\",\"required\":false,\"description\":\"Where to go on\","
                       "\"schema\":{\"type\":\"string\",\"maxLength\":512,\"description\":\"Where to go on\"}}");
    assert_holds(list, "\"schema\":{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1,\"maximum\":100}}");
    assert_holds(list, "#/components/parameters/IfNoneMatch");
    const char *part = operation("/api/things/{id}/parts/{part}", "get");
    assert_holds(part, "{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":" UUID_SCHEMA "}");
    assert_holds(
        part, "{\"name\":\"part\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\",\"minLength\":1}}");
    assert_lacks(part, "IdempotencyKey");
    assert_holds(operation("/api/things", "post"),
                 "\"parameters\":[{\"$ref\":\"#/components/parameters/IdempotencyKey\"}]");
}
END_TEST

START_TEST(operation_says_who_may_call) {
    const char *list = operation("/api/things", "get");
    assert_holds(
        list,
        "{\"operationId\":\"things_list\",\"summary\":\"List \\\"things\\\"\",\"tags\":[\"things\"],\"security\":[]");
    assert_holds(operation("/api/things", "post"), "\"security\":[{\"bearer\":[]}]");
}
END_TEST

/* The codes of one refusal; NULL when the operation does not have it. */
static const char *codes(const char *path, const char *method, const char *http) {
    const char *responses = member(operation(path, method), "responses");
    if (strstr(responses, arena_format(arena, "\"%s\":{\"description\"", http)) == NULL)
        return "none";
    return member(member(responses, http), "enum");
}

struct refusal_row {
    const char *path;
    const char *method;
    const char *http;
    const char *codes;
};

#define PART "/api/things/{id}/parts/{part}"
#define THING "/api/things/{thing_id}"

static const struct refusal_row refusal_rows[] = {
    {"/api/things", "get", "400", "[\"invalid_input\",\"invalid_cursor\"]"},
    {"/api/things", "get", "401", "none"},
    {"/api/things", "get", "404", "none"},
    {"/api/things", "get", "413", "none"},
    {"/api/things", "get", "429", "[\"too_many_requests\"]"},
    {"/api/things", "get", "500", "[\"internal\",\"overflow\"]"},
    {"/api/things", "get", "503", "[\"busy\",\"unavailable\"]"},
    {PART, "get", "401", "[\"unauthenticated\"]"},
    {PART, "get", "403", "none"},
    {PART, "get", "404", "[\"not_found\"]"},
    {"/api/things", "post", "400", "[\"malformed\",\"invalid_input\"]"},
    {"/api/things", "post", "402", "[\"not_enough_credit\"]"},
    {"/api/things", "post", "403", "[\"account_frozen\"]"},
    {"/api/things", "post", "409", "[\"request_in_progress\",\"odds_changed\",\"sold_out\"]"},
    {"/api/things", "post", "413", "[\"too_large\"]"},
    {"/api/things", "post", "415", "[\"unsupported_media_type\"]"},
    {"/api/things", "post", "422", "[\"idempotency_key_reused\"]"},
    {"/api/things", "post", "429", "[\"too_many_requests\"]"},
    {THING, "delete", "400", "[\"invalid_input\"]"},
    {THING, "delete", "409", "none"},
    {THING, "delete", "429", "[\"too_many_requests\"]"},
};

START_TEST(refusals_by_http_status) {
    const struct refusal_row *row = &refusal_rows[_i];
    ck_assert_str_eq(codes(row->path, row->method, row->http), row->codes);
}
END_TEST

START_TEST(refusal_is_a_problem_document) {
    const char *limited = member(member(operation("/api/things", "post"), "responses"), "429");
    ck_assert_str_eq(
        member(limited, "application/problem+json"),
        "{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Problem\"},{\"type\":\"object\",\"properties\":"
        "{\"status\":{\"const\":429},\"code\":{\"enum\":[\"too_many_requests\"]}}}]}}");
    assert_holds(limited, "\"RateLimit-Reset\":");
    assert_holds(limited, "\"Retry-After\":");
}
END_TEST

START_TEST(success_in_other_forms) {
    ck_assert_str_eq(member(member(operation(THING, "delete"), "responses"), "204"),
                     "{\"description\":\"Done, without a body\",\"headers\":{"
                     "\"RateLimit-Limit\":{\"$ref\":\"#/components/headers/RateLimit-Limit\"},"
                     "\"RateLimit-Remaining\":{\"$ref\":\"#/components/headers/RateLimit-Remaining\"},"
                     "\"RateLimit-Reset\":{\"$ref\":\"#/components/headers/RateLimit-Reset\"}}}");
    const char *entries = member(member(operation("/api/entries", "get"), "responses"), "200");
    assert_holds(entries, "\"text/csv\":{\"schema\":{\"type\":\"string\"}}");
    assert_holds(entries, "\"application/json\":{\"schema\":{\"type\":\"object\"");
    const char *self = operation("/api/openapi.json", "get");
    assert_holds(self, "\"content\":{\"application/json\":{\"schema\":{}}}");
    assert_holds(self, "\"tags\":[\"document\"]");
    assert_holds(self, "\"304\":{\"description\":");
    assert_holds(self, "\"ETag\":");
    assert_lacks(operation("/api/entries", "get"), "\"304\"");
}
END_TEST

Suite *openapi_suite(void) {
    Suite *suite = suite_create("openapi");
    TCase *written = tcase_create("document");
    tcase_add_checked_fixture(written, setup, teardown);
    tcase_add_test(written, document_is_whole);
    tcase_add_test(written, two_ways_to_succeed_are_told_apart);
    tcase_add_test(written, document_past_its_maximum_is_told);
    tcase_add_loop_test(written, each_kind_in_each_role, 0, sizeof property_rows / sizeof *property_rows);
    tcase_add_test(written, request_asks_only_for_what_is_required);
    tcase_add_test(written, answer_has_every_field);
    tcase_add_test(written, schemas_are_sorted_and_written_once);
    tcase_add_test(written, problem_may_say_more);
    tcase_add_test(written, page_answer);
    tcase_add_test(written, parameters);
    tcase_add_test(written, operation_says_who_may_call);
    tcase_add_loop_test(written, refusals_by_http_status, 0, sizeof refusal_rows / sizeof *refusal_rows);
    tcase_add_test(written, refusal_is_a_problem_document);
    tcase_add_test(written, success_in_other_forms);
    suite_add_tcase(suite, written);
    return suite;
}
