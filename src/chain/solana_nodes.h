/* Solana's nodes: the list of those we may ask, in order of preference, and how each is doing (JSON-RPC 2.0 over HTTP).
 *
 * A node that gives no sensible answer rests, for one second at first and twice as long each time it happens again, up
 * to NODE_REST_MAXIMUM seconds, or as long as it asked for (429 with Retry-After). Resting nodes are not asked, so when
 * all rest the answer is an immediate STATUS_UNAVAILABLE that says when to come back. A good answer makes a node well
 * again.
 *
 * Nobody hears a node's URL, which may carry a key: details and log lines have its host. */
#ifndef GEM_SOLANA_NODES_H
#define GEM_SOLANA_NODES_H

#include "context.h"
#include "shape.h"

enum { NODE_REST_MAXIMUM = 30 /* seconds */, NODE_REST_ASKED_MAXIMUM = 300 };
enum { NODE_UNKNOWN_METHOD = -32601, NODE_WRONG_PARAMETERS = -32602 };

/* One for each process; hangs on the context. */
struct solana_nodes;

/* `urls` comma separated, in the order in which they are tried; "" makes a list of none. A node is asked for the first
 * time only after it has shown that it is on `cluster` ("mainnet", "devnet" or "testnet"; on "localnet" any is): money
 * of another chain must never count. NULL when there is no such cluster. Lives in the arena, which must live as long as
 * the process. */
struct solana_nodes *solana_nodes_new(struct arena *arena, const char *urls, const char *cluster);

/* How many there are, and how many of them do not rest now. */
size_t solana_nodes_count(const struct solana_nodes *nodes);
size_t solana_nodes_healthy(const struct solana_nodes *nodes);

/* How sure the nodes must be: voted for by most, or beyond recall (some 13 seconds later). Money is credited when
 * finalized. */
enum solana_commitment { SOLANA_CONFIRMED, SOLANA_FINALIZED };

/* [subject, {"commitment": …, options}], the params of most methods; `options` are members without braces, or "". In
 * the arena. */
const char *node_params(struct arena *arena, const char *subject, enum solana_commitment commitment,
                        const char *options);

/* What a node answered. The body lives in the arena and ends with a NUL. */
struct node_answer {
    const char *place; /* the node's host, for people */
    const char *body;
    size_t length;
    int64_t error_code;      /* 0: it has a result */
    const char *error;       /* the message, when error_code is not 0 */
    const char *error_cause; /* data.err as JSON text, or NULL */
};

/* One question to the nodes, asked of one after the other until the caller has what it wants. */
struct node_round {
    struct context *context;
    const char *method;
    const char *params; /* JSON text of the array */
    size_t next;        /* node */
    size_t answered;    /* nodes that gave an answer */
    int64_t rest;       /* that the last one needed before it answered, in seconds */
};

struct node_round node_round_new(struct context *context, const char *method, const char *params);

/* Asks the next node that does not rest, and those after it until one answers. False when there is none left. An answer
 * is a result, or an error about what was asked: a transaction that is refused, parameters that are wrong. A node's own
 * trouble (no answer, busy, behind) passes to the next one. */
bool node_round_next(struct node_round *round, struct node_answer *ret_answer);

/* Reads the answer just given by the shape of its body (json_read_answer()). False when it does not fit: the node is
 * rejected, go on with the next. */
bool node_round_read(struct node_round *round, const struct node_answer *answer, const struct shape *shape,
                     void *ret_value);

/* Gives up, because the node's error says that we ask wrongly: STATUS_INTERNAL. */
enum status node_round_refuse(const struct node_round *round, const struct node_answer *answer);

/* The answer just given is not understood, and why: the node rests, and counts as not having answered. */
void node_round_reject(struct node_round *round, const char *why);

/* After the last one: STATUS_OK when a node answered, STATUS_NOT_CONFIGURED when there are none, else
 * STATUS_UNAVAILABLE with retry_after. */
enum status node_round_end(const struct node_round *round) MUST_CHECK;

/* A whole round, for what any node may answer: the first answer that fits the shape. Statuses as above. */
enum status node_ask(struct context *context, const char *method, const char *params, const struct shape *shape,
                     void *ret_value) MUST_CHECK;

#endif
