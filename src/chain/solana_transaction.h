/* What a landed transaction did to the balances of wallets, read from a node's answer to getTransaction.
 *
 * Only differences of balances count, never what instructions say of themselves: so payments by other programs, several
 * transfers in one and transactions with look-up tables (version 0) come out right. Tokens count when the Token program
 * itself holds them; a look-alike mint of another program (Token-2022) is no change at all. */
#ifndef GEM_SOLANA_TRANSACTION_H
#define GEM_SOLANA_TRANSACTION_H

#include "context.h"
#include "shape.h"

#define SOLANA_BLOCK_TIME_MAXIMUM INT64_C(4102444800) /* seconds since 1970: the year 2100 */

/* What one wallet has more (or less) of one thing than before. */
struct solana_change {
    const char *owner; /* the wallet, also for tokens */
    const char *mint;  /* NULL: SOL */
    int64_t amount;    /* after minus before, in lamports or base units; all token accounts of the owner together */
};

struct solana_transaction {
    const char *signature;
    int64_t slot;
    int64_t block_time;   /* microseconds since 1970; CLOCK_NONE when the node does not know */
    bool failed;          /* nothing happened but that the fee was taken */
    const char *problem;  /* why, as JSON text; NULL when it worked */
    const char *payer;    /* who paid the fee */
    int64_t fee;          /* lamports */
    const char *memo;     /* of the first memo instruction; NULL when there is none, or it is no text */
    struct list accounts; /* const char *: all addresses it names, looked-up ones too; at most 256 */
    struct list
        changes; /* struct solana_change; none is zero. A token that leaves int64 is left out: no money of ours */
};

/* The parameter that makes a node answer in the form read here, beside the commitment. */
#define SOLANA_TRANSACTION_FORM "\"encoding\":\"jsonParsed\",\"maxSupportedTransactionVersion\":0"

/* Reads the whole answer, `length` bytes with a NUL behind. Strings live in the context's arena. STATUS_NOT_FOUND when
 * its result is null; STATUS_MALFORMED when it is not what a node answers. */
enum status solana_transaction_read(struct context *context, const char *json, size_t length,
                                    struct solana_transaction *ret_transaction) MUST_CHECK;

/* Is the address among its accounts? */
bool solana_transaction_names(const struct solana_transaction *transaction, const char *address);

/* What `owner` got of `mint` (NULL: SOL): negative when it gave, 0 when nothing changed. The fee is not counted: it is
 * added back to what its payer has. */
int64_t solana_transaction_received(const struct solana_transaction *transaction, const char *owner, const char *mint);

/* Who the money came from: the owner who lost most of `mint` (NULL: SOL, fee not counted), else the payer. When the
 * money came out of a program (a swap), this is the program's account, so look whether it is somebody known before
 * money is sent there. */
const char *solana_transaction_sender(const struct solana_transaction *transaction, const char *mint);

#endif
