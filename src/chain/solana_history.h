/* What has happened on Solana: one transaction, the transactions of an address, what became of one that was sent. All
 * nodes are asked where one may know what another does not. Statuses that all functions have are listed in
 * solana_rpc.h. */
#ifndef GEM_SOLANA_HISTORY_H
#define GEM_SOLANA_HISTORY_H

#include "solana_nodes.h"
#include "solana_transaction.h"

enum { SOLANA_SIGNATURES_MAXIMUM = 1000 };

/* The transaction that has landed. STATUS_NOT_FOUND when every node that answered does not know it (yet), or not so
 * surely.
 */
enum status solana_find_transaction(struct context *context, const char *signature, enum solana_commitment commitment,
                                    struct solana_transaction *ret_transaction) MUST_CHECK;

/* One line of the history of an address. */
struct solana_signature {
    const char *signature;
    int64_t slot;
    int64_t block_time; /* microseconds since 1970 or CLOCK_NONE */
    bool failed;
};

/* Finalized transactions that name the address, failed ones too, newest first: up to `limit` (1 to
 * SOLANA_SIGNATURES_MAXIMUM) older than `before` and newer than `until` (signatures; NULL: no bound). struct
 * solana_signature.
 *
 * All nodes are asked, and the answer is that of the one whose newest transaction is newest, or of the longest of
 * several. A node may lag or have gaps, so that a transaction may be missing now and appear later, older than some that
 * were seen: set `until` well before the newest one seen, and expect to meet transactions again. */
enum status solana_list_signatures(struct context *context, const char *address, const char *until, const char *before,
                                   int limit, struct list *ret_signatures) MUST_CHECK;

struct solana_signature_status {
    bool known; /* some node knows it; all that follows is about that */
    bool failed;
    const char *problem; /* JSON text, NULL when it worked */
    bool confirmed;
    bool finalized;
    int64_t slot;
    size_t answers; /* nodes that were heard; before one says for good that nobody knows it, this should be 2 or all */
    int64_t heard_slot; /* up to which all of them knew the chain: what landed later some may not have seen */
};

/* What became of a transaction that was sent: asks until a node knows it. Without `search_history` only the last two
 * minutes or so are looked at. */
enum status solana_signature_status(struct context *context, const char *signature, bool search_history,
                                    struct solana_signature_status *ret_status) MUST_CHECK;

#endif
