/* libFuzzer target: any bytes as the proof of a draw. Whether it holds is recomputed without harm. So that more than
 * the seed's hash is reached, the hashes are also set to those that belong to the proof. */
#include "arena.h"
#include "digest.h"
#include "fairness/draw.h"
#include "fairness/version_hash.h"
#include "fuzz.h"
#include "json_read.h"
#include "openings/proof.h"
#include "text.h"

#include <string.h>

static enum status verify(struct context *context, const struct proof *proof) {
    enum status status = proof_verify(context, proof);
    fuzz_must(status == STATUS_OK || status == STATUS_RULE_REFUSED, "proof_verify()'s statuses");
    fuzz_must_explain(context, status);
    return status;
}

static void set_hashes(struct arena *arena, struct proof *proof) {
    unsigned char seed[SERVER_SEED_SIZE] = {0};
    unsigned char digest[SHA256_SIZE];
    if (proof->server_seed == NULL || !text_parse_hex(proof->server_seed, seed, sizeof seed))
        proof->server_seed = text_hex(arena, seed, sizeof seed);
    digest_sha256(seed, sizeof seed, digest);
    proof->server_seed_hash = text_hex(arena, digest, sizeof digest);
    proof->version_hash = version_hash_make(arena, proof->rows.items, proof->rows.count);
}

/* Takes the first wrong claim of each kind over from the recomputation, so that the next one is looked at. */
static void set_draws(struct proof *proof) {
    uint64_t weights[100];
    struct draw_seed seed = {.client_seed = proof->client_seed, .nonce = proof->nonce};
    const struct hashed_row *rows = proof->rows.items;
    struct proof_unit *units = proof->units.items;
    fuzz_must(text_parse_hex(proof->server_seed, seed.server_seed, sizeof seed.server_seed), "the seed was set");
    for (size_t i = 0; i < proof->rows.count; i++)
        if ((weights[i] = (uint64_t)version_hash_parse_rate(rows[i].drop_rate)) == 0)
            return;
    for (size_t i = 0; i < proof->units.count; i++) {
        struct draw_result result = draw_row(&seed, (int64_t)i, weights, proof->rows.count);
        units[i].unit = (int64_t)i;
        units[i].row = (int64_t)result.row;
        units[i].attempt = result.attempt;
        if (units[i].pool_size > 0)
            units[i].start_position = (int64_t)draw_start_position(&seed, (int64_t)i, (uint64_t)units[i].pool_size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct context *context = fuzz_context();
    struct proof proof;
    enum status status = json_read(context, (const char *)data, size, &proof_shape, &proof);
    fuzz_must_explain(context, status);
    if (status != STATUS_OK)
        return 0;
    verify(context, &proof);
    set_hashes(context->arena, &proof);
    verify(context, &proof);
    set_draws(&proof);
    if (verify(context, &proof) == STATUS_OK) {
        struct proof_unit *units = proof.units.items;
        units[0].row++;
        fuzz_must(verify(context, &proof) != STATUS_OK, "another row is noticed");
    }
    return 0;
}
