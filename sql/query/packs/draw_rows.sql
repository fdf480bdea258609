-- The rows a draw falls into, with the pool behind each and whether anything is left in it. $1 pack: its current version.
-- The order makes the look into a pool one step in its index; a bare EXISTS reads the whole table when most of it is one pool.
SELECT version_row.row, version_row.drop_rate AS weight, version_row.pool_id, pool.collection_id, pool.rarity,
       array_position(enum_range(NULL::rarity), pool.rarity) AS rarity_rank, pool.size AS pool_size,
       coalesce((SELECT true FROM pool_free WHERE pool_id = pool.id ORDER BY position LIMIT 1), false) AS available
FROM pack
JOIN pack_version_row AS version_row ON version_row.version_id = pack.version_id
JOIN pool ON pool.id = version_row.pool_id
WHERE pack.id = $1::uuid
ORDER BY version_row.row
