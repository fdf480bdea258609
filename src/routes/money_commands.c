/* The commands about money: refunds to cards, payments nobody could be matched with, payouts. */
#include "accounts/accounts.h"
#include "clock.h"
#include "commands.h"
#include "deposits/card_returns.h"
#include "id.h"
#include "money.h"
#include "payouts/payouts.h"
#include "settlement/settlement.h"

#include <stdio.h>
#include <string.h>

enum status command_refund(struct context *context, char **arguments) {
    int64_t micros;
    const char *id;
    if (!id_is_valid(arguments[0]) || !money_parse(arguments[1], &micros) || strcmp(arguments[2], "--reason") != 0)
        return context_refuse(context, STATUS_INVALID_INPUT, "The command is: refund DEPOSIT AMOUNT --reason TEXT");
    if (*arguments[3] == '\0')
        return context_refuse(context, STATUS_INVALID_INPUT, "Give a reason: --reason TEXT");
    enum status status = card_refund(context, arguments[0], micros, arguments[3], &id);
    if (status == STATUS_OK)
        printf("refund %s of %s is on its way\n", id, money_text(context->arena, micros));
    return status;
}

static enum status list_unmatched(struct context *context) {
    struct list list;
    enum status status = settlement_list_unmatched(context, &list);
    if (status != STATUS_OK)
        return status;
    const struct unmatched_payment *payment = list.items;
    for (size_t i = 0; i < list.count; i++)
        printf("%s  %s base units of %s, worth %s, from %s\n  in %s\n", payment[i].id, payment[i].amount,
               payment[i].mint,
               payment[i].usd == MONEY_NONE ? "nothing to us" : money_text(context->arena, payment[i].usd),
               payment[i].payer, payment[i].signature);
    printf("%zu payments wait for a person\n", list.count);
    return STATUS_OK;
}

static enum status return_payment(struct context *context, const char *payment_id) {
    const char *payout_id;
    enum status status = settlement_return(context, payment_id, "gemctl", &payout_id);
    if (status == STATUS_OK)
        printf("payout %s sends it back\n", payout_id);
    return status;
}

enum status command_unmatched(struct context *context, char **arguments) {
    const char *user_id;
    if (strcmp(arguments[0], "list") == 0 && arguments[1] == NULL)
        return list_unmatched(context);
    if (strcmp(arguments[0], "return") == 0 && arguments[1] != NULL && arguments[2] == NULL &&
        id_is_valid(arguments[1]))
        return return_payment(context, arguments[1]);
    if (strcmp(arguments[0], "assign") != 0 || arguments[1] == NULL || arguments[2] == NULL ||
        !id_is_valid(arguments[1]))
        return context_refuse(
            context, STATUS_INVALID_INPUT,
            "The commands are: unmatched list, unmatched assign PAYMENT USER, unmatched return PAYMENT");
    enum status status = accounts_find(context, arguments[2], &user_id);
    if (status == STATUS_OK)
        status = settlement_assign(context, arguments[1], user_id, "Payment found to be yours");
    if (status == STATUS_OK)
        printf("credited to %s\n", arguments[2]);
    return status;
}

static void print_payout(struct context *context, const struct payout_view *payout) {
    printf("%s  %s  %s in %s to %s, for %s %s\n", payout->id, payout->status, money_text(context->arena, payout->usd),
           payout->asset, payout->recipient, payout->cause, payout->cause_id);
    if (payout->problem != NULL)
        printf("  %s\n", payout->problem);
}

static enum status list_payouts(struct context *context, char **arguments) {
    struct list list;
    enum status status = payouts_list(context, &list);
    const struct payout_view *payout = list.items;
    (void)arguments;
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < list.count; i++)
        print_payout(context, &payout[i]);
    printf("%zu payouts are not over\n", list.count);
    return STATUS_OK;
}

static enum status show_payout(struct context *context, char **arguments) {
    struct payout_view payout;
    struct list attempts;
    enum status status = payouts_show(context, arguments[1], &payout, &attempts);
    if (status != STATUS_OK)
        return status;
    const struct payout_attempt_view *attempt = attempts.items;
    print_payout(context, &payout);
    for (size_t i = 0; i < attempts.count; i++)
        printf("  %lld  %s  %s base units, fee %s, signed %s%s%s\n     %s\n", (long long)attempt[i].attempt,
               attempt[i].status, attempt[i].amount, attempt[i].fee == NULL ? "none" : attempt[i].fee,
               clock_text(context->arena, attempt[i].created_at), attempt[i].problem == NULL ? "" : ": ",
               attempt[i].problem == NULL ? "" : attempt[i].problem, attempt[i].signature);
    return STATUS_OK;
}

static enum status retry_payout(struct context *context, char **arguments) {
    enum status status = payouts_retry(context, arguments[1], "gemctl");
    if (status == STATUS_OK)
        printf("payout %s is tried %d more times\n", arguments[1], PAYOUT_ATTEMPTS);
    return status;
}

static enum status cancel_payout(struct context *context, char **arguments) {
    if (strcmp(arguments[2], "--reason") != 0 || *arguments[3] == '\0')
        return context_refuse(context, STATUS_INVALID_INPUT, "Give a reason: --reason TEXT");
    enum status status = payouts_cancel(context, arguments[1], "gemctl", arguments[3]);
    if (status == STATUS_OK)
        printf("payout %s is cancelled, the money is back\n", arguments[1]);
    return status;
}

static const struct payout_command {
    const char *word;
    int count; /* of all words */
    command_function *run;
} payout_commands[] = {
    {"list", 1, list_payouts},
    {"show", 2, show_payout},
    {"retry", 2, retry_payout},
    {"cancel", 4, cancel_payout},
};

enum status command_payouts(struct context *context, char **arguments) {
    int count = 0;
    while (arguments[count] != NULL)
        count++;
    for (size_t i = 0; i < sizeof payout_commands / sizeof *payout_commands; i++)
        if (strcmp(payout_commands[i].word, arguments[0]) == 0 && payout_commands[i].count == count &&
            (count == 1 || id_is_valid(arguments[1])))
            return payout_commands[i].run(context, arguments);
    return context_refuse(
        context, STATUS_INVALID_INPUT,
        "The commands are: payouts list, payouts show ID, payouts retry ID, payouts cancel ID --reason "
        "TEXT");
}
