#include "openings/proof.h"

#include "arena.h"
#include "catalog/rarity.h"
#include "db.h"
#include "digest.h"
#include "fairness/draw.h"
#include "fairness/version_hash.h"
#include "openings/opening_draw.h"
#include "text.h"

#include <string.h>

/* Hundredths of a percent. */
enum { WHOLE_WEIGHT = 10000 };

/* Larger numbers are not exact in every JSON parser. */
#define EXACT_MAXIMUM ((INT64_C(1) << 53) - 1)

static const struct field proof_unit_fields[] = {
    {"unit", FIELD_INTEGER, offsetof(struct proof_unit, unit), FIELD_REQUIRED},
    {"attempt", FIELD_INTEGER, offsetof(struct proof_unit, attempt), FIELD_REQUIRED},
    {"row", FIELD_INTEGER, offsetof(struct proof_unit, row), FIELD_REQUIRED,
     .description = "Index of the row that was drawn"},
    {"handed_row", FIELD_INTEGER, offsetof(struct proof_unit, handed_row), FIELD_REQUIRED | FIELD_NULLABLE,
     .description = "Differs when the drawn pool was empty; null: nothing was left and the unit was refunded"},
    {"pool_size", FIELD_INTEGER, offsetof(struct proof_unit, pool_size), FIELD_REQUIRED | FIELD_NULLABLE},
    {"start_position", FIELD_INTEGER, offsetof(struct proof_unit, start_position), FIELD_REQUIRED | FIELD_NULLABLE},
    {"position", FIELD_INTEGER, offsetof(struct proof_unit, position), FIELD_REQUIRED | FIELD_NULLABLE},
    {"nft_id", FIELD_ID, offsetof(struct proof_unit, nft_id), FIELD_REQUIRED | FIELD_NULLABLE},
};
static const struct shape proof_unit_shape = SHAPE("ProofUnit", struct proof_unit, proof_unit_fields);

static const struct field proof_fields[] = {
    {"opening_id", FIELD_ID, offsetof(struct proof, opening_id), FIELD_REQUIRED},
    {"server_seed_hash", FIELD_HEX, offsetof(struct proof, server_seed_hash), FIELD_REQUIRED, .maximum = 64},
    {"server_seed", FIELD_HEX, offsetof(struct proof, server_seed), FIELD_REQUIRED | FIELD_NULLABLE, .maximum = 64},
    {"client_seed", FIELD_TEXT, offsetof(struct proof, client_seed), FIELD_REQUIRED, 1, CLIENT_SEED_MAXIMUM,
     .characters = CLIENT_SEED_CHARACTERS},
    {"nonce", FIELD_INTEGER, offsetof(struct proof, nonce), FIELD_REQUIRED, 0, EXACT_MAXIMUM},
    {"version", FIELD_INTEGER, offsetof(struct proof, version), FIELD_REQUIRED},
    {"version_hash", FIELD_HEX, offsetof(struct proof, version_hash), FIELD_REQUIRED, .maximum = 64},
    {"rows", FIELD_LIST, offsetof(struct proof, rows), FIELD_REQUIRED, 1, DRAW_ROWS_MAXIMUM,
     .shape = &hashed_row_shape},
    {"units", FIELD_LIST, offsetof(struct proof, units), FIELD_REQUIRED, 1, OPENING_QUANTITY_MAXIMUM,
     .shape = &proof_unit_shape},
};
const struct shape proof_shape = SHAPE("Proof", struct proof, proof_fields);

enum status proof_show(struct context *context, const char *opening_id, struct proof *ret_proof) {
    struct db_rows *opening;
    struct db_rows *rows;
    struct db_rows *units;
    db_queue(context, SQL_OPENINGS_PROOF, DB(opening_id), &opening);
    db_queue(context, SQL_OPENINGS_PROOF_ROWS, DB(opening_id), &rows);
    db_queue(context, SQL_OPENINGS_PROOF_UNITS, DB(opening_id), &units);
    enum status status = db_flush(context);
    if (status != STATUS_OK)
        return status;
    if (db_count(opening) == 0)
        return context_refuse(context, STATUS_NOT_FOUND, "There is no such opening.");
    db_read(opening, 0, &proof_shape, ret_proof);
    ret_proof->rows = db_read_list(context, rows, &hashed_row_shape);
    ret_proof->units = db_read_list(context, units, &proof_unit_shape);
    return STATUS_OK;
}

static enum status refuse_unit(struct context *context, const struct proof_unit *unit, const char *what) {
    return context_refuse(context, STATUS_RULE_REFUSED, "Unit %lld: %s.", (long long)unit->unit, what);
}

/* Nothing was left for it. */
static bool is_refunded(const struct proof_unit *unit) {
    return unit->handed_row == FIELD_INTEGER_NONE && unit->pool_size == FIELD_INTEGER_NONE &&
           unit->start_position == FIELD_INTEGER_NONE && unit->position == FIELD_INTEGER_NONE && unit->nft_id == NULL;
}

