-- $1 pool, $2 its new size, $3 order_hash.
WITH grown AS (UPDATE pool SET size = $2::bigint WHERE id = $1::uuid AND size < $2::bigint RETURNING id)
INSERT INTO pool_commitment (pool_id, size, order_hash) SELECT id, $2::bigint, $3 FROM grown
