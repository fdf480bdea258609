-- The gems of several openings ($1 ids), for showing them.
SELECT unit.opening_id, unit.vault_item_id, nft.id AS nft_id, nft.name, nft.rarity, drawn_pool.rarity AS drawn_rarity, nft.fmv,
       coalesce(nft.image_url, '/api/nfts/' || nft.id || '/image') AS image_url
FROM opening_unit AS unit
JOIN opening ON opening.id = unit.opening_id
JOIN pack_version_row AS drawn ON drawn.version_id = opening.version_id AND drawn.row = unit.row
JOIN pool AS drawn_pool ON drawn_pool.id = drawn.pool_id
JOIN nft ON nft.id = unit.nft_id
WHERE unit.opening_id = ANY ($1::uuid[])
ORDER BY unit.opening_id, unit.unit
