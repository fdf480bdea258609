-- Imports into one pool wait for each other: positions follow on without a gap.
SELECT pool.id, collection.name AS collection, pool.rarity, pool.size,
       coalesce((SELECT order_hash FROM pool_commitment WHERE pool_id = pool.id ORDER BY size DESC LIMIT 1), '') AS order_hash
FROM pool JOIN collection ON collection.id = pool.collection_id
ORDER BY pool.id FOR UPDATE OF pool
