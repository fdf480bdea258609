#include "openapi.h"

#include "arena.h"
#include "openapi_json.h"
#include "openapi_response.h"
#include "openapi_schema.h"

#include <ctype.h>
#include <string.h>

static const char conventions[] =
    "Amounts in USD are decimal texts with exactly six decimals, as \"25.000000\". Times are RFC 3339 in UTC. Ids are "
    "UUIDs in "
    "lower case. Requests are UTF-8 JSON; unknown and repeated fields are refused.\n\n"
    "Lists come in pages: give `next_cursor` back as `cursor` until it is null.\n\n"
    "A refusal is a problem document (RFC 9457) with a stable `code`. Bad input names every bad field in `errors`; "
    "some refusals "
    "carry the current state of what was refused as one further member. Any request may also be refused before it "
    "reaches its "
    "operation: as too slow (408), too long (414), or one of too many from the same address (429).\n\n"
    "With an `Idempotency-Key`, a request that is sent again gets its first answer again and is done once; a key lives "
    "for 24 "
    "hours. Every answer carries `X-Request-Id`: name it when you ask us for help.";

static const char security_schemes[] = "{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\","
                                       "\"description\":\"The token that signing in answers with\"}}";

/* Header parameters stand once, in components. */
static const char shared_parameters[] =
    "{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,"
    "\"description\":\"A new random text for every new request; the same again when the request is sent again\","
    "\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255,\"pattern\":\"^[!-~]+$\"}},"
    "\"IfNoneMatch\":{\"name\":\"If-None-Match\",\"in\":\"header\",\"required\":false,"
    "\"description\":\"The ETag of the answer you have\",\"schema\":{\"type\":\"string\"}},"
    "\"IfMatch\":{\"name\":\"If-Match\",\"in\":\"header\",\"required\":true,"
    "\"description\":\"The ETag of what you have seen; its version in quotes\",\"schema\":{\"type\":\"string\"}}}";

static void write_info(struct text *text) {
    json_key(text, "info");
    json_open(text, '{');
    json_member_text(text, "title", "Gem API");
    json_member_text(text, "version", "1");
    json_member_text(text, "description", conventions);
    json_close(text, '}');
}

static void write_servers(struct text *text, const char *server_url) {
    json_key(text, "servers");
    json_open(text, '[');
    json_open(text, '{');
    json_member_text(text, "url", server_url);
    json_close(text, '}');
    json_close(text, ']');
}

/* "packs" for "/api/packs/{id}"; else the noun before the operation's verb. */
static const char *route_tag(struct arena *arena, const struct route *route) {
    static const char base[] = "/api/";
    static const char console[] = "admin/";
    const char *noun = route->path + strlen(base);
    bool below_base = strncmp(route->path, base, strlen(base)) == 0;
    if (below_base && strncmp(noun, console, strlen(console)) == 0)
        noun += strlen(console);
    if (below_base && isalpha((unsigned char)*noun) && strpbrk(noun, ".") == NULL)
        return arena_copy(arena, noun, strcspn(noun, "/"));
    return arena_copy(arena, route->operation, strcspn(route->operation, "_"));
}

static bool tag_is_written(struct arena *arena, const struct route_table *table, size_t index, const char *tag) {
    for (size_t i = 0; i < index; i++)
        if (text_equal(route_tag(arena, &table->routes[i]), tag))
            return true;
    return false;
}

