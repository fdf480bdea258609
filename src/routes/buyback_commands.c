/* The review of gems that people want to sell back. */
#include "arena.h"
#include "buyback/buyback_review.h"
#include "commands.h"
#include "money.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct buyback_reviewer reviewer = {"gemctl", NULL};

static enum status list(struct context *context) {
    struct list list;
    enum status status = buyback_oldest_pending(context, BUYBACK_BULK_MAXIMUM, &list);
    if (status != STATUS_OK)
        return status;
    const struct buyback_pending *request = list.items;
    for (size_t i = 0; i < list.count; i++)
        printf("%s  %s USD for %s, %s  %s %s  from %s (%s)\n", request[i].id,
               money_text(context->arena, request[i].buyback_price), request[i].name, request[i].certificate,
               request[i].payout, request[i].address == NULL ? "" : request[i].address, request[i].handle,
               request[i].user_status);
    printf("%zu requests wait\n", list.count);
    return STATUS_OK;
}

/* COUNT:TOTAL */
static bool read_confirmation(struct arena *arena, const char *word, struct buyback_totals *ret_totals) {
    const char *colon = word == NULL ? NULL : strchr(word, ':');
    return colon != NULL && text_parse_integer(arena_copy(arena, word, (size_t)(colon - word)), &ret_totals->count) &&
           money_parse(colon + 1, &ret_totals->total);
}

static enum status approve(struct context *context, const char *const *ids, size_t count,
                           const struct buyback_totals *confirmation) {
    struct list list;
    size_t failures = 0;
    enum status status = buyback_approve(context, ids, count, confirmation, &reviewer, &list);
    if (status != STATUS_OK)
        return status;
    const struct buyback_outcome *outcome = list.items;
    for (size_t i = 0; i < list.count; i++) {
        failures += !text_equal(outcome[i].code, status_code(STATUS_OK));
        printf("%s  %s %s\n", outcome[i].id, outcome[i].code, outcome[i].detail == NULL ? "" : outcome[i].detail);
    }
    printf("%zu of %zu requests approved\n", list.count - failures, list.count);
    return failures == 0 ? STATUS_OK : context_refuse(context, STATUS_CONFLICT, "%zu were not approved", failures);
}

/* The words up to --confirm are requests; what follows it is the confirmation. */
static enum status approve_named(struct context *context, char **words) {
    struct buyback_totals confirmation;
    size_t count = 0;
    while (words[count] != NULL && strcmp(words[count], "--confirm") != 0)
        count++;
    bool confirmed = words[count] != NULL;
    if (count == 0 || (confirmed && !read_confirmation(context->arena, words[count + 1], &confirmation)))
        return context_refuse(context, STATUS_INVALID_INPUT,
                              "The command is: buyback approve ID… [--confirm COUNT:TOTAL]");
    return approve(context, (const char *const *)words, count, confirmed ? &confirmation : NULL);
}

/* Also of one alone: whoever says "all" may not know how many that is. */
static enum status ask_for_confirmation(struct context *context, const char *const *ids, size_t count) {
    struct buyback_totals totals;
    enum status status = buyback_preview(context, ids, count, &totals);
    if (status != STATUS_OK)
        return status;
    const char *total = money_text(context->arena, totals.total);
    return context_refuse(context, STATUS_RULE_REFUSED,
                          "%" PRId64 " requests, %s USD: approve them with --confirm %" PRId64 ":%s", totals.count,
                          total, totals.count, total);
}

static enum status approve_all(struct context *context, char **words) {
    struct buyback_totals confirmation;
    struct list list;
    bool confirmed = words[0] != NULL && strcmp(words[0], "--confirm") == 0;
    if (words[0] != NULL && (!confirmed || !read_confirmation(context->arena, words[1], &confirmation)))
        return context_refuse(context, STATUS_INVALID_INPUT,
                              "The command is: buyback approve-all [--confirm COUNT:TOTAL]");
    enum status status = buyback_oldest_pending(context, BUYBACK_BULK_MAXIMUM, &list);
    if (status != STATUS_OK)
        return status;
    const struct buyback_pending *request = list.items;
    const char **ids = arena_array(context->arena, list.count + 1, sizeof *ids);
    for (size_t i = 0; i < list.count; i++)
        ids[i] = request[i].id;
    if (!confirmed)
        return ask_for_confirmation(context, ids, list.count);
    return approve(context, ids, list.count, &confirmation);
}

static enum status reject(struct context *context, char **words) {
    if (words[0] == NULL || words[1] == NULL || strcmp(words[1], "--reason") != 0 || words[2] == NULL)
        return context_refuse(context, STATUS_INVALID_INPUT, "The command is: buyback reject ID --reason TEXT");
    enum status status = buyback_reject(context, words[0], words[2], &reviewer);
    if (status == STATUS_OK)
        printf("rejected\n");
    return status;
}

enum status command_buyback(struct context *context, char **arguments) {
    const char *word = arguments[0];
    if (strcmp(word, "list") == 0 && arguments[1] == NULL)
        return list(context);
    if (strcmp(word, "approve") == 0)
        return approve_named(context, arguments + 1);
    if (strcmp(word, "approve-all") == 0)
        return approve_all(context, arguments + 1);
    if (strcmp(word, "reject") == 0)
        return reject(context, arguments + 1);
    return context_refuse(context, STATUS_INVALID_INPUT,
                          "The commands are: buyback list, approve ID…, approve-all, reject ID --reason TEXT");
}
