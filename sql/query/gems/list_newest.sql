-- $1 rarity, $2 collection's name, $3 state, each NULL for any; $4 and $5 the last row seen; $6 rows; $7 what is
-- looked for, $8 the same as a pattern: NULL, or met by many.
SELECT id, certificate, name, collection, rarity, species, shape, carat, fmv_usd, state, on_shelf, imported_at, imported_at::text AS sort_key
FROM gem_place
WHERE ($1::rarity IS NULL OR rarity = $1::rarity)
  AND ($2::text IS NULL OR collection_id = (SELECT collection.id FROM collection WHERE collection.name = $2))
  AND ($3::text IS NULL OR state = $3)
  AND ($7::text IS NULL OR name ILIKE $8 OR certificate ILIKE $8 OR to_tsvector('simple', name || ' ' || species || ' ' || shape || ' ' || laboratory || ' '
       || coalesce(cut, '') || ' ' || coalesce(color, '') || ' ' || coalesce(clarity, '')) @@ plainto_tsquery('simple', $7))
  AND ($4::timestamptz IS NULL OR (imported_at, id) < ($4::timestamptz, $5::uuid))
ORDER BY imported_at DESC, id DESC LIMIT $6::bigint
