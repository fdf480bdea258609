/* The commands about administrators: who is one, and links that let one in. */
#include "admins/admins.h"
#include "arena.h"
#include "audit/audit.h"
#include "commands.h"
#include "config.h"
#include "console/console_roles.h"
#include "db.h"
#include "json_write.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { REPRESENTATION_MAXIMUM = 16 * 1024, NAME_MAXIMUM = 64 };

struct option {
    const char *name;
    const char **value;
};

/* Pairs of "--name value"; ret_values keep what stands in them when an option is not given. */
static bool read_options(char **arguments, const struct option *options) {
    for (; arguments[0] != NULL; arguments += 2) {
        const struct option *option = options;
        while (option->name != NULL && strcmp(option->name, arguments[0]) != 0)
            option++;
        if (option->name == NULL || arguments[1] == NULL || *arguments[1] == '\0')
            return false;
        *option->value = arguments[1];
    }
    return true;
}

static enum status check_name_and_role(struct context *context, const char *name, const char *role) {
    if (console_role_rights(role) == 0)
        return context_refuse(context, STATUS_INVALID_INPUT,
                              "The roles are: viewer, support, catalogue, finance, owner.");
    if (strlen(name) > NAME_MAXIMUM || !text_is_utf8(name, strlen(name)))
        return context_refuse(context, STATUS_INVALID_INPUT, "A name has at most %d characters.", NAME_MAXIMUM);
    return STATUS_OK;
}

static void audit(struct context *context, const char *action, const char *subject, const struct admin *before,
                  const struct admin *after) {
    struct text texts[2] = {text_new(context->arena, REPRESENTATION_MAXIMUM),
                            text_new(context->arena, REPRESENTATION_MAXIMUM)};
    if (before != NULL)
        json_write(&texts[0], &admin_shape, before);
    if (after != NULL)
        json_write(&texts[1], &admin_shape, after);
    audit_queue(context, &(struct audit_entry){.actor = "gemctl",
                                               .action = action,
                                               .subject_type = "admin",
                                               .subject_id = subject,
                                               .before = before == NULL ? NULL : texts[0].data,
                                               .after = after == NULL ? NULL : texts[1].data});
}

struct link {
    const char *name;
    const char *role;
    const char *token;
};

static enum status make_link(struct context *context, void *argument) {
    struct link *link = argument;
    enum status status = admins_create_link(context, link->name, link->role, &link->token);
    if (status == STATUS_OK)
        audit(context, "admin.link", link->name, NULL, NULL);
    return status;
}

enum status command_admin_link(struct context *context, char **arguments) {
    struct link link = {.name = NULL, .role = "owner"};
    const struct option options[] = {{"--role", &link.role}, {"--name", &link.name}, {NULL, NULL}};
    if (!read_options(arguments, options))
        return context_refuse(context, STATUS_INVALID_INPUT, "The command is: admin-link [--role R] [--name N]");
    if (link.name == NULL)
        link.name = link.role;
    enum status status = check_name_and_role(context, link.name, link.role);
    if (status == STATUS_OK)
        status = db_transaction(context, make_link, &link);
    if (status == STATUS_OK)
        printf("%s/admin/sign-in?token=%s\n", config_text(context->config, SETTING_PUBLIC_URL), link.token);
    return status;
}

static enum status add_one(struct context *context, void *argument) {
    struct admin admin;
    enum status status = admins_add(context, argument, &admin);
    if (status == STATUS_OK)
        audit(context, "admin.add", admin.id, NULL, &admin);
    return status;
}

static enum status add(struct context *context, char **arguments) {
    struct new_admin wanted = {0};
    const struct option options[] = {{"--chain", &wanted.chain},
                                     {"--address", &wanted.address},
                                     {"--role", &wanted.role},
                                     {"--name", &wanted.name},
                                     {NULL, NULL}};
    bool complete = read_options(arguments, options) && wanted.chain != NULL && wanted.address != NULL &&
                    wanted.role != NULL && (strcmp(wanted.chain, "solana") == 0 || strcmp(wanted.chain, "evm") == 0);
    if (!complete)
        return context_refuse(context, STATUS_INVALID_INPUT,
                              "The command is: admin add --chain solana|evm --address A --role R [--name N]");
    if (wanted.name == NULL)
        wanted.name = wanted.address;
    enum status status = check_name_and_role(context, wanted.name, wanted.role);
    if (status == STATUS_OK)
        status = db_transaction(context, add_one, &wanted);
    if (status == STATUS_OK)
        printf("%s is an administrator: %s\n", wanted.name, wanted.role);
    return status;
}

static enum status list(struct context *context) {
    struct page page;
    enum status status = admins_list(context, &page);
    if (status != STATUS_OK)
        return status;
    const struct admin *admins = page.items.items;
    for (size_t i = 0; i < page.items.count; i++)
        printf("%s  %-9s %-7s %-6s %s  %s\n", admins[i].id, admins[i].role, admins[i].active ? "active" : "removed",
               admins[i].chain == NULL ? "link" : admins[i].chain, admins[i].address == NULL ? "-" : admins[i].address,
               admins[i].name);
    return STATUS_OK;
}

static enum status remove_one(struct context *context, void *argument) {
    struct admin before;
    struct admin after;
    enum status status = admins_find(context, argument, &before);
    if (status != STATUS_OK)
        return status;
    struct admin wanted = before;
    wanted.active = false;
    status = admins_update(context, &wanted, &after);
    if (status == STATUS_OK)
        audit(context, "admin.remove", after.id, &before, &after);
    return status;
}

enum status command_admin(struct context *context, char **arguments) {
    if (strcmp(arguments[0], "add") == 0)
        return add(context, arguments + 1);
    if (strcmp(arguments[0], "list") == 0 && arguments[1] == NULL)
        return list(context);
    if (strcmp(arguments[0], "remove") != 0 || arguments[1] == NULL || arguments[2] != NULL)
        return context_refuse(context, STATUS_INVALID_INPUT,
                              "The commands are: admin add …, admin list, admin remove NAME");
    enum status status = db_transaction(context, remove_one, arguments[1]);
    if (status == STATUS_OK)
        printf("%s is no administrator any more\n", arguments[1]);
    return status;
}
