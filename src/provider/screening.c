#include "screening.h"

#include "arena.h"
#include "config.h"
#include "log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAXIMUM = 16 * 1024 * 1024 };

#define BLANKS " \t\r\n"

/* The whole file as text in the arena. One that is larger than any list, holds a NUL or is a folder is none. */
static const char *read_list(struct context *context, const char *path, const char **ret_problem) {
    char *text = NULL;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        *ret_problem = arena_format(context->arena, "%s", strerror(errno));
        return NULL;
    }
    *ret_problem = "not a text of at most 16 MB";
    long length = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    rewind(file);
    if (length >= 0 && length <= FILE_MAXIMUM) {
        text = arena_alloc(context->arena, (size_t)length + 1);
        size_t count = fread(text, 1, (size_t)length, file);
        text[count] = '\0';
        if (ferror(file) != 0 || strlen(text) != (size_t)length) /* it shrank, or it is no text */
            text = NULL;
    }
    fclose(file);
    return text;
}

/* Is the address a line of its own, but for blanks and a comment? */
static bool is_listed(const char *text, const char *address) {
    size_t length = strlen(address);
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *word = line + strspn(line, " \t\r");
        if (strcspn(word, BLANKS "#") == length && strncmp(word, address, length) == 0)
            return true;
    }
    return false;
}

enum status screening_check(struct context *context, const struct screening_subject *subject, const char **ret_denial) {
    const char *path = config_text(context->config, SETTING_SANCTIONS_FILE);
    const char *problem;
    const char *list = *path == '\0' ? "" : read_list(context, path, &problem);
    if (list == NULL) {
        LOG(LOG_ERROR, "screening_unavailable", LOG_TEXT("file", path), LOG_TEXT("problem", problem));
        return context_refuse(context, STATUS_UNAVAILABLE, "Addresses cannot be checked now; try again later.");
    }
    *ret_denial = is_listed(list, subject->address) ? "on the list of addresses that nothing is sent to" : NULL;
    return STATUS_OK;
}
