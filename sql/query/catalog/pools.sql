-- What was committed to, newest first.
SELECT pool.id AS pool_id, collection.name AS collection, pool.rarity, pool_commitment.size, order_hash, committed_at
FROM pool_commitment JOIN pool ON pool.id = pool_id JOIN collection ON collection.id = pool.collection_id
WHERE ($1::timestamptz IS NULL OR (committed_at, pool_id) < ($1::timestamptz, $2::uuid))
ORDER BY committed_at DESC, pool_id DESC LIMIT $3::bigint
