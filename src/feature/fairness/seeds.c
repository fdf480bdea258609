#include "fairness/seeds.h"

#include "db.h"
#include "digest.h"
#include "text.h"

static const struct field commitment_fields[] = {
    {"server_seed_hash", FIELD_HEX, offsetof(struct commitment, server_seed_hash), .maximum = 64,
     .description = "SHA-256 of the seed that the next opening will use"},
    {"client_seed", FIELD_TEXT, offsetof(struct commitment, client_seed)},
    {"nonce", FIELD_INTEGER, offsetof(struct commitment, nonce)},
};
const struct shape commitment_shape = SHAPE("Commitment", struct commitment, commitment_fields);

static const struct field next_seed_fields[] = {
    {"nonce", FIELD_INTEGER, offsetof(struct next_seed, nonce)},
    {"server_seed", FIELD_HEX, offsetof(struct next_seed, server_seed)},
    {"server_seed_hash", FIELD_HEX, offsetof(struct next_seed, server_seed_hash)},
    {"client_seed", FIELD_TEXT, offsetof(struct next_seed, client_seed)},
};
const struct shape next_seed_shape = SHAPE("NextSeed", struct next_seed, next_seed_fields);

static const char *random_hex(struct arena *arena, size_t size) {
    unsigned char bytes[SERVER_SEED_SIZE];
    digest_random(bytes, size);
    return text_hex(arena, bytes, size);
}

const char *seeds_new_server_seed(struct arena *arena) {
    return random_hex(arena, SERVER_SEED_SIZE);
}

const char *seeds_new_client_seed(struct arena *arena) {
    return random_hex(arena, 8);
}

static enum status read_commitment(const struct db_rows *rows, struct commitment *ret_commitment) {
    if (db_count(rows) == 0)
        return STATUS_NOT_FOUND;
    db_read(rows, 0, &commitment_shape, ret_commitment);
    return STATUS_OK;
}

enum status seeds_show(struct context *context, const char *user_id, struct commitment *ret_commitment) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_FAIRNESS_SHOW, DB(user_id), &rows);
    return status == STATUS_OK ? read_commitment(rows, ret_commitment) : status;
}

enum status seeds_choose(struct context *context, const char *user_id, const char *client_seed,
                         struct commitment *ret_commitment) {
    struct db_rows *rows;
    enum status status = db_query(context, SQL_FAIRNESS_SET_CLIENT_SEED, DB(user_id, client_seed), &rows);
    return status == STATUS_OK ? read_commitment(rows, ret_commitment) : status;
}

void seeds_queue_lock(struct context *context, const char *user_id, struct db_rows **ret_rows) {
    db_queue(context, SQL_FAIRNESS_LOCK_NEXT, DB(user_id), ret_rows);
}

void seeds_queue_take(struct context *context, const char *user_id, const struct next_seed *seed,
                      const char *opening_id, const char *client_seed) {
    db_queue(context, SQL_FAIRNESS_TAKE,
             DB(user_id, text_from_integer(context->arena, seed->nonce), opening_id, client_seed,
                seeds_new_server_seed(context->arena), seeds_new_client_seed(context->arena)),
             NULL);
}

void seeds_queue_reveal(struct context *context, const char *opening_id) {
    db_queue(context, SQL_FAIRNESS_REVEAL, DB(opening_id), NULL);
}
