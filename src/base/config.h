/* Settings: environment variables, one table (config.def), or files named by NAME_FILE for secrets.
 * Read once at start; never changes afterwards. */
#ifndef GEM_CONFIG_H
#define GEM_CONFIG_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum setting {
#define SETTING(name, variable, fallback, programs, secret, description) SETTING_##name,
#include "config.def"
#undef SETTING
    SETTING_COUNT
};

/* Which settings a program may see. */
enum program {
    PROGRAM_API = 1,
    PROGRAM_ADMIN = 2,
    PROGRAM_HOOKS = 4,
    PROGRAM_WORKER = 8,
    PROGRAM_CONTROL = 16,
    PROGRAM_ALL = 31,
};

struct config;

/* Reads the settings of one program; they live in the arena. A missing one is named in ret_problem (arena) and
 * STATUS_INVALID_INPUT comes back. */
enum status config_load(struct arena *arena, enum program program, struct config **ret_config,
                        const char **ret_problem) MUST_CHECK;

/* The value; "" when unset. Asking for a setting the program may not see is a fault of ours and aborts. */
const char *config_text(const struct config *config, enum setting setting);

/* As a whole number; a value that is none was refused by config_load() only if it is used, so this aborts with a
 * message. */
int64_t config_integer(const struct config *config, enum setting setting);

/* Running with stand-ins and a clock that may be shifted? */
bool config_is_sandbox(const struct config *config);

/* The whole table as text for `gemctl config`, in the arena. Secrets show only whether they are set. */
const char *config_describe(struct arena *arena);

#endif
