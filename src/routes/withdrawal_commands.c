/* The commands about withdrawals: what waits, and what a person decides. */
#include "withdrawals/withdrawals.h"

#include "clock.h"
#include "commands.h"
#include "id.h"
#include "money.h"
#include "text.h"

#include <stdio.h>

static enum status list_withdrawals(struct context *context) {
    struct list list;
    enum status status = withdrawals_list_waiting(context, &list);
    if (status != STATUS_OK)
        return status;
    const struct waiting_withdrawal *withdrawal = list.items;
    for (size_t i = 0; i < list.count; i++)
        printf("%s  %s  %s USD of %s to %s, asked for at %s%s%s\n", withdrawal[i].id, withdrawal[i].status,
               money_text(context->arena, withdrawal[i].amount_usd), withdrawal[i].handle, withdrawal[i].address,
               clock_text(context->arena, withdrawal[i].created_at),
               withdrawal[i].hold_until == CLOCK_NONE ? "" : ", held until ",
               withdrawal[i].hold_until == CLOCK_NONE ? "" : clock_text(context->arena, withdrawal[i].hold_until));
    printf("%zu withdrawals wait\n", list.count);
    return STATUS_OK;
}

/* Absent arguments are NULL, and equal to nothing. */
enum status command_withdrawals(struct context *context, char **arguments) {
    static const char actor[] = "gemctl";
    if (text_equal(arguments[0], "list") && arguments[1] == NULL)
        return list_withdrawals(context);
    bool names_one = arguments[1] != NULL && id_is_valid(arguments[1]);
    bool approves = names_one && text_equal(arguments[0], "approve") && arguments[2] == NULL;
    bool rejects = names_one && text_equal(arguments[0], "reject") && text_equal(arguments[2], "--reason") &&
                   arguments[3] != NULL && *arguments[3] != '\0';
    if (!approves && !rejects)
        return context_refuse(
            context, STATUS_INVALID_INPUT,
            "The commands are: withdrawals list, withdrawals approve ID, withdrawals reject ID --reason TEXT");
    enum status status = approves ? withdrawals_approve(context, arguments[1], actor)
                                  : withdrawals_reject(context, arguments[1], actor, arguments[3]);
    if (status == STATUS_OK)
        puts(approves ? "approved: the worker sends it next" : "rejected: the amount is credited back");
    return status;
}
