/* The bytes of a legacy transaction for Solana: instructions into a message, a message into a signed transaction.
 *
 * Solana wants every account once, with the strongest of the rights that instructions ask for it, in four groups:
 * signers that are written, signers, others that are written, others. Numbers are little-endian, lengths compact-u16.
 */
#ifndef GEM_SOLANA_MESSAGE_H
#define GEM_SOLANA_MESSAGE_H

#include "context.h"
#include "solana_key.h"

enum { SOLANA_TRANSACTION_MAXIMUM = 1232, SOLANA_INSTRUCTION_ACCOUNTS_MAXIMUM = 8 };

struct solana_account {
    const char *address; /* NULL ends a list */
    bool signs;
    bool written;
};

struct solana_instruction {
    const char *program;
    struct solana_account accounts[SOLANA_INSTRUCTION_ACCOUNTS_MAXIMUM + 1];
    const void *data;
    size_t length;
};

struct solana_message {
    const unsigned char *bytes; /* what is signed */
    size_t length;
    size_t signers; /* the payer of the fee is the first */
};

/* Puts the message together, in the arena. STATUS_INVALID_INPUT for an address or blockhash that is none;
 * STATUS_TOO_LARGE when the signed transaction would have more than SOLANA_TRANSACTION_MAXIMUM bytes. */
enum status solana_message_build(struct context *context, const char *payer, const char *blockhash,
                                 const struct solana_instruction *instructions, size_t count,
                                 struct solana_message *ret_message) MUST_CHECK;

struct solana_signed {
    const char *signature;   /* base58: the transaction's name from now on */
    const char *transaction; /* base64, for solana_send() */
};

/* Signs, in the arena. STATUS_INTERNAL unless the key is the only signer. */
enum status solana_message_sign(struct context *context, const struct solana_message *message,
                                const struct solana_key *key, struct solana_signed *ret_signed) MUST_CHECK;

#endif
