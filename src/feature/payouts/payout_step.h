/* What to do next with a signed transaction that pays somebody: a pure rule, so that every case can be tested without a
 * chain.
 *
 *     the nodes say                                                  next
 *     it is final                                                    it has paid, or it has failed for good
 *     it is confirmed                                                wait until it is final
 *     not that, and the chain is not final beyond its last height    send the same bytes again
 *     they know it, but not for sure                                 wait
 *     two nodes, or all there are, have seen the chain to where its
 *     last height was final, and none knows it                       it can never land: another may be signed
 *     fewer do                                                       wait
 *
 * How far the chain is must be asked before what became of the transaction. */
#ifndef GEM_PAYOUT_STEP_H
#define GEM_PAYOUT_STEP_H

#include "solana_rpc.h"

enum payout_step { PAYOUT_SEND, PAYOUT_WAIT, PAYOUT_COMPLETE, PAYOUT_FAIL, PAYOUT_EXPIRE };

/* `last_valid_block_height` of the attempt; `nodes` that there are. */
enum payout_step payout_decide(int64_t last_valid_block_height, const struct solana_progress *progress,
                               const struct solana_signature_status *known, size_t nodes);

#endif
