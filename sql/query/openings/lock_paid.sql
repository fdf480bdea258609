-- The opening to draw, if nobody has drawn it meanwhile; its buyer is locked with it.
SELECT opening.id, opening.user_id, opening.pack_id, opening.version_id, opening.quantity, opening.unit_price, pack.xp_reward, opening.nonce,
       seed.client_seed, encode(seed.server_seed, 'hex') AS server_seed
FROM opening
JOIN pack ON pack.id = opening.pack_id
JOIN app_user ON app_user.id = opening.user_id
JOIN fairness_seed AS seed ON seed.opening_id = opening.id
WHERE opening.id = $1::uuid AND opening.status = 'PAID'
FOR NO KEY UPDATE OF opening, app_user
