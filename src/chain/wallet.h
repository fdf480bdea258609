/* Wallets of the two chains people sign in with: what an address looks like, and whether a signature is its owner's.
 *
 * Solana: an address is the base58 of an ed25519 public key; a signature is base58 of 64 bytes over the message as it
 * stands. EVM: an address is 0x and 40 hexadecimal digits in EIP-55 case; a signature is 0x-hex of 65 bytes r ‖ s ‖ v
 * over the EIP-191 text of the message, with s in the lower half of the order. */
#ifndef GEM_WALLET_H
#define GEM_WALLET_H

#include <stdbool.h>

struct arena;

enum wallet_chain { WALLET_SOLANA, WALLET_EVM };

/* "solana" or "evm". */
const char *wallet_chain_name(enum wallet_chain chain);

/* The one spelling of an address, in the arena (EVM: EIP-55 case, also from all lower or all upper case); NULL when it
 * is none. Mixed case must be the checksum's. */
const char *wallet_address_canonical(struct arena *arena, enum wallet_chain chain, const char *address);

/* Was `message` signed by the key behind the canonical `address`? Any malformed signature is false. */
bool wallet_signature_is_valid(struct arena *arena, enum wallet_chain chain, const char *address, const char *message,
                               const char *signature);

#endif
