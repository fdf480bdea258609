-- The opening takes the committed seed; the next one is committed in the same breath, before its client seed can be known (X2).
-- $1 user, $2 nonce, $3 opening, $4 client seed of this opening, $5 next server seed, $6 next client seed.
WITH taken AS (
    UPDATE fairness_seed SET opening_id = $3::uuid, client_seed = $4
    WHERE user_id = $1::uuid AND nonce = $2::bigint AND opening_id IS NULL
    RETURNING user_id, nonce
)
INSERT INTO fairness_seed (user_id, nonce, server_seed, server_seed_hash, client_seed)
SELECT user_id, nonce + 1, decode($5, 'hex'), encode(sha256(decode($5, 'hex')), 'hex'), $6 FROM taken
