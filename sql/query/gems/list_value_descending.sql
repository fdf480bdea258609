-- As list_newest, the most valuable first.
SELECT id, certificate, name, collection, rarity, species, shape, carat, fmv_usd, state, on_shelf, imported_at, fmv_usd::text AS sort_key
FROM gem_place
WHERE ($1::rarity IS NULL OR rarity = $1::rarity)
  AND ($2::text IS NULL OR collection_id = (SELECT collection.id FROM collection WHERE collection.name = $2))
  AND ($3::text IS NULL OR state = $3)
  AND ($7::text IS NULL OR name ILIKE $8 OR certificate ILIKE $8 OR to_tsvector('simple', name || ' ' || species || ' ' || shape || ' ' || laboratory || ' '
       || coalesce(cut, '') || ' ' || coalesce(color, '') || ' ' || coalesce(clarity, '')) @@ plainto_tsquery('simple', $7))
  AND ($4::numeric IS NULL OR (fmv_usd, id) < ($4::numeric, $5::uuid))
ORDER BY fmv_usd DESC, id DESC LIMIT $6::bigint
