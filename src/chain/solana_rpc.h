/* The state of Solana now, and sending to it. Its past is in solana_history.h; which node is asked, and what happens
 * when it fails, is told in solana_nodes.h.
 *
 * Every function here and there: STATUS_UNAVAILABLE when no node gave a sensible answer (retry_after says when to come
 * back), STATUS_NOT_CONFIGURED without nodes, STATUS_INTERNAL when what was asked is not understood (a fault of ours,
 * an address that is none). Strings live in the context's arena. */
#ifndef GEM_SOLANA_RPC_H
#define GEM_SOLANA_RPC_H

#include "solana_history.h"

/* Lamports, finalized; 0 for an address that was never used. */
enum status solana_balance(struct context *context, const char *address, int64_t *ret_lamports) MUST_CHECK;

/* Base units in the owner's associated token account, finalized; 0 when there is none. */
enum status solana_token_balance(struct context *context, const char *owner, const char *mint,
                                 int64_t *ret_amount) MUST_CHECK;

/* A blockhash to sign with, confirmed, and the last height of the chain at which a transaction with it may land. */
enum status solana_latest_blockhash(struct context *context, const char **ret_blockhash,
                                    int64_t *ret_last_valid_block_height) MUST_CHECK;

/* The height of the chain (not the slot), as the asked node sees it: others may be further. */
enum status solana_block_height(struct context *context, enum solana_commitment commitment,
                                int64_t *ret_height) MUST_CHECK;

enum solana_sending {
    SOLANA_SENT,               /* a node took it, or it has landed before; whether it lands is another question */
    SOLANA_BLOCKHASH_UNKNOWN,  /* expired, or not yet heard of */
    SOLANA_FUNDS_INSUFFICIENT, /* for the amount, the fee or the rent */
    SOLANA_REFUSED,            /* for another reason */
};

struct solana_sent {
    enum solana_sending sending;
    const char *problem; /* JSON text or the node's words; NULL when SOLANA_SENT */
};

/* Gives a signed transaction (base64) to every node: the same bytes land once at most. SOLANA_SENT when one took it,
 * else why the first refused. Without `skip_preflight` nodes try it first, at confirmed. Nobody repeats it for us: send
 * again until it is confirmed or its blockhash has expired. */
enum status solana_send(struct context *context, const char *transaction, bool skip_preflight,
                        struct solana_sent *ret_sent) MUST_CHECK;

/* How far the chain has come for good: the last finalized slot, and the height of the chain there. */
struct solana_progress {
    int64_t slot;
    int64_t height;
};
enum status solana_progress(struct context *context, struct solana_progress *ret_progress) MUST_CHECK;

/* Which program owns the account at the address (finalized): SOLANA_SYSTEM_PROGRAM for a wallet; NULL when there is no
 * account, as at a wallet that was never used. */
enum status solana_account_owner(struct context *context, const char *address, const char **ret_owner) MUST_CHECK;

/* Is there an account at the address (finalized)? */
enum status solana_account_exists(struct context *context, const char *address, bool *ret_exists) MUST_CHECK;

#endif
