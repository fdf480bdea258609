-- As packs/draw_rows, for the version an opening was bought with (E54).
SELECT version_row.row, version_row.drop_rate AS weight, version_row.pool_id, pool.collection_id, pool.rarity,
       array_position(enum_range(NULL::rarity), pool.rarity) AS rarity_rank, pool.size AS pool_size,
       coalesce((SELECT true FROM pool_free WHERE pool_id = pool.id ORDER BY position LIMIT 1), false) AS available
FROM opening
JOIN pack_version_row AS version_row ON version_row.version_id = opening.version_id
JOIN pool ON pool.id = version_row.pool_id
WHERE opening.id = $1::uuid
ORDER BY version_row.row
