SELECT server_seed_hash, client_seed, nonce FROM fairness_seed WHERE user_id = $1::uuid AND opening_id IS NULL
