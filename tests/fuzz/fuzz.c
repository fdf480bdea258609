#include "fuzz.h"

#include "arena.h"
#include "config.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *arena;
static struct arena *lasting; /* the settings */
static struct config *config;
static struct context context;

void fuzz_must(bool holds, const char *property) {
    if (holds)
        return;
    fprintf(stderr, "property violated: %s\n", property);
    abort();
}

struct context *fuzz_context(void) {
    if (arena == NULL)
        arena = arena_new();
    arena_clear(arena);
    context = (struct context){.arena = arena, .config = config};
    return &context;
}

struct context *fuzz_configured_context(void) {
    const char *problem = NULL;
    if (config == NULL) {
        setenv("GEM_DATABASE_URL", "unused", 1);
        setenv("GEM_USER_JWT_KEY", "unused", 1);
        setenv("GEM_PAYMENT_JWT_KEY", "unused", 1);
        setenv("GEM_CURSOR_KEY", "0123456789abcdef0123456789abcdef", 1);
        lasting = arena_new();
        fuzz_must(config_load(lasting, PROGRAM_API, &config, &problem) == STATUS_OK, problem);
    }
    return fuzz_context();
}

void fuzz_must_explain(const struct context *refused, enum status status) {
    if (status == STATUS_INVALID_INPUT)
        fuzz_must(refused->field_error_count > 0, "an invalid input names its fields");
    else if (status != STATUS_OK)
        fuzz_must(refused->detail != NULL, "a refusal says why");
    else
        fuzz_must(refused->field_error_count == 0, "what is taken has no bad fields");
    for (size_t i = 0; i < refused->field_error_count; i++) {
        const struct field_error *error = &refused->field_errors[i];
        fuzz_must(error->field != NULL && error->code != NULL && error->detail != NULL, "a field error is complete");
    }
}
