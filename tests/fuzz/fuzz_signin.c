/* libFuzzer target: any text as a sign-in message of either chain. What is read builds the same text again and belongs
 * to one chain. The same bytes as an address, as a signature and as base58. */
#include "arena.h"
#include "base58.h"
#include "fuzz.h"
#include "signin.h"
#include "text.h"

#include <string.h>

static void check_message(struct arena *arena, enum wallet_chain chain, const char *text) {
    struct signin_message message;
    struct signin_message again;
    if (!signin_parse(arena, chain, text, &message))
        return;
    const char *built = signin_build(arena, chain, &message);
    fuzz_must(text_equal(built, text), "what is read builds the same text again");
    fuzz_must(message.domain != NULL && message.address != NULL, "a message has a domain and an address");
    fuzz_must(strpbrk(message.domain, " \n") == NULL && strchr(message.address, '\n') == NULL,
              "neither hides another line");
    fuzz_must(signin_parse(arena, chain, built, &again) && text_equal(again.address, message.address),
              "what is built is read again");
    enum wallet_chain other = chain == WALLET_EVM ? WALLET_SOLANA : WALLET_EVM;
    fuzz_must(!signin_parse(arena, other, text, &again), "a message is of one chain");
}

static void check_address(struct arena *arena, enum wallet_chain chain, const char *text) {
    const char *canonical = wallet_address_canonical(arena, chain, text);
    if (canonical != NULL)
        fuzz_must(text_equal(wallet_address_canonical(arena, chain, canonical), canonical),
                  "the canonical spelling of an address is its own");
    fuzz_must(!wallet_signature_is_valid(arena, chain, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "text", text),
              "nobody signs by chance");
    fuzz_must(!wallet_signature_is_valid(arena, chain, "FHVwtta3ZqktrM7SfAmjkJ9TsFT5qwfPRsgdssrS1TTZ", "text", text),
              "nobody signs by chance");
}

static void check_base58(struct arena *arena, const char *text, const uint8_t *data, size_t size) {
    unsigned char bytes[BASE58_BYTES_MAXIMUM];
    if (size <= BASE58_BYTES_MAXIMUM) {
        const char *encoded = base58_encode(arena, data, size);
        fuzz_must(base58_decode(encoded, bytes, size) && memcmp(bytes, data, size) == 0, "base58 gives back");
    }
    for (size_t length = 0; length <= BASE58_BYTES_MAXIMUM; length++)
        if (base58_decode(text, bytes, length))
            fuzz_must(text_equal(base58_encode(arena, bytes, length), text), "a text of base58 is the only one");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = fuzz_context()->arena;
    const char *text = arena_copy(arena, data, size);
    for (enum wallet_chain chain = WALLET_SOLANA; chain <= WALLET_EVM; chain++) {
        check_message(arena, chain, text);
        check_address(arena, chain, text);
    }
    check_base58(arena, text, data, size);
    return 0;
}
