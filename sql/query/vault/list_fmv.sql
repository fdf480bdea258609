-- $1 user, $2 status or NULL for those still held, $3 and $4 place of the last row seen, $5 rows.
SELECT vault_item.id, nft.id AS nft_id, nft.name, collection.name AS collection, nft.rarity, nft.fmv, vault_item.status,
       vault_item.source, vault_item.acquired_at, coalesce(nft.image_url, '/api/nfts/' || nft.id || '/image') AS image_url,
       nft.certificate_number AS certificate, nft.laboratory AS attributes_laboratory, nft.species AS attributes_species,
       nft.shape AS attributes_shape, nft.carat AS attributes_carat, nft.cut AS attributes_cut, nft.color AS attributes_color,
       nft.clarity AS attributes_clarity, nft.length_mm AS attributes_length_mm, nft.width_mm AS attributes_width_mm,
       nft.depth_mm AS attributes_depth_mm, nft.depth_percent AS attributes_depth_percent,
       nft.table_percent AS attributes_table_percent
FROM vault_item JOIN nft ON nft.id = vault_item.nft_id JOIN collection ON collection.id = nft.collection_id
WHERE vault_item.user_id = $1::uuid
  AND CASE WHEN $2::text IS NULL THEN vault_item.closed_at IS NULL ELSE vault_item.status = $2::vault_status END
  AND ($3::text IS NULL OR (nft.fmv, vault_item.id) > ($3::numeric, $4::uuid))
ORDER BY nft.fmv ASC, vault_item.id ASC LIMIT $5::bigint
