#include "settlement/purse.h"

#include "arena.h"
#include "config.h"
#include "payouts/payouts.h"
#include "text.h"

struct purse purse_of(const struct context *context) {
    const char *treasury = config_text(context->config, SETTING_SOLANA_TREASURY_ADDRESS);
    const char *payer = payouts_wallet(context);
    struct purse purse = {{treasury, payer}, 0};
    if (*treasury != '\0')
        purse.count = text_equal(treasury, payer) ? 1 : 2;
    return purse;
}

bool purse_holds(const struct purse *purse, const char *wallet) {
    for (size_t i = 0; i < purse->count; i++)
        if (text_equal(purse->wallets[i], wallet))
            return true;
    return false;
}

static struct solana_change *find_change(struct list *changes, const char *mint) {
    struct solana_change *change = changes->items;
    for (size_t i = 0; i < changes->count; i++)
        if (mint == NULL ? change[i].mint == NULL : text_equal(change[i].mint, mint))
            return &change[i];
    return NULL;
}

static void drop_zeroes(struct list *changes) {
    struct solana_change *change = changes->items;
    size_t kept = 0;
    for (size_t i = 0; i < changes->count; i++)
        if (change[i].amount != 0)
            change[kept++] = change[i];
    changes->count = kept;
}

struct list purse_changes(struct arena *arena, const struct purse *purse,
                          const struct solana_transaction *transaction) {
    const struct solana_change *change = transaction->changes.items;
    struct solana_change *sums = arena_array(arena, transaction->changes.count + 1, sizeof *sums);
    struct list changes = {sums, 0};
    for (size_t i = 0; i < transaction->changes.count; i++) {
        if (!purse_holds(purse, change[i].owner))
            continue;
        struct solana_change *sum = find_change(&changes, change[i].mint);
        if (sum == NULL)
            sums[changes.count++] = change[i];
        else if (__builtin_add_overflow(sum->amount, change[i].amount, &sum->amount))
            sum->amount = 0;
    }
    drop_zeroes(&changes);
    return changes;
}