static void write_tags(struct text *text, const struct route_table *table) {
    json_key(text, "tags");
    json_open(text, '[');
    for (size_t i = 0; i < table->count; i++) {
        const char *tag = route_tag(text->arena, &table->routes[i]);
        if (tag_is_written(text->arena, table, i, tag))
            continue;
        json_open(text, '{');
        json_member_text(text, "name", tag);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_path_parameter(struct text *text, const char *name, size_t length) {
    bool is_id = length >= 2 && memcmp(name + length - 2, "id", 2) == 0;
    json_open(text, '{');
    json_member_text(text, "name", arena_copy(text->arena, name, length));
    json_member_text(text, "in", "path");
    json_member_literal(text, "required", "true");
    json_member_literal(text, "schema",
                        is_id ? "{\"type\":\"string\",\"format\":\"uuid\",\"pattern\":\"" SCHEMA_ID_PATTERN "\"}"
                              : "{\"type\":\"string\",\"minLength\":1}");
    json_close(text, '}');
}

static void write_path_parameters(struct text *text, const char *path) {
    for (const char *open = strchr(path, '{'); open != NULL; open = strchr(open + 1, '{'))
        write_path_parameter(text, open + 1, strcspn(open + 1, "}"));
}

static void write_query_parameter(struct text *text, const struct field *field) {
    bool required = (field->flags & FIELD_REQUIRED) != 0;
    json_open(text, '{');
    json_member_text(text, "name", field->name);
    json_member_text(text, "in", "query");
    json_member_literal(text, "required", required ? "true" : "false");
    if (field->description != NULL)
        json_member_text(text, "description", field->description);
    json_key(text, "schema");
    schema_write_field(text, field, SCHEMA_QUERY);
    json_close(text, '}');
}

static void write_parameters(struct text *text, const struct route *route) {
    json_key(text, "parameters");
    json_open(text, '[');
    write_path_parameters(text, route->path);
    for (size_t i = 0; route->query != NULL && i < route->query->count; i++)
        write_query_parameter(text, &route->query->fields[i]);
    if ((route->flags & ROUTE_IDEMPOTENT) != 0)
        json_reference(text, "#/components/parameters/", "IdempotencyKey");
    if (openapi_is_revalidated(route))
        json_reference(text, "#/components/parameters/", "IfNoneMatch");
    if (openapi_is_versioned(route))
        json_reference(text, "#/components/parameters/", "IfMatch");
    json_close(text, ']');
}

static bool has_required_field(const struct shape *shape) {
    for (size_t i = 0; i < shape->count; i++)
        if ((shape->fields[i].flags & FIELD_REQUIRED) != 0)
            return true;
    return false;
}

static void write_request_body(struct text *text, const struct shape *body) {
    if (body == NULL)
        return;
    json_key(text, "requestBody");
    json_open(text, '{');
    json_member_literal(text, "required", has_required_field(body) ? "true" : "false");
    json_key(text, "content");
    json_open(text, '{');
    json_key(text, "application/json");
    json_open(text, '{');
    json_key(text, "schema");
    schema_write_reference(text, body, SCHEMA_REQUEST);
    json_close(text, '}');
    json_close(text, '}');
    json_close(text, '}');
}

struct right_name {
    enum admin_right right;
    const char *name;
};

static const struct right_name right_names[] = {
    {RIGHT_VIEW, "view"},       {RIGHT_SUPPORT, "support"}, {RIGHT_CATALOGUE, "catalogue"},
    {RIGHT_FINANCE, "finance"}, {RIGHT_OWN, "own"},
};

/* The rights that an administrator's role must have. */
static void write_rights(struct text *text, unsigned needs) {
    json_key(text, "x-rights");
    json_open(text, '[');
    for (size_t i = 0; i < sizeof right_names / sizeof *right_names; i++)
        if ((needs & right_names[i].right) != 0)
            json_text(text, right_names[i].name);
    json_close(text, ']');
}

static void write_operation(struct text *text, const struct route *route) {
    static const char *const path_item_keys[HTTP_METHOD_COUNT] = {"get", "post", "put", "patch", "delete"};
    json_key(text, path_item_keys[route->method]);
    json_open(text, '{');
    json_member_text(text, "operationId", route->operation);
    json_member_text(text, "summary", route->summary);
    json_key(text, "tags");
    json_open(text, '[');
    json_text(text, route_tag(text->arena, route));
    json_close(text, ']');
    json_member_literal(text, "security", route->permission == PERMISSION_PUBLIC ? "[]" : "[{\"bearer\":[]}]");
    if (route->permission == PERMISSION_ADMIN)
        write_rights(text, route->needs);
    write_parameters(text, route);
    write_request_body(text, route->body);
    json_key(text, "responses");
    openapi_write_responses(text, route);
    json_close(text, '}');
}

static bool path_is_written(const struct route_table *table, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (text_equal(table->routes[i].path, table->routes[index].path))
            return true;
    return false;
}

/* Pages are not part of the API. */
static bool is_page_only(const struct route *route) {
    static const char page[] = "/admin/";
    return strncmp(route->path, page, sizeof page - 1) == 0;
}

/* The methods of one path stand together, wherever their rows are. */
static void write_paths(struct text *text, const struct route_table *table) {
    json_key(text, "paths");
    json_open(text, '{');
    for (size_t first = 0; first < table->count; first++) {
        const char *path = table->routes[first].path;
        if (path_is_written(table, first) || is_page_only(&table->routes[first]))
            continue;
        json_key(text, path);
        json_open(text, '{');
        for (size_t i = first; i < table->count; i++)
            if (text_equal(table->routes[i].path, path))
                write_operation(text, &table->routes[i]);
        json_close(text, '}');
    }
    json_close(text, '}');
}

static void write_schemas(struct text *text, const struct route_table *table) {
    struct schema_set set = schema_set_new(text->arena);
    schema_set_add(&set, &problem_shape, SCHEMA_PROBLEM);
    schema_set_add(&set, &field_error_shape, SCHEMA_ANSWER);
    for (size_t i = 0; i < table->count; i++) {
        schema_set_add(&set, table->routes[i].query, SCHEMA_QUERY);
        schema_set_add(&set, table->routes[i].body, SCHEMA_REQUEST);
        schema_set_add(&set, table->routes[i].answer, SCHEMA_ANSWER);
        schema_set_add(&set, table->routes[i].other_answer, SCHEMA_ANSWER);
    }
    json_key(text, "schemas");
    json_open(text, '{');
    schema_set_write(&set, text);
    json_close(text, '}');
}

static void write_components(struct text *text, const struct route_table *table) {
    json_key(text, "components");
    json_open(text, '{');
    json_member_literal(text, "securitySchemes", security_schemes);
    json_member_literal(text, "parameters", shared_parameters);
    json_key(text, "headers");
    json_open(text, '{');
    openapi_write_headers(text);
    json_close(text, '}');
    write_schemas(text, table);
    json_close(text, '}');
}

void openapi_write(struct text *text, const struct route_table *table, const char *server_url) {
    text_append_character(text, '{');
    json_member_text(text, "openapi", "3.1.0");
    write_info(text);
    write_servers(text, server_url);
    write_tags(text, table);
    write_paths(text, table);
    write_components(text, table);
    json_key(text, "x-error-codes");
    openapi_write_codes(text);
    json_close(text, '}');
}
