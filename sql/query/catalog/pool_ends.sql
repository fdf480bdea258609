-- Where each pool ends: its size and the hash that its next commitment continues.
SELECT pool.id, collection.name AS collection, pool.rarity, pool.size,
       coalesce((SELECT order_hash FROM pool_commitment WHERE pool_id = pool.id ORDER BY size DESC LIMIT 1), '') AS order_hash
FROM pool JOIN collection ON collection.id = pool.collection_id
