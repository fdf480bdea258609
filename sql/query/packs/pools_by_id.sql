-- As pool_values, by id: $1 pools, in order. A pool that does not exist or is empty has no row.
SELECT wanted.row, pool.id AS pool_id, pool.collection_id, pool.rarity, min(nft.fmv) AS fmv_min, max(nft.fmv) AS fmv_max
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (pool_id, row)
JOIN pool ON pool.id = wanted.pool_id
JOIN pool_free ON pool_free.pool_id = pool.id
JOIN nft ON nft.id = pool_free.nft_id
GROUP BY wanted.row, pool.id
ORDER BY wanted.row
