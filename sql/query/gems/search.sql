-- $1 rarity, $2 collection's name, $3 state, each NULL for any; $4 and $5 the last row seen; $6 rows; $7 what is looked for, $8 the same
-- as a pattern, in which % and _ mean themselves; both NULL: whatever is in the state $3; $9 order. For what few gems meet: found first,
-- then sorted, so that each way of finding uses its index.
WITH found AS (
    SELECT id FROM nft WHERE name ILIKE $8
    UNION SELECT id FROM nft WHERE certificate_number ILIKE $8
    UNION SELECT id FROM nft WHERE to_tsvector('simple', name || ' ' || species || ' ' || shape || ' ' || laboratory || ' '
        || coalesce(cut, '') || ' ' || coalesce(color, '') || ' ' || coalesce(clarity, '')) @@ plainto_tsquery('simple', $7)
    UNION SELECT id FROM nft WHERE id = CASE WHEN $7 ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN $7::uuid END
    UNION SELECT nft_id FROM vault_item WHERE $7 IS NULL AND status IN ('LISTED', 'BUYBACK', 'PROCESSING', 'DELIVERED') AND status::text = $3
    UNION SELECT nft_id FROM vault_item WHERE $7 IS NULL AND closed_at IS NULL AND status = 'VAULTED' AND $3 = 'OWNED'
    UNION SELECT nft_id FROM pool_free WHERE $7 IS NULL AND $3 = 'IN_POOL'
    UNION SELECT id FROM nft WHERE $7 IS NULL AND NOT on_shelf AND $3 = 'OFF_SHELF'
), listed AS (
    SELECT id, certificate, name, collection, rarity, species, shape, carat, fmv_usd, state, on_shelf, imported_at,
           CASE $9::text WHEN 'fmv' THEN fmv_usd WHEN '-fmv' THEN -fmv_usd ELSE -extract(epoch FROM imported_at) END AS sort_key
    FROM gem_place
    WHERE id IN (SELECT id FROM found)
      AND ($1::rarity IS NULL OR rarity = $1::rarity)
      AND ($2::text IS NULL OR collection_id = (SELECT collection.id FROM collection WHERE collection.name = $2))
      AND ($3::text IS NULL OR state = $3)
)
SELECT * FROM listed
WHERE ($4::numeric IS NULL OR (sort_key, id) > ($4::numeric, $5::uuid))
ORDER BY sort_key, id LIMIT $6::bigint
