-- Public: everything needed to recompute the draw. The seed stays hidden until it has been used.
SELECT opening.id AS opening_id, seed.server_seed_hash,
       CASE WHEN seed.revealed_at IS NOT NULL THEN encode(seed.server_seed, 'hex') END AS server_seed,
       seed.client_seed, seed.nonce, version.version, version.version_hash
FROM opening
JOIN pack_version AS version ON version.id = opening.version_id
JOIN fairness_seed AS seed ON seed.user_id = opening.user_id AND seed.nonce = opening.nonce
WHERE opening.id = $1::uuid
