#include "signin.h"

#include "arena.h"
#include "text.h"

#include <stddef.h>
#include <string.h>

struct labelled {
    const char *label;
    size_t offset;
};

/* The fields after the statement, in their fixed order. */
static const struct labelled labelled_fields[] = {
    {"URI: ", offsetof(struct signin_message, uri)},
    {"Version: ", offsetof(struct signin_message, version)},
    {"Chain ID: ", offsetof(struct signin_message, chain_id)},
    {"Nonce: ", offsetof(struct signin_message, nonce)},
    {"Issued At: ", offsetof(struct signin_message, issued_at)},
    {"Expiration Time: ", offsetof(struct signin_message, expiration_time)},
    {"Not Before: ", offsetof(struct signin_message, not_before)},
    {"Request ID: ", offsetof(struct signin_message, request_id)},
};
enum { LABELLED_COUNT = sizeof labelled_fields / sizeof *labelled_fields };

static const char resources_label[] = "Resources:";

static const char *introduction(enum wallet_chain chain) {
    return chain == WALLET_SOLANA ? " wants you to sign in with your Solana account:\n"
                                  : " wants you to sign in with your Ethereum account:\n";
}

static const char **member(struct signin_message *message, size_t offset) {
    return (const char **)(void *)((char *)message + offset);
}

/* What stands between the address and the first field. EIP-4361 keeps an empty line where a statement would stand. */
static void append_statement(struct text *text, enum wallet_chain chain, const char *statement) {
    if (statement != NULL)
        text_append_format(text, "\n\n%s", statement);
    if (chain == WALLET_EVM)
        text_append(text, statement == NULL ? "\n\n" : "\n");
}

const char *signin_build(struct arena *arena, enum wallet_chain chain, const struct signin_message *message) {
    struct signin_message copy = *message;
    struct text text = text_new(arena, SIGNIN_TEXT_MAXIMUM);
    const char *separator = chain == WALLET_SOLANA ? "\n\n" : "\n";
    text_append_format(&text, "%s%s%s", copy.domain, introduction(chain), copy.address);
    append_statement(&text, chain, copy.statement);
    for (size_t i = 0; i < LABELLED_COUNT; i++) {
        const char *value = *member(&copy, labelled_fields[i].offset);
        if (value == NULL)
            continue;
        text_append_format(&text, "%s%s%s", separator, labelled_fields[i].label, value);
        separator = "\n";
    }
    if (copy.resources != NULL)
        text_append_format(&text, "%s%s%s", separator, resources_label, copy.resources);
    return text.data;
}

/* Takes up to `end` or to the end of the text, and steps over `end`. */
static const char *take_until(struct arena *arena, const char **at, const char *end) {
    const char *found = strstr(*at, end);
    size_t length = found == NULL ? strlen(*at) : (size_t)(found - *at);
    const char *taken = arena_copy(arena, *at, length);
    *at += length + (found == NULL ? 0 : strlen(end));
    return taken;
}

static bool begins_a_field(const char *at) {
    for (size_t i = 0; i < LABELLED_COUNT; i++)
        if (strncmp(at, labelled_fields[i].label, strlen(labelled_fields[i].label)) == 0)
            return true;
    return strncmp(at, resources_label, strlen(resources_label)) == 0;
}

static void parse_fields(struct arena *arena, const char *at, struct signin_message *message) {
    for (size_t i = 0; i < LABELLED_COUNT; i++) {
        const struct labelled *field = &labelled_fields[i];
        if (strncmp(at, field->label, strlen(field->label)) != 0)
            continue;
        at += strlen(field->label);
        *member(message, field->offset) = take_until(arena, &at, "\n");
    }
    if (strncmp(at, resources_label, strlen(resources_label)) == 0)
        message->resources = arena_string(arena, at + strlen(resources_label));
}

/* Reads loosely, then demands that the fields build exactly this text again. */
bool signin_parse(struct arena *arena, enum wallet_chain chain, const char *text, struct signin_message *ret_message) {
    struct signin_message message = {0};
    const char *at = text;
    if (strlen(text) > SIGNIN_TEXT_MAXIMUM || strstr(text, introduction(chain)) == NULL)
        return false;
    message.domain = take_until(arena, &at, introduction(chain));
    message.address = take_until(arena, &at, "\n");
    at += *at == '\n';
    if (*at != '\0' && *at != '\n' && !begins_a_field(at))
        message.statement = take_until(arena, &at, "\n");
    at += *at == '\n';
    parse_fields(arena, at, &message);
    bool plain = *message.domain != '\0' && strpbrk(message.domain, " \n") == NULL && *message.address != '\0';
    if (!plain || !text_equal(signin_build(arena, chain, &message), text))
        return false;
    *ret_message = message;
    return true;
}
