SELECT nonce, encode(server_seed, 'hex') AS server_seed, server_seed_hash, client_seed
FROM fairness_seed WHERE user_id = $1::uuid AND opening_id IS NULL FOR NO KEY UPDATE
