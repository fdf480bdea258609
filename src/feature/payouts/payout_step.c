#include "payouts/payout_step.h"

enum { WITNESSES = 2 };

/* One node may have missed a transaction, or lag behind the one that told how far the chain is. */
static bool nobody_can_know_it(const struct solana_progress *progress, const struct solana_signature_status *known,
                               size_t nodes) {
    size_t wanted = nodes < WITNESSES ? nodes : WITNESSES;
    return wanted > 0 && known->answers >= wanted && known->heard_slot >= progress->slot;
}

enum payout_step payout_decide(int64_t last_valid_block_height, const struct solana_progress *progress,
                               const struct solana_signature_status *known, size_t nodes) {
    if (known->finalized)
        return known->failed ? PAYOUT_FAIL : PAYOUT_COMPLETE;
    if (known->confirmed)
        return PAYOUT_WAIT;
    if (progress->height <= last_valid_block_height)
        return PAYOUT_SEND;
    if (known->known)
        return PAYOUT_WAIT;
    return nobody_can_know_it(progress, known, nodes) ? PAYOUT_EXPIRE : PAYOUT_WAIT;
}
