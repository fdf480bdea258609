-- Which pools the odds name ($1 collection names, $2 rarities) and the range of FMV in each, in order. A pool that does not exist or
-- is empty has no row.
SELECT wanted.row, pool.id AS pool_id, pool.collection_id, pool.rarity, min(nft.fmv) AS fmv_min, max(nft.fmv) AS fmv_max
FROM unnest($1::text[], $2::rarity[]) WITH ORDINALITY AS wanted (collection_name, rarity, row)
JOIN collection ON collection.name = wanted.collection_name
JOIN pool ON pool.collection_id = collection.id AND pool.rarity = wanted.rarity
JOIN pool_free ON pool_free.pool_id = pool.id
JOIN nft ON nft.id = pool_free.nft_id
GROUP BY wanted.row, pool.id
ORDER BY wanted.row