static enum status verify_unit(struct context *context, const struct proof *proof, const struct draw_seed *seed,
                               const uint64_t *weights, const struct proof_unit *unit) {
    const struct hashed_row *rows = proof->rows.items;
    struct draw_result result = draw_row(seed, unit->unit, weights, proof->rows.count);
    if (unit->row != (int64_t)result.row || unit->attempt != result.attempt)
        return refuse_unit(context, unit, "the seeds draw another row or attempt than claimed");
    if (is_refunded(unit))
        return STATUS_OK;
    if (unit->nft_id == NULL)
        return refuse_unit(context, unit, "the gem is missing");
    if (unit->handed_row < 0 || unit->handed_row >= (int64_t)proof->rows.count)
        return refuse_unit(context, unit, "the handed row is not one of the rows");
    if (unit->handed_row != unit->row &&
        rarity_rank(rows[unit->handed_row].rarity) >= rarity_rank(rows[unit->row].rarity))
        return refuse_unit(context, unit, "the handed row is neither the drawn one nor of lower rarity");
    if (unit->pool_size <= 0 || unit->position < 0 || unit->position >= unit->pool_size)
        return refuse_unit(context, unit, "the position is outside the pool");
    if (unit->start_position != (int64_t)draw_start_position(seed, unit->unit, (uint64_t)unit->pool_size))
        return refuse_unit(context, unit, "the seeds give another start position");
    return STATUS_OK;
}

static enum status verify_seed(struct context *context, const struct proof *proof, struct draw_seed *ret_seed) {
    unsigned char digest[SHA256_SIZE];
    if (proof->server_seed == NULL)
        return context_refuse(context, STATUS_RULE_REFUSED, "The opening is not drawn yet: its seed is still secret.");
    if (!text_parse_hex(proof->server_seed, ret_seed->server_seed, SERVER_SEED_SIZE))
        return context_refuse(context, STATUS_RULE_REFUSED, "The server seed is not 32 bytes of hexadecimal.");
    digest_sha256(ret_seed->server_seed, SERVER_SEED_SIZE, digest);
    if (!text_equal(text_hex(context->arena, digest, sizeof digest), proof->server_seed_hash))
        return context_refuse(context, STATUS_RULE_REFUSED,
                              "The server seed does not have the hash that was committed to.");
    ret_seed->client_seed = proof->client_seed;
    ret_seed->nonce = proof->nonce;
    return STATUS_OK;
}

/* Within one opening no gem and no place of a pool can be handed out twice. */
static enum status verify_unlike(struct context *context, const struct hashed_row *rows, const struct proof_unit *unit,
                                 const struct proof_unit *other) {
    if (is_refunded(unit) || is_refunded(other))
        return STATUS_OK;
    const struct hashed_row *pool = &rows[unit->handed_row];
    const struct hashed_row *other_pool = &rows[other->handed_row];
    bool same_pool =
        text_equal(pool->collection_id, other_pool->collection_id) && text_equal(pool->rarity, other_pool->rarity);
    if (text_equal(unit->nft_id, other->nft_id) || (same_pool && unit->position == other->position))
        return refuse_unit(context, unit, "its gem was already handed out for another unit");
    return STATUS_OK;
}

static enum status verify_units(struct context *context, const struct proof *proof, const struct draw_seed *seed,
                                const uint64_t *weights) {
    const struct proof_unit *units = proof->units.items;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < proof->units.count && status == STATUS_OK; i++) {
        if (units[i].unit != (int64_t)i)
            return refuse_unit(context, &units[i], "the units are not in their order");
        status = verify_unit(context, proof, seed, weights, &units[i]);
        for (size_t other = 0; other < i && status == STATUS_OK; other++)
            status = verify_unlike(context, proof->rows.items, &units[i], &units[other]);
    }
    return status;
}

static enum status verify_rows(struct context *context, const struct proof *proof, uint64_t *ret_weights) {
    const struct hashed_row *rows = proof->rows.items;
    uint64_t total = 0;
    if (!text_equal(version_hash_make(context->arena, rows, proof->rows.count), proof->version_hash))
        return context_refuse(context, STATUS_RULE_REFUSED, "The rows do not have the published version hash.");
    for (size_t i = 0; i < proof->rows.count; i++) {
        ret_weights[i] = (uint64_t)version_hash_parse_rate(rows[i].drop_rate);
        total += ret_weights[i];
        if (ret_weights[i] == 0)
            return context_refuse(context, STATUS_RULE_REFUSED, "Row %zu has no drop rate.", i);
    }
    if (total != WHOLE_WEIGHT)
        return context_refuse(context, STATUS_RULE_REFUSED, "The drop rates do not add up to 100.00.");
    return STATUS_OK;
}

enum status proof_verify(struct context *context, const struct proof *proof) {
    uint64_t weights[DRAW_ROWS_MAXIMUM];
    struct draw_seed seed;
    enum status status = verify_seed(context, proof, &seed);
    if (status != STATUS_OK)
        return status;
    if (proof->rows.count == 0 || proof->rows.count > DRAW_ROWS_MAXIMUM || proof->units.count == 0 ||
        strlen(seed.client_seed) > CLIENT_SEED_MAXIMUM)
        return context_refuse(context, STATUS_RULE_REFUSED, "The proof is not well-formed.");
    status = verify_rows(context, proof, weights);
    return status == STATUS_OK ? verify_units(context, proof, &seed, weights) : status;
}
