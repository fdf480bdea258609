#include "arena.h"
#include "config.h"
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *config_suite(void);

struct variable_row {
    const char *variable;
    const char *fallback;
    unsigned programs;
    bool secret;
};

#define ALL PROGRAM_ALL
#define API PROGRAM_API
#define ADMIN PROGRAM_ADMIN
#define HOOKS PROGRAM_HOOKS
#define WORKER PROGRAM_WORKER
#define CONTROL PROGRAM_CONTROL

static const struct variable_row rows[SETTING_COUNT] = {
#define SETTING(name, variable, fallback, programs, secret, description)                                               \
    [SETTING_##name] = {variable, fallback, (programs), secret},
#include "config.def"
#undef SETTING
};

#undef ALL
#undef API
#undef ADMIN
#undef HOOKS
#undef WORKER

static const struct config *loaded;

static void clear_environment(void) {
    for (int i = 0; i < SETTING_COUNT; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s_FILE", rows[i].variable);
        unsetenv(rows[i].variable);
        unsetenv(name);
    }
}

/* What has no default, for every program. */
static void set_required(void) {
    clear_environment();
    for (int i = 0; i < SETTING_COUNT; i++)
        if (rows[i].fallback == NULL)
            setenv(rows[i].variable, "required", 1);
    setenv("GEM_PAYMENT_JWT_KEY", "required", 1);
}

static const struct config *load(enum program program) {
    struct config *config = NULL;
    const char *problem = NULL;
    enum status status = config_load(fixture.arena, program, &config, &problem);
    ck_assert_msg(status == STATUS_OK, "%s", problem);
    ck_assert_ptr_nonnull(config);
    return config;
}

static const char *load_problem(enum program program) {
    struct config *config = NULL;
    const char *problem = NULL;
    ck_assert_int_eq(config_load(fixture.arena, program, &config, &problem), STATUS_INVALID_INPUT);
    ck_assert_ptr_null(config);
    ck_assert_ptr_nonnull(problem);
    return problem;
}

static const char *file_with(const char *content) {
    const char *path = fixture_file();
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    fputs(content, file);
    fclose(file);
    return path;
}

START_TEST(test_missing) {
    set_required();
    unsetenv("GEM_DATABASE_URL");
    ck_assert_ptr_nonnull(strstr(load_problem(PROGRAM_WORKER), "GEM_DATABASE_URL must be set"));
    setenv("GEM_DATABASE_URL", "", 1);
    ck_assert_ptr_nonnull(strstr(load_problem(PROGRAM_WORKER), "GEM_DATABASE_URL must be set"));
    setenv("GEM_DATABASE_URL", "postgresql://", 1);
    ck_assert_str_eq(config_text(load(PROGRAM_WORKER), SETTING_DATABASE_URL), "postgresql://");
}
END_TEST

START_TEST(test_defaults) {
    set_required();
    const struct config *config = load(PROGRAM_API);
    for (int i = 0; i < SETTING_COUNT; i++)
        if ((rows[i].programs & PROGRAM_API) != 0)
            ck_assert_str_eq(config_text(config, i), rows[i].fallback == NULL ? "required" : rows[i].fallback);
    ck_assert_int_eq(config_integer(config, SETTING_REQUEST_DEADLINE), 30);
    ck_assert(!config_is_sandbox(config));
    setenv("GEM_ENVIRONMENT", "sandbox", 1);
    ck_assert(config_is_sandbox(load(PROGRAM_API)));
    ck_assert(!config_is_sandbox(config));
}
END_TEST

START_TEST(test_values_stay) {
    set_required();
    setenv("GEM_PUBLIC_URL", "https://gem.example", 1);
    const struct config *config = load(PROGRAM_API);
    setenv("GEM_PUBLIC_URL", "https://other.example", 1);
    ck_assert_str_eq(config_text(config, SETTING_PUBLIC_URL), "https://gem.example");
}
END_TEST

START_TEST(test_value_from_file) {
    set_required();
    unsetenv("GEM_DATABASE_URL");
    setenv("GEM_DATABASE_URL_FILE", file_with("from the file\r\nsecond line\n"), 1);
    ck_assert_str_eq(config_text(load(PROGRAM_WORKER), SETTING_DATABASE_URL), "from the file");
    setenv("GEM_DATABASE_URL_FILE", file_with("no newline"), 1);
    ck_assert_str_eq(config_text(load(PROGRAM_WORKER), SETTING_DATABASE_URL), "no newline");
    setenv("GEM_DATABASE_URL", "from the environment", 1);
    ck_assert_str_eq(config_text(load(PROGRAM_WORKER), SETTING_DATABASE_URL), "from the environment");
}
END_TEST

START_TEST(test_unreadable_file) {
    set_required();
    unsetenv("GEM_DATABASE_URL");
    setenv("GEM_DATABASE_URL_FILE", "/nonexistent/secret", 1);
    const char *problem = load_problem(PROGRAM_WORKER);
    ck_assert_ptr_nonnull(strstr(problem, "GEM_DATABASE_URL_FILE"));
    ck_assert_ptr_nonnull(strstr(problem, "/nonexistent/secret"));
}
END_TEST

static void ask_for_user_key(void) {
    config_text(loaded, SETTING_USER_JWT_KEY);
}

static void ask_for_mail_key(void) {
    config_text(loaded, SETTING_MAIL_API_KEY);
}

static void ask_for_deadline(void) {
    config_integer(loaded, SETTING_REQUEST_DEADLINE);
}

/* A program neither needs nor sees what is another's. */
START_TEST(test_programs_see_their_own) {
    set_required();
    unsetenv("GEM_USER_JWT_KEY");
    loaded = load(PROGRAM_WORKER);
    ck_assert(fixture_aborts(ask_for_user_key));
    ck_assert(!fixture_aborts(ask_for_mail_key));
    ck_assert_ptr_nonnull(strstr(load_problem(PROGRAM_API), "GEM_USER_JWT_KEY"));
    setenv("GEM_USER_JWT_KEY", "key", 1);
    loaded = load(PROGRAM_API);
    ck_assert(!fixture_aborts(ask_for_user_key));
    ck_assert(fixture_aborts(ask_for_mail_key));
}
END_TEST

START_TEST(test_integer) {
    set_required();
    setenv("GEM_REQUEST_DEADLINE", "-12", 1);
    ck_assert_int_eq(config_integer(load(PROGRAM_API), SETTING_REQUEST_DEADLINE), -12);
    setenv("GEM_REQUEST_DEADLINE", "half a minute", 1);
    loaded = load(PROGRAM_API);
    ck_assert(fixture_aborts(ask_for_deadline));
}
END_TEST

START_TEST(test_description_hides_secrets) {
    set_required();
    for (int i = 0; i < SETTING_COUNT; i++)
        setenv(rows[i].variable, rows[i].secret ? "hidden-value" : "shown-value", 1);
    const char *text = config_describe(fixture.arena);
    ck_assert_ptr_null(strstr(text, "hidden-value"));
    for (int i = 0; i < SETTING_COUNT; i++) {
        const char *shown = rows[i].secret ? "(set)" : "shown-value";
        ck_assert_ptr_nonnull(strstr(text, arena_format(fixture.arena, "%s=%s\n", rows[i].variable, shown)));
    }
    clear_environment();
    text = config_describe(fixture.arena);
    ck_assert_ptr_nonnull(strstr(text, "GEM_DATABASE_URL=(must be set)\n"));
    ck_assert_ptr_nonnull(strstr(text, "GEM_REQUEST_DEADLINE=30\n"));
    setenv("GEM_DATABASE_URL_FILE", file_with("hidden-value"), 1);
    text = config_describe(fixture.arena);
    ck_assert_ptr_null(strstr(text, "hidden-value"));
    ck_assert_ptr_null(strstr(text, "GEM_DATABASE_URL=(must be set)"));
}
END_TEST

Suite *config_suite(void) {
    Suite *suite = suite_create("config");
    TCase *tcase = fixture_case(suite, "config");
    tcase_add_test(tcase, test_missing);
    tcase_add_test(tcase, test_defaults);
    tcase_add_test(tcase, test_values_stay);
    tcase_add_test(tcase, test_value_from_file);
    tcase_add_test(tcase, test_unreadable_file);
    tcase_add_test(tcase, test_programs_see_their_own);
    tcase_add_test(tcase, test_integer);
    tcase_add_test(tcase, test_description_hides_secrets);
    return suite;
}
