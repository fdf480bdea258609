#include "accounts/wallet_proof.h"

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "db.h"
#include "digest.h"
#include "signin.h"
#include "text.h"

#include <string.h>

enum { NONCE_BYTES = 16 };

const char wallet_for_user[] = "Sign in to Gem. This costs nothing and moves nothing.";
const char wallet_for_admin[] = "Sign in to the administration of Gem.";

const char *const wallet_chains[] = {"solana", "evm", NULL};

static const struct field wallet_challenge_fields[] = {
    {"nonce", FIELD_TEXT, offsetof(struct wallet_challenge, nonce)},
    {"message", FIELD_TEXT, offsetof(struct wallet_challenge, message), .description = "The whole text to sign"},
    {"expires_at", FIELD_TIME, offsetof(struct wallet_challenge, expires_at)},
};
const struct shape wallet_challenge_shape = SHAPE("WalletChallenge", struct wallet_challenge, wallet_challenge_fields);

struct lifetime {
    int64_t issued_at;
    int64_t expires_at;
};

static const struct field lifetime_fields[] = {
    {"issued_at", FIELD_TIME, offsetof(struct lifetime, issued_at)},
    {"expires_at", FIELD_TIME, offsetof(struct lifetime, expires_at)},
};
static const struct shape lifetime_shape = SHAPE("Lifetime", struct lifetime, lifetime_fields);

static enum wallet_chain chain_of(const char *name) {
    return text_equal(name, "solana") ? WALLET_SOLANA : WALLET_EVM;
}

/* What every message of ours says, for an address and a nonce. */
static struct signin_message expected_message(struct context *context, const char *statement, enum wallet_chain chain,
                                              const char *address, const char *nonce, const struct lifetime *lifetime) {
    const char *url = config_text(context->config, SETTING_PUBLIC_URL);
    const char *host = strstr(url, "://");
    enum setting chain_setting = chain == WALLET_SOLANA ? SETTING_SOLANA_CLUSTER : SETTING_EVM_CHAIN_ID;
    return (struct signin_message){
        .domain = host == NULL ? url : host + 3,
        .address = address,
        .statement = statement,
        .uri = url,
        .version = "1",
        .chain_id = config_text(context->config, chain_setting),
        .nonce = nonce,
        .issued_at = clock_text(context->arena, lifetime->issued_at),
        .expiration_time = clock_text(context->arena, lifetime->expires_at),
    };
}

static enum status canonical(struct context *context, const char *chain, const char *address,
                             const char **ret_address) {
    *ret_address = wallet_address_canonical(context->arena, chain_of(chain), address);
    if (*ret_address == NULL)
        return context_field_error(context, "address", "invalid_address", "is not an address of %s", chain);
    return STATUS_OK;
}

enum status wallet_proof_challenge(struct context *context, const char *purpose, const char *chain, const char *address,
                                   struct wallet_challenge *ret_challenge) {
    unsigned char random[NONCE_BYTES];
    struct lifetime lifetime;
    struct db_rows *rows;
    const char *owner;
    enum status status = canonical(context, chain, address, &owner);
    if (status != STATUS_OK)
        return status;
    digest_random(random, sizeof random);
    const char *nonce = text_hex(context->arena, random, sizeof random);
    status = db_query(context, SQL_WALLETS_ISSUE_NONCE, DB(nonce, chain, owner), &rows);
    if (status != STATUS_OK)
        return status;
    db_read(rows, 0, &lifetime_shape, &lifetime);
    struct signin_message message = expected_message(context, purpose, chain_of(chain), owner, nonce, &lifetime);
    *ret_challenge =
        (struct wallet_challenge){nonce, signin_build(context->arena, chain_of(chain), &message), lifetime.expires_at};
    return STATUS_OK;
}

struct compared {
    const char *name;
    size_t offset;
};

static const struct compared compared_fields[] = {
    {"domain", offsetof(struct signin_message, domain)},
    {"address", offsetof(struct signin_message, address)},
    {"statement", offsetof(struct signin_message, statement)},
    {"URI", offsetof(struct signin_message, uri)},
    {"version", offsetof(struct signin_message, version)},
    {"chain id", offsetof(struct signin_message, chain_id)},
    {"nonce", offsetof(struct signin_message, nonce)},
    {"issued at", offsetof(struct signin_message, issued_at)},
    {"expiration time", offsetof(struct signin_message, expiration_time)},
    {"not before", offsetof(struct signin_message, not_before)},
    {"request id", offsetof(struct signin_message, request_id)},
    {"resources", offsetof(struct signin_message, resources)},
};

static const char *value_of(const struct signin_message *message, size_t offset) {
    return *(const char *const *)(const void *)((const char *)message + offset);
}

static enum status compare_messages(struct context *context, const struct signin_message *expected,
                                    const struct signin_message *signed_message) {
    for (size_t i = 0; i < sizeof compared_fields / sizeof *compared_fields; i++) {
        const char *wanted = value_of(expected, compared_fields[i].offset);
        const char *given = value_of(signed_message, compared_fields[i].offset);
        if (wanted != given && !text_equal(wanted, given))
            return context_refuse(context, STATUS_SIGNATURE_REFUSED, "The %s of the message is not what was asked for.",
                                  compared_fields[i].name);
    }
    return STATUS_OK;
}

enum status wallet_proof_use(struct context *context, const char *purpose, const struct wallet_proof *proof,
                             const char **ret_address) {
    enum wallet_chain chain = chain_of(proof->chain);
    struct signin_message message;
    struct lifetime lifetime;
    struct db_rows *rows;
    const char *owner;
    enum status status = canonical(context, proof->chain, proof->address, &owner);
    if (status != STATUS_OK)
        return status;
    if (!signin_parse(context->arena, chain, proof->message, &message) || message.nonce == NULL)
        return context_refuse(context, STATUS_SIGNATURE_REFUSED, "The message is not the one that was given out.");
    db_queue(context, SQL_WALLETS_LOCK, DB(owner), NULL);
    status = db_query(context, SQL_WALLETS_USE_NONCE, DB(message.nonce, proof->chain, owner), &rows);
    if (status != STATUS_OK)
        return status;
    if (db_count(rows) == 0)
        return context_refuse(context, STATUS_SIGNATURE_REFUSED,
                              "The nonce is unknown, used or older than five minutes.");
    db_read(rows, 0, &lifetime_shape, &lifetime);
    struct signin_message expected = expected_message(context, purpose, chain, owner, message.nonce, &lifetime);
    status = compare_messages(context, &expected, &message);
    if (status != STATUS_OK)
        return status;
    if (!wallet_signature_is_valid(context->arena, chain, owner, proof->message, proof->signature))
        return context_refuse(context, STATUS_SIGNATURE_REFUSED, "The signature is not that wallet's.");
    *ret_address = owner;
    return STATUS_OK;
}
