#include "config.h"

#include "arena.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETTING_FILE_MAXIMUM = 64 * 1024, DESCRIPTION_MAXIMUM = 64 * 1024 };

#define ALL PROGRAM_ALL
#define API PROGRAM_API
#define ADMIN PROGRAM_ADMIN
#define HOOKS PROGRAM_HOOKS
#define WORKER PROGRAM_WORKER
#define CONTROL PROGRAM_CONTROL

struct setting_row {
    const char *variable;
    const char *fallback;
    unsigned programs;
    bool secret;
    const char *description;
};

static const struct setting_row setting_rows[SETTING_COUNT] = {
#define SETTING(name, variable, fallback, programs, secret, description)                                               \
    [SETTING_##name] = {variable, fallback, (programs), secret, description},
#include "config.def"
#undef SETTING
};

struct config {
    enum program program;
    const char *values[SETTING_COUNT];
};

static const char *read_setting_file(struct arena *arena, const char *path) {
    char *content = NULL;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    char *buffer = arena_alloc(arena, SETTING_FILE_MAXIMUM + 1);
    size_t length = fread(buffer, 1, SETTING_FILE_MAXIMUM, file);
    if (!ferror(file)) {
        content = buffer;
        content[length] = '\0';
        content[strcspn(content, "\r\n")] = '\0';
    }
    fclose(file);
    return content;
}

static const char *read_setting(struct arena *arena, const struct setting_row *row, const char **ret_problem) {
    const char *value = getenv(row->variable);
    const char *path = getenv(arena_format(arena, "%s_FILE", row->variable));
    if (value != NULL && *value != '\0')
        return arena_string(arena, value);
    if (path == NULL || *path == '\0')
        return row->fallback;
    value = read_setting_file(arena, path);
    if (value == NULL)
        *ret_problem = arena_format(arena, "%s_FILE names %s, which cannot be read", row->variable, path);
    return value;
}

enum status config_load(struct arena *arena, enum program program, struct config **ret_config,
                        const char **ret_problem) {
    struct config *config = arena_alloc(arena, sizeof *config);
    const char *problem = NULL;
    config->program = program;
    for (int i = 0; i < SETTING_COUNT && problem == NULL; i++) {
        const struct setting_row *row = &setting_rows[i];
        if ((row->programs & program) == 0)
            continue;
        config->values[i] = read_setting(arena, row, &problem);
        if (config->values[i] == NULL && problem == NULL)
            problem = arena_format(arena, "%s must be set: %s", row->variable, row->description);
    }
    if (problem != NULL) {
        *ret_problem = problem;
        return STATUS_INVALID_INPUT;
    }
    *ret_config = config;
    return STATUS_OK;
}

const char *config_text(const struct config *config, enum setting setting) {
    if ((setting_rows[setting].programs & config->program) == 0) {
        fprintf(stderr, "%s is not a setting of this program\n", setting_rows[setting].variable);
        abort();
    }
    return config->values[setting];
}

int64_t config_integer(const struct config *config, enum setting setting) {
    int64_t value = 0;
    if (!text_parse_integer(config_text(config, setting), &value)) {
        fprintf(stderr, "%s must be a whole number\n", setting_rows[setting].variable);
        abort();
    }
    return value;
}

bool config_is_sandbox(const struct config *config) {
    return text_equal(config_text(config, SETTING_ENVIRONMENT), "sandbox");
}

static bool is_set(const char *variable) {
    const char *value = getenv(variable);
    return value != NULL && *value != '\0';
}

static const char *shown_value(struct arena *arena, const struct setting_row *row) {
    if (is_set(row->variable))
        return row->secret ? "(set)" : getenv(row->variable);
    if (is_set(arena_format(arena, "%s_FILE", row->variable)))
        return "(from a file)";
    return row->fallback == NULL ? "(must be set)" : row->fallback;
}

const char *config_describe(struct arena *arena) {
    struct text text = text_new(arena, DESCRIPTION_MAXIMUM);
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting_row *row = &setting_rows[i];
        text_append_format(&text, "%s=%s\n    %s\n", row->variable, shown_value(arena, row), row->description);
    }
    return text.data;
}
