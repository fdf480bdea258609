SELECT pool.collection_id, to_char(version_row.drop_rate / 100.0, 'FM990.00') AS drop_rate, version_row.fmv_max, version_row.fmv_min,
       pool.rarity
FROM opening
JOIN pack_version_row AS version_row ON version_row.version_id = opening.version_id
JOIN pool ON pool.id = version_row.pool_id
WHERE opening.id = $1::uuid
ORDER BY version_row.row
