UPDATE fairness_seed SET client_seed = $2 WHERE user_id = $1::uuid AND opening_id IS NULL
RETURNING server_seed_hash, client_seed, nonce
