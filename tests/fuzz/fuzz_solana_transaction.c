/* libFuzzer target: any bytes as a node's answer about a transaction. What is read keeps its bounds, the changes are
 * sums of what stands in the answer, and asking about them never leaves int64. */
#include "arena.h"
#include "clock.h"
#include "fuzz.h"
#include "solana_transaction.h"
#include "text.h"

#include <string.h>

enum { ACCOUNTS_MAXIMUM = 256, CHANGES_MAXIMUM = 3 * ACCOUNTS_MAXIMUM };

static bool is_absent_or_text(const char *string) {
    return string == NULL || text_is_utf8(string, strlen(string));
}

static void check_changes(const struct solana_transaction *transaction) {
    const struct solana_change *change = transaction->changes.items;
    fuzz_must(transaction->changes.count <= CHANGES_MAXIMUM, "changes keep their bounds");
    for (size_t i = 0; i < transaction->changes.count; i++) {
        fuzz_must(change[i].owner != NULL && change[i].amount != 0, "a change is somebody's, and not zero");
        fuzz_must(change[i].mint != NULL || solana_transaction_names(transaction, change[i].owner),
                  "lamports change on accounts that are named");
        if (change[i].mint != NULL || !text_equal(change[i].owner, transaction->payer))
            fuzz_must(solana_transaction_received(transaction, change[i].owner, change[i].mint) == change[i].amount,
                      "an owner has one change of a kind");
        const char *sender = solana_transaction_sender(transaction, change[i].mint);
        fuzz_must(sender == transaction->payer || solana_transaction_received(transaction, sender, change[i].mint) < 0,
                  "a sender has less than before");
    }
}

static void check_transaction(const struct solana_transaction *transaction) {
    fuzz_must(transaction->accounts.count >= 1 && transaction->accounts.count <= ACCOUNTS_MAXIMUM,
              "accounts keep their bounds");
    fuzz_must(solana_transaction_names(transaction, transaction->payer), "the payer is an account");
    fuzz_must(transaction->signature != NULL && transaction->slot >= 0 && transaction->fee >= 0, "numbers are sizes");
    fuzz_must(transaction->block_time == CLOCK_NONE || transaction->block_time >= 0, "times are after 1970");
    fuzz_must(transaction->failed == (transaction->problem != NULL), "failures say why");
    fuzz_must(is_absent_or_text(transaction->memo) && is_absent_or_text(transaction->problem), "texts are UTF-8");
    check_changes(transaction);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct context *context = fuzz_context();
    const char *json = arena_copy(context->arena, data, size);
    struct solana_transaction transaction;
    enum status status = solana_transaction_read(context, json, size, &transaction);
    fuzz_must(status == STATUS_OK || status == STATUS_MALFORMED || status == STATUS_NOT_FOUND,
              "solana_transaction_read()'s statuses");
    fuzz_must_explain(context, status);
    if (status == STATUS_OK)
        check_transaction(&transaction);
    return 0;
}
