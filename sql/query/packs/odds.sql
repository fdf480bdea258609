-- The rows of a pack's current odds, in their published order, with what is left of each.
SELECT pool.rarity, collection.id AS collection_id, collection.name AS collection_name,
       to_char(version_row.drop_rate / 100.0, 'FM990.00') AS drop_rate, version_row.fmv_min, version_row.fmv_max,
       (SELECT count(*) FROM pool_free WHERE pool_id = pool.id) AS available
FROM pack
JOIN pack_version_row AS version_row ON version_row.version_id = pack.version_id
JOIN pool ON pool.id = version_row.pool_id
JOIN collection ON collection.id = pool.collection_id
WHERE pack.id = $1::uuid
ORDER BY version_row.row
