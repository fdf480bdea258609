-- Every pack, drafts too. $1 series, $2 status, $3 a pattern for the name, each NULL for any; $4 and $5 the last row seen; $6 rows.
SELECT pack.id, pack.series_id, series.name AS series, pack.name, pack.description, pack.price AS price_usd, pack.xp_reward, pack.max_supply,
       (SELECT sum(remaining) FROM pack_supply WHERE pack_id = pack.id)::bigint AS remaining, pack.status::text, pack.image_gradient, pack.cover_image_url,
       pack.version, odds.version AS odds_version, odds.version_hash, pack.created_at, value.expected_value_usd
FROM pack
JOIN pack_series AS series ON series.id = pack.series_id
LEFT JOIN pack_version AS odds ON odds.id = pack.version_id
LEFT JOIN LATERAL (
    SELECT round(sum(line.drop_rate * coalesce(statistics.average_fmv, 0)) / 10000, 6) AS expected_value_usd
    FROM pack_version_row AS line LEFT JOIN pool_statistics AS statistics ON statistics.pool_id = line.pool_id
    WHERE line.version_id = pack.version_id) AS value ON true
WHERE ($1::uuid IS NULL OR pack.series_id = $1::uuid) AND ($2::pack_status IS NULL OR pack.status = $2::pack_status)
  AND ($3::text IS NULL OR pack.name ILIKE $3)
  AND ($4::timestamptz IS NULL OR (pack.created_at, pack.id) < ($4::timestamptz, $5::uuid))
ORDER BY pack.created_at DESC, pack.id DESC LIMIT $6::bigint
