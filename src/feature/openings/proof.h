/* The public proof of an opening's draw, and its recomputation from nothing but that proof (`gemctl verify`). */
#ifndef GEM_PROOF_H
#define GEM_PROOF_H

#include "context.h"
#include "shape.h"

struct proof_unit {
    int64_t unit;
    int64_t attempt;
    int64_t row;
    int64_t handed_row; /* FIELD_INTEGER_NONE, as what follows: nothing was left, the unit was refunded */
    int64_t pool_size;
    int64_t start_position;
    int64_t position;
    const char *nft_id;
};

struct proof {
    const char *opening_id;
    const char *server_seed_hash;
    const char *server_seed; /* NULL until drawn */
    const char *client_seed;
    int64_t nonce;
    int64_t version;
    const char *version_hash;
    struct list rows;  /* struct hashed_row */
    struct list units; /* struct proof_unit */
};
extern const struct shape proof_shape;

/* The proof of any opening: it is public. */
enum status proof_show(struct context *context, const char *opening_id, struct proof *ret_proof) MUST_CHECK;

/* Recomputes everything a proof claims. STATUS_OK when it holds; else STATUS_RULE_REFUSED with the first thing that
 * does not in the context's detail. */
enum status proof_verify(struct context *context, const struct proof *proof) MUST_CHECK;

#endif
