/* Committed seeds: each user has exactly one whose hash is shown and which the next opening will take. */
#ifndef GEM_SEEDS_H
#define GEM_SEEDS_H

#include "context.h"
#include "fairness/draw.h"
#include "shape.h"

/* What a user may see of the next draw. */
struct commitment {
    const char *server_seed_hash;
    const char *client_seed;
    int64_t nonce;
};
extern const struct shape commitment_shape;

/* Fresh secrets in hexadecimal and as a client seed, in the arena. */
const char *seeds_new_server_seed(struct arena *arena);
const char *seeds_new_client_seed(struct arena *arena);

/* The commitment for the user's next opening. */
enum status seeds_show(struct context *context, const char *user_id, struct commitment *ret_commitment) MUST_CHECK;

/* Chooses the client seed of the next opening. */
enum status seeds_choose(struct context *context, const char *user_id, const char *client_seed,
                         struct commitment *ret_commitment) MUST_CHECK;

struct next_seed {
    int64_t nonce;
    const char *server_seed; /* hexadecimal: secret until revealed */
    const char *server_seed_hash;
    const char *client_seed;
};
extern const struct shape next_seed_shape;

struct db_rows;

/* Queues the locking of the user's next seed; read the rows with next_seed_shape after the flush. */
void seeds_queue_lock(struct context *context, const char *user_id, struct db_rows **ret_rows);

/* Queues the taking of that seed by an opening, with the client seed to use, and the commitment to the one after it. */
void seeds_queue_take(struct context *context, const char *user_id, const struct next_seed *seed,
                      const char *opening_id, const char *client_seed);

/* Queues the revealing of an opening's seed. */
void seeds_queue_reveal(struct context *context, const char *opening_id);

#endif
