-- $1 a JSON array of checked stones, each with its pool and position. A certificate number that exists already is left out and
-- missing among the rows that come back.
INSERT INTO nft (id, certificate_number, laboratory, name, collection_id, rarity, pool_id, pool_position, species, shape, carat,
                 cut, color, clarity, length_mm, width_mm, depth_mm, depth_percent, table_percent, fmv, fmv_source, fmv_at, image_url)
SELECT stone.id, certificate_number, laboratory, name, pool.collection_id, pool.rarity, pool.id, pool_position, species, shape,
       carat, cut, color, clarity, length_mm, width_mm, depth_mm, depth_percent, table_percent, fmv_usd, fmv_source,
       coalesce(fmv_observed_at, gem_now()), image_url
FROM jsonb_to_recordset($1::jsonb) AS stone (
    id uuid, certificate_number text, laboratory text, name text, pool_id uuid, pool_position bigint, species text, shape text,
    carat numeric, cut text, color text, clarity text, length_mm numeric, width_mm numeric, depth_mm numeric,
    depth_percent numeric, table_percent numeric, fmv_usd numeric, fmv_source text, fmv_observed_at timestamptz, image_url text)
JOIN pool ON pool.id = stone.pool_id
