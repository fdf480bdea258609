-- The current odds of a pack with what is left of each row, and what that is worth on average.
SELECT line.pool_id, collection.name AS collection, pool.rarity, to_char(line.drop_rate / 100.0, 'FM990.00') AS drop_rate, line.fmv_min AS fmv_min_usd,
       line.fmv_max AS fmv_max_usd, coalesce(statistics.available, 0) AS available, coalesce(statistics.average_fmv, 0) AS average_fmv_usd
FROM pack
JOIN pack_version_row AS line ON line.version_id = pack.version_id
JOIN pool ON pool.id = line.pool_id
JOIN collection ON collection.id = pool.collection_id
LEFT JOIN pool_statistics AS statistics ON statistics.pool_id = pool.id
WHERE pack.id = $1::uuid
ORDER BY line.row
