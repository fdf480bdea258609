-- $1 opening, $2 its user.
SELECT opening.id, opening.pack_id, pack.name AS pack_name, version.version, opening.quantity, opening.method, opening.status,
       opening.total_cost AS total_cost_usd, opening.created_at, opening.opened_at,
       seed.server_seed_hash AS fairness_server_seed_hash, seed.client_seed AS fairness_client_seed, seed.nonce AS fairness_nonce,
       CASE WHEN seed.revealed_at IS NOT NULL THEN encode(seed.server_seed, 'hex') END AS fairness_server_seed
FROM opening
JOIN pack ON pack.id = opening.pack_id
JOIN pack_version AS version ON version.id = opening.version_id
JOIN fairness_seed AS seed ON seed.user_id = opening.user_id AND seed.nonce = opening.nonce
WHERE opening.id = $1::uuid AND opening.user_id = $2::uuid
