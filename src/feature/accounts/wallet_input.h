/* The fields of a request that proves a wallet, shared by signing in and binding. */
#ifndef GEM_WALLET_INPUT_H
#define GEM_WALLET_INPUT_H

#include "accounts/wallet_proof.h"

enum {
    WALLET_ADDRESS_MAXIMUM = 64,
    WALLET_MESSAGE_MAXIMUM = 2048,
    WALLET_SIGNATURE_MAXIMUM = 200,
    REFERRAL_CODE_MAXIMUM = 64
};

/* Asks for a message to sign. */
struct nonce_input {
    const char *chain;
    const char *address;
};
extern const struct shape nonce_input_shape;

/* `type` is the input's struct, `member` the path to its struct wallet_proof with a dot behind, or nothing. */
#define WALLET_PROOF_FIELDS(type, member)                                                                              \
    {"address", FIELD_TEXT, offsetof(type, member address), FIELD_REQUIRED, 1, WALLET_ADDRESS_MAXIMUM},                \
        {"message",                                                                                                    \
         FIELD_TEXT,                                                                                                   \
         offsetof(type, member message),                                                                               \
         FIELD_REQUIRED,                                                                                               \
         1,                                                                                                            \
         WALLET_MESSAGE_MAXIMUM,                                                                                       \
         .description = "The text as it was signed"},                                                                  \
    {                                                                                                                  \
        "signature", FIELD_TEXT, offsetof(type, member signature), FIELD_REQUIRED, 1, WALLET_SIGNATURE_MAXIMUM,        \
            .description = "Solana: base58; EVM: 0x-hex of 65 bytes (EIP-191)"                                         \
    }

#endif
