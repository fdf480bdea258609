#include "solana_key.h"

#include "base58.h"

#include <string.h>

enum { SECRET_SIZE = 2 * ED25519_KEY_SIZE };

static const char blanks[] = " \t\r\n";

/* [1, 2, …]: as many numbers from 0 to 255 as there is room for. */
static bool parse_numbers(const char *text, unsigned char *ret_bytes, size_t count) {
    const char *at = text + strspn(text, blanks);
    for (size_t i = 0; i < count; i++) {
        unsigned value = 0;
        if (*at != (i == 0 ? '[' : ','))
            return false;
        at += 1 + strspn(at + 1, blanks);
        size_t digits = strspn(at, "0123456789");
        if (digits == 0 || digits > 3)
            return false;
        for (; digits > 0; digits--)
            value = value * 10 + (unsigned)(*at++ - '0');
        if (value > 255)
            return false;
        ret_bytes[i] = (unsigned char)value;
        at += strspn(at, blanks);
    }
    return *at == ']' && at[1 + strspn(at + 1, blanks)] == '\0';
}

bool solana_key_parse(const char *text, struct solana_key *ret_key) {
    unsigned char secret[SECRET_SIZE];
    bool parsed = parse_numbers(text, secret, sizeof secret) || base58_decode(text, secret, sizeof secret);
    *ret_key = (struct solana_key){0};
    if (parsed) {
        memcpy(ret_key->seed, secret, ED25519_KEY_SIZE);
        ed25519_public_key(ret_key->seed, ret_key->public_key);
        parsed = memcmp(ret_key->public_key, secret + ED25519_KEY_SIZE, ED25519_KEY_SIZE) == 0;
    }
    if (!parsed)
        solana_key_wipe(ret_key);
    explicit_bzero(secret, sizeof secret);
    return parsed;
}

void solana_key_wipe(struct solana_key *key) {
    explicit_bzero(key, sizeof *key);
}
